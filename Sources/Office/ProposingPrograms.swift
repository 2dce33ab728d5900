import Foundation
import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// Programs before they are approved: suggested, proposed, changed and sent to review (DOMAIN,
/// section 4).
extension Visit {
  /// Notes an idea for a program.
  public func suggestProgram(titled title: String, text: String) throws -> Programs.Shown {
    let role = try may(.suggestPrograms)
    let code = "suggestion-\(UUID().text.prefix(8))"
    try Programs.suggest(
      code: code, title: title, text: text, of: institution, by: caller.id, in: transaction)
    let program = try program(code)
    try journal(
      "suggest program", "program", program.id.text, to: "suggested",
      reason: "The suggestion says why.", as: role)
    return program
  }

  /// Proposes a program with its first draft, be it one that was suggested.
  public func proposeProgram(
    _ source: String, suggestion: String?, reason: String
  ) throws -> ProgramVersions.Listed {
    let file = try read(source)
    let role = try may(.proposePrograms, unit: file.version.unit)
    let id: UUID
    if let suggestion {
      try Programs.lock(suggestion, of: institution, in: transaction)
      let known = try program(suggestion)
      guard known.state == "suggested" else {
        throw Refusal(.wrongState, "\(known.code) is no suggestion: it is \(known.state).")
      }
      id = known.id
      try Programs.takeUp(id, as: file.version, of: institution, in: transaction)
    } else {
      id = try Programs.propose(
        file.version, of: institution, by: caller.id, in: transaction)
    }
    try journal(
      "propose program", "program", id.text, from: suggestion.map { _ in "suggested" },
      to: "proposed", reason: reason, as: role)
    return try add(file, source, to: id, reason: reason, as: role)
  }

  /// Proposes another version of a program that is there.
  public func proposeVersion(
    _ source: String, of code: String, reason: String
  ) throws -> ProgramVersions.Listed {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let file = try read(source)
    let role = try mayPropose(file, for: program)
    guard program.state != "retired", program.state != "suggested" else {
      throw Refusal(
        .wrongState,
        program.state == "retired"
          ? "The program \(program.code) is retired: propose a new one."
          : "\(program.code) is a suggestion: propose the program, and name the suggestion.")
    }
    let known = try ProgramVersions.one(
      file.version.version, of: code, institution: institution, in: transaction)
    guard known == nil else {
      throw Refusal(
        .alreadyThere,
        "The program has a version \(file.version.version): give this one another label.")
    }
    return try add(file, source, to: program.id, reason: reason, as: role)
  }

  /// Gives a draft another file, while it is not under review. `check` sees the draft as it stands,
  /// once nobody else can change it any more.
  public func changeDraft(
    _ label: String, of code: String, to source: String, reason: String,
    check: (ProgramVersions.Listed) throws -> Void
  ) throws -> ProgramVersions.Listed {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let draft = try version(label, of: code)
    try mayPropose(try fileOf(draft), for: program)
    let file = try read(source)
    let role = try mayPropose(file, for: program)
    try check(draft)
    try refuseUnlessOpen(draft)
    guard file.version.version == label else {
      throw Refusal(
        .invalid,
        "The file says version \(file.version.version), but this draft is \(label): keep its label."
      )
    }
    let credits = try office.check(file, of: institution, in: transaction)
    try ProgramVersions.replace(
      draft.id, with: file.version, source: source, credits: credits, of: institution,
      in: transaction)
    try journal(
      "change draft", "program version", draft.id.text, from: "draft", to: "draft",
      reason: reason, as: role)
    return try version(label, of: code)
  }

  /// Sends a draft to review; every step has to be taken, also those of an earlier round.
  public func submitVersion(
    _ label: String, of code: String, reason: String
  ) throws -> ProgramVersions.Listed {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let draft = try version(label, of: code)
    let role = try mayPropose(try fileOf(draft), for: program)
    guard program.state != "retired" else {
      throw Refusal(.wrongState, "The program \(program.code) is retired: propose a new one.")
    }
    try refuseUnlessOpen(draft)
    try ProgramVersions.submit(draft.id, of: institution, in: transaction)
    try journal(
      "submit version", "program version", draft.id.text, from: draft.review,
      to: "under review", reason: reason, as: role)
    try move(program, to: "under review", reason: reason, as: role)
    return try version(label, of: code)
  }

  private func add(
    _ file: ProgramFile, _ source: String, to program: UUID, reason: String, as role: Role
  ) throws -> ProgramVersions.Listed {
    let credits = try office.check(file, of: institution, in: transaction)
    let id = try ProgramVersions.add(
      file.version, source: source, credits: credits, to: program, of: institution,
      by: caller.id, in: transaction)
    try journal(
      "propose version", "program version", id.text, to: "draft", reason: reason, as: role)
    return try version(file.version.version, of: file.version.program)
  }

  /// A program moves with its first version; one that was approved before stays as it is.
  func move(_ program: Programs.Shown, to state: String, reason: String, as role: Role) throws {
    guard ["proposed", "under review", "returned"].contains(program.state),
      program.state != state
    else { return }
    try Programs.change(program.id, to: state, of: institution, in: transaction)
    try journal(
      "move program", "program", program.id.text, from: program.state, to: state,
      reason: reason, as: role)
  }

  /// Both the unit that offers the program and the one that is to offer it have to be in reach.
  @discardableResult
  private func mayPropose(_ file: ProgramFile, for program: Programs.Shown) throws -> Role {
    guard Code.key(file.version.program) == Code.key(program.code) else {
      throw Refusal(
        .invalid,
        "The file describes the program \(file.version.program), not \(program.code): correct "
          + "'program', or propose it as a program of its own.")
    }
    try may(.proposePrograms, unit: program.unit)
    return try may(.proposePrograms, unit: file.version.unit)
  }

  private func refuseUnlessOpen(_ draft: ProgramVersions.Listed) throws {
    guard draft.state == "draft" else {
      throw Refusal(
        .wrongState, "Version \(draft.label) is \(draft.state): propose a version of another label."
      )
    }
    guard draft.review != "under review" else {
      throw Refusal(
        .wrongState,
        "Version \(draft.label) is under review: it can be changed when it is returned."
      )
    }
  }
}
