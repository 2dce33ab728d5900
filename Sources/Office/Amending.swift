public import Foundation
public import Microcredentials
import Postgres
public import Storage

/// Completions after they were recorded: read, amended, voided, made final.
extension Visit {
  /// Completions that the caller may see by their latest revisions, one more than `limit` where
  /// there are more.
  public func completions(
    _ filter: Completions.Filter, of learner: UUID?, by order: Completions.Order,
    after place: (day: Day, id: UUID)?, limit: Int
  ) throws -> [Completions.Revision] {
    var filter = filter
    if let learner {
      let people = try Learners.people(of: [learner], institution: institution, in: transaction)
      filter.learners = people[learner]?.records ?? []
    }
    return try Completions.page(
      filter, within: reach(.readLearners), by: order, after: place, limit: limit + 1,
      of: institution, in: transaction)
  }

  /// All revisions of a completion that the caller may see, the latest first.
  public func completion(_ id: UUID) throws -> [Completions.Revision] {
    let history = try history(id)
    try may(.readLearners, learner: history[0].says.learner)
    return history
  }

  /// Amends a completion by its next revision, if it is still as the caller has read it; a change
  /// that changes nothing writes nothing.
  public func amend(
    _ id: UUID, if isStill: ([Completions.Revision]) throws -> Void, reason: String,
    _ change: (inout StoredCompletion) throws -> Void
  ) throws -> [Completions.Revision] {
    let (history, role) = try changeable(id)
    try isStill(history)
    let known = history[0].says
    guard known.state != .voided else {
      throw Refusal(.wrongState, "It was voided: record it anew, with its key if it had one.")
    }
    var revision = known
    try change(&revision)
    guard known.state != .final || revision.state == .final else {
      throw Refusal(
        .wrongState, "A final result does not become provisional again: amend it, or void it.")
    }
    try check(revision, grades: grades())
    guard !known.says(sameAs: revision) else { return history }
    return try add(revision, after: known, "amend completion", reason, role)
  }

  /// Voids a completion: it no longer exists, and its revisions stay readable.
  public func void(
    _ id: UUID, if isStill: ([Completions.Revision]) throws -> Void, reason: String
  ) throws -> [Completions.Revision] {
    let (history, role) = try changeable(id)
    try isStill(history)
    let known = history[0].says
    guard known.state != .voided else {
      throw Refusal(.wrongState, "The completion was voided already.")
    }
    var revision = known
    revision.state = .voided
    return try add(revision, after: known, "void completion", reason, role)
  }

  /// Makes the provisional results of a term final, all of them or those of a code or section.
  /// Returns how many became final, and how many were left alone as the caller's own.
  public func releaseResults(
    ofTerm term: String, code: String?, section: String?, reason: String
  ) throws -> (released: Int, own: Int) {
    let role = try may(.releaseResults)
    let reach = try reach(.releaseResults)
    let own = try caller.learner.flatMap { learner in
      try Learners.people(of: [learner], institution: institution, in: transaction)[learner]?
        .records
    }
    let release = Completions.Release(
      term: term, codeKey: code.map { Code.key($0) }, section: section, except: own ?? [],
      reason: reason)
    var released = 0
    while true {
      let step = try Completions.release(
        release, within: reach, limit: 10_000,
        by: Journal.Actor(id: caller.id, role: role.rawValue), of: institution, in: transaction)
      released += step.released
      if step.found == 0 { break }
    }
    let left = try Completions.left(
      by: release, within: reach, of: institution, in: transaction)
    if released == 0, left == 0,
      try !Completions.knows(term: term, of: institution, in: transaction)
    {
      throw Refusal(
        .invalid,
        "No term has the code \(term), and no result names it: take the code of a term.")
    }
    return (released, left)
  }

  private func add(
    _ revision: StoredCompletion, after known: StoredCompletion, _ action: String,
    _ reason: String, _ role: Role
  ) throws -> [Completions.Revision] {
    var revision = revision
    revision.fact.revision = known.fact.revision + 1
    try Completions.add(
      [revision], of: institution, by: caller.id, reason: reason, importing: nil, in: transaction)
    try journal(
      action, "completion", known.id.text, from: known.state.rawValue,
      to: revision.state.rawValue, reason: reason, as: role)
    return try history(known.id)
  }

  /// A completion that the caller is about to change. Taking facts away waits for whoever decides
  /// about them: enrollments are locked, then the learner.
  private func changeable(_ id: UUID) throws -> ([Completions.Revision], Role) {
    let learner = try history(id)[0].says.learner
    let people = try Learners.people(of: [learner], institution: institution, in: transaction)
    try Enrollments.lock(
      ofLearners: people[learner]?.records ?? [learner], of: institution, in: transaction)
    try Learners.lock([learner], of: institution, in: transaction)
    let role = try may(.recordCompletions, learner: learner)
    try refuseOwn(learner, "Nobody changes their own completion.")
    return (try history(id), role)
  }

  private func history(_ id: UUID) throws -> [Completions.Revision] {
    let history = try Completions.history(of: id, institution: institution, in: transaction)
    guard !history.isEmpty else {
      throw Refusal(.nothingThere, "There is no completion of this id.")
    }
    return history
  }
}
