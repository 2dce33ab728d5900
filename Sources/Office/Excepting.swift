public import Foundation
public import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// Waivers and substitutions: what staff let count though the criteria do not ask for it.
extension Visit {
  /// Exceptions of an enrollment that the caller may see, one more than `limit` where there are
  /// more.
  public func exceptions(
    of enrollment: UUID, after last: UUID?, limit: Int
  ) throws -> [RequirementExceptions.Revision] {
    _ = try self.enrollment(enrollment, for: .readLearners)
    return try RequirementExceptions.page(
      of: enrollment, after: last, limit: limit + 1, institution: institution, in: transaction)
  }

  /// All revisions of an exception that the caller may see, the latest first.
  public func exception(_ id: UUID) throws -> [RequirementExceptions.Revision] {
    let history = try history(id)
    _ = try enrollment(history[0].enrollment, for: .readLearners)
    return history
  }

  /// Waives a requirement, or lets another code count for it; as far as the program's version lets
  /// staff do that.
  public func grantException(
    to enrollment: UUID, requirement: String, substitute: String?, on day: Day?, reason: String
  ) throws -> [RequirementExceptions.Revision] {
    let role = try excepting(enrollment)
    let version = try version(pinnedBy: enrollment)
    let code = substitute.map { Code.key($0) }
    try check(requirement, isSubstitution: code != nil, in: version)
    let known = try RequirementExceptions.page(
      of: enrollment, after: nil, limit: 10_000, institution: institution, in: transaction)
    let isThere = known.contains {
      $0.state == .granted && $0.requirement == requirement && $0.substitute == code
    }
    guard !isThere else { throw Refusal(.alreadyThere, "This exception was granted already.") }
    let (now, today) = try Institutions.now(
      of: institution, at: office.clock?(), in: transaction)
    let new = RequirementExceptions.New(
      id: .ordered(at: now), enrollment: enrollment, requirement: requirement, substitute: code,
      effectiveOn: day ?? today)
    try RequirementExceptions.add(
      new, by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason, of: institution,
      in: transaction)
    try journal(
      code == nil ? "waive" : "substitute", "exception", new.id.text, to: new.state.rawValue,
      reason: reason, as: role)
    return try history(new.id)
  }

  /// Takes an exception back; an award that needed it is then proposed for revocation by the loop.
  public func takeBackException(
    _ id: UUID, reason: String
  ) throws -> [RequirementExceptions.Revision] {
    let role = try excepting(try history(id)[0].enrollment)
    let known = try history(id)[0]
    guard known.state == .granted else {
      throw Refusal(.wrongState, "The exception was taken back already.")
    }
    try RequirementExceptions.add(
      RequirementExceptions.New(
        id: id, revision: known.revision + 1, enrollment: known.enrollment,
        requirement: known.requirement, substitute: known.substitute,
        effectiveOn: known.effectiveOn, state: .takenBack),
      by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason, of: institution,
      in: transaction)
    try journal(
      "take back exception", "exception", id.text, from: known.state.rawValue,
      to: RequirementExceptions.State.takenBack.rawValue, reason: reason, as: role)
    return try history(id)
  }

  /// The role in which the caller may change the exceptions of an enrollment, which is locked.
  private func excepting(_ enrollment: UUID) throws -> Role {
    try Enrollments.lock([enrollment], of: institution, in: transaction)
    let (found, role) = try self.enrollment(enrollment, for: .grantExceptions)
    try refuseOwn(found.learner, "Nobody decides about their own exceptions.")
    guard found.standing.state != .denied else {
      throw Refusal(.wrongState, "The application was denied: there is nothing to except from.")
    }
    return role
  }

  private func version(pinnedBy enrollment: UUID) throws -> ProgramVersion {
    let stored = try Enrollments.read([enrollment], of: institution, in: transaction)
    let versions = try Programs.versions(
      stored.map(\.version), of: institution, in: transaction)
    guard let version = versions.first else {
      throw Refusal(.noProgram, "The version of the enrollment is missing.")
    }
    return try ProgramFile.read(version.source.utf8, name: version.label).version
  }

  private func check(
    _ requirement: String, isSubstitution: Bool, in version: ProgramVersion
  ) throws {
    switch version.exceptions {
    case .none: throw Refusal(.wrongState, "The program allows no exceptions.")
    case .waivers where isSubstitution:
      throw Refusal(.wrongState, "The program allows waivers, but no substitutions.")
    case .all, .waivers: break
    }
    let nodes = version.criteria.withAllMembers
    guard let node = nodes.first(where: { $0.label.id == requirement }) else {
      let ids = nodes.map(\.label.id)
      throw Refusal(
        .invalid, "The pinned version has no such requirement; it has: \(Self.list(ids)).")
    }
    guard !isSubstitution || node.isRecord else {
      let ids = nodes.filter(\.isRecord).map(\.label.id)
      throw Refusal(
        .invalid,
        "Only a requirement of one thing is substituted; there are: \(Self.list(ids)).")
    }
  }

  private static func list(_ ids: [String]) -> String {
    ids.prefix(100).joined(separator: ", ") + (ids.count > 100 ? " …" : "")
  }

  private func history(_ id: UUID) throws -> [RequirementExceptions.Revision] {
    let history = try RequirementExceptions.history(
      of: id, institution: institution, in: transaction)
    guard !history.isEmpty else {
      throw Refusal(.nothingThere, "There is no exception of this id.")
    }
    return history
  }
}

extension Requirement {
  /// The requirement and all below it, from above.
  fileprivate var withAllMembers: [Requirement] { [self] + members.flatMap(\.withAllMembers) }

  fileprivate var isRecord: Bool {
    if case .record = self { true } else { false }
  }
}
