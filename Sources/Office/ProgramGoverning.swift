import Foundation
import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// Programs in force: opened, suspended, resumed and retired.
extension Visit {
  /// Puts an approved version into force: new enrollments get it from its first day on, and the
  /// program takes enrollments. Earlier versions are superseded when that day has come; whoever is
  /// enrolled with one stays with it.
  public func activate(
    _ label: String, of code: String, reason: String
  ) throws -> ProgramVersions.Listed {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let version = try version(label, of: code)
    let file = try fileOf(version)
    try may(.governPrograms, unit: program.unit)
    let role = try may(.governPrograms, unit: file.version.unit)
    guard version.state == "approved" else {
      throw Refusal(
        .wrongState,
        "Version \(label) is \(version.state): only an approved version is put into force.")
    }
    guard ["approved", "active", "suspended"].contains(program.state) else {
      throw Refusal(.wrongState, "The program is \(program.state): it cannot be opened.")
    }
    // The policy, or the institution's address, may have changed since it was proposed.
    _ = try office.check(file, of: institution, in: transaction)
    try ProgramVersions.putIntoForce(
      version.id, from: try firstDay(of: file.version, program.id), of: institution,
      in: transaction)
    try Programs.rename(program.id, as: file.version, of: institution, in: transaction)
    try journal(
      "activate version", "program version", version.id.text, from: "approved", to: "effective",
      reason: reason, as: role)
    if program.state == "approved" {
      try change(program, to: "active", "activate program", reason: reason, as: role)
    }
    try office.supersede(of: institution, in: transaction)
    var writer = RosterWriter(
      institution: institution, actor: caller.id, run: nil, in: transaction)
    try writer.resolveWaiting(for: [RosterWriter.name(ofProgram: program.code)])
    return try self.version(label, of: code)
  }

  /// Takes no new enrollments for a while; who is enrolled goes on.
  public func suspendProgram(_ code: String, reason: String) throws -> Programs.Shown {
    try govern(code, from: ["active"], to: "suspended", "suspend program", reason: reason)
  }

  /// Takes enrollments again.
  public func resumeProgram(_ code: String, reason: String) throws -> Programs.Shown {
    try govern(code, from: ["suspended"], to: "active", "resume program", reason: reason)
  }

  /// Takes no new enrollments any more; teach-out goes on until the last enrollment ends.
  public func retireProgram(_ code: String, reason: String) throws -> Programs.Shown {
    try govern(
      code, from: ["suggested", "proposed", "returned", "approved", "active", "suspended"],
      to: "retired", "retire program", reason: reason)
  }

  private func govern(
    _ code: String, from states: [String], to state: String, _ action: String, reason: String
  ) throws -> Programs.Shown {
    try Programs.lock(code, of: institution, in: transaction)
    let program = try program(code)
    let role = try may(.governPrograms, unit: program.unit)
    guard states.contains(program.state) else {
      throw Refusal(
        .wrongState,
        "The program is \(program.state); this takes one that is "
          + "\(states.joined(separator: ", ")).")
    }
    try change(program, to: state, action, reason: reason, as: role)
    return try self.program(code)
  }

  private func change(
    _ program: Programs.Shown, to state: String, _ action: String, reason: String, as role: Role
  ) throws {
    try Programs.change(program.id, to: state, of: institution, in: transaction)
    try journal(
      action, "program", program.id.text, from: program.state, to: state, reason: reason,
      as: role)
  }

  /// The day that the file says. Without one the first version holds for all days, and a later one
  /// from today on: otherwise it would not come after the one that it follows.
  private func firstDay(of version: ProgramVersion, _ program: UUID) throws -> Day? {
    if let day = version.effective { return day }
    let isLater = try ProgramVersions.wasAnyInForce(
      of: program, institution: institution, in: transaction)
    return isLater ? try today() : nil
  }
}
