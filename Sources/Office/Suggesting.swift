import Crypto
public import Foundation
public import Postgres
public import Storage

/// Suggestions of the public: received without an account, and decided by those who propose and
/// approve programs.
extension Office {
  /// How many suggestions an institution takes in an hour, whoever sends them.
  public static let suggestionsPerHour = 60

  /// What became of a suggestion that was sent.
  public enum SuggestionReceipt: Sendable {
    /// It is kept; the same text of today is kept once.
    case kept
    /// The form was sent before with another text.
    case usedForm
    /// So many have come in the last hour that no more are taken.
    case tooMany
  }

  /// What signs the public forms of an institution; every daemon has the same.
  public func formSecret(of institution: Int) async throws -> [UInt8] {
    let fresh = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
    return try await database.write(as: Scopes.institution(institution)) {
      try Suggestions.secret(orElse: fresh, of: institution, in: $0)
    }
  }

  /// Keeps a suggestion that came by the form of that number; each form counts once.
  public func receive(
    _ suggestion: Suggestions.New, form: String, at institution: Int
  ) async throws -> SuggestionReceipt {
    let parts = [suggestion.title, suggestion.purpose, suggestion.audience]
    let hash = Secret.hash(parts.joined(separator: "\n"))
    return try await database.write(as: Scopes.institution(institution)) { transaction in
      if try Suggestions.hasCome(textSHA256: hash, of: institution, in: transaction) {
        try Suggestions.add(suggestion, textSHA256: hash, of: institution, in: transaction)
        return .kept
      }
      guard
        try Suggestions.recent(of: institution, in: transaction) < Self.suggestionsPerHour
      else { return .tooMany }
      guard
        try Sessions.isFirst(
          message: "suggestion form \(form)", of: institution, in: transaction)
      else { return .usedForm }
      try Suggestions.add(suggestion, textSHA256: hash, of: institution, in: transaction)
      let entry = Journal.Entry(
        action: "receive suggestion", subjectKind: "suggestion form", subject: form,
        to: "received", reason: "Somebody sent the public form.")
      try Journal.add(
        [entry], by: Journal.Actor(id: "public", role: "public"), of: institution, in: transaction)
      return .kept
    }
  }
}

extension Visit {
  /// Suggestions as they came, one more than `limit` where there are more.
  public func suggestions(
    state: String?, after place: (PostgresInstant, UUID)?, limit: Int
  ) throws -> [Suggestions.Listed] {
    try may(.decideSuggestions)
    return try Suggestions.page(
      state: state, after: place, limit: limit + 1, of: institution, in: transaction)
  }

  /// Makes a program of a suggestion, which a proposer then gives its first draft.
  public func takeUpSuggestion(_ id: UUID, reason: String) throws -> Suggestions.Listed {
    let role = try may(.decideSuggestions)
    let suggestion = try undecided(id)
    let code = "suggestion-\(id.text.prefix(8))"
    let text = [suggestion.text.purpose, suggestion.text.audience].filter { !$0.isEmpty }
    try Programs.suggest(
      code: code, title: suggestion.text.title,
      text: String(text.joined(separator: "\n\n").prefix(4_000)), of: institution,
      by: "suggestion:\(id.text)", in: transaction)
    let program = try program(code)
    try journal(
      "suggest program", "program", program.id.text, to: "suggested", reason: reason, as: role)
    return try decide(id, as: "taken up", program: program.id, reason: reason, role)
  }

  /// Declines a suggestion.
  public func declineSuggestion(_ id: UUID, reason: String) throws -> Suggestions.Listed {
    let role = try may(.decideSuggestions)
    _ = try undecided(id)
    return try decide(id, as: "declined", program: nil, reason: reason, role)
  }

  private func undecided(_ id: UUID) throws -> Suggestions.Listed {
    let suggestion = try Suggestions.locked(id, of: institution, in: transaction)
    guard let suggestion else {
      throw Refusal(.nothingThere, "There is no suggestion of this id.")
    }
    guard suggestion.state == "received" else {
      throw Refusal(.wrongState, "The suggestion was \(suggestion.state) before.")
    }
    return suggestion
  }

  private func decide(
    _ id: UUID, as state: String, program: UUID?, reason: String, _ role: Role
  ) throws -> Suggestions.Listed {
    try Suggestions.decide(
      id, as: state, program: program, reason: reason, by: caller.id, of: institution,
      in: transaction)
    try journal(
      state == "declined" ? "decline suggestion" : "take up suggestion", "suggestion", id.text,
      from: "received", to: state, reason: reason, as: role)
    guard let decided = try Suggestions.locked(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no suggestion of this id.")
    }
    return decided
  }
}
