public import Foundation
public import Microcredentials
import Postgres
import ProgramFiles
public import Storage

/// Enrollments and every change of their state (DOMAIN, section 4).
extension Visit {
  /// Enrollments that the caller may see, one more than `limit` where there are more.
  public func enrollments(
    _ filter: Enrollments.Filter, by order: Enrollments.Order, after place: Enrollments.Place?,
    limit: Int
  ) throws -> [Enrollments.Listed] {
    try Enrollments.page(
      filter, within: reach(.readLearners), by: order, after: place, limit: limit + 1,
      of: institution, in: transaction)
  }

  /// One enrollment that the caller may see.
  public func enrollment(_ id: UUID) throws -> Enrollments.Listed {
    try enrollment(id, for: .readLearners).enrollment
  }

  /// One enrollment that the caller may see, as nobody changes it until the visit is over.
  public func locking(enrollment id: UUID) throws -> Enrollments.Listed {
    try Enrollments.lock([id], of: institution, in: transaction)
    return try enrollment(id)
  }

  /// Enrolls a learner in a program, or applies to be awarded for what was earned already.
  ///
  /// The version is the one with the label, or the one that is effective on the day; the day is
  /// today in the institution's zone unless it is said.
  public func enroll(
    _ learner: UUID, in program: String, version label: String?, on day: Day?,
    isApplication: Bool, reason: String
  ) throws -> Enrollments.Listed {
    let learner = try standing(learner)
    let key = Code.key(program)
    guard
      let offered = try Programs.offered([key], of: institution, in: transaction)[key]
    else { throw Refusal(.noProgram, "There is no program \(program).") }
    let role =
      isApplication
      ? try may(.apply, learner: learner, unit: offered.unit)
      : try may(.enroll, unit: offered.unit)
    let day = try day ?? today()
    guard offered.isOpen else {
      throw Refusal(.wrongState, "The program \(program) does not take enrollments now.")
    }
    guard let version = offered.version(on: day, label: label) else {
      throw Refusal(.noProgram, "The program \(program) has no such version.")
    }
    let stored = try Programs.versions([version], of: institution, in: transaction)
    if let source = stored.first?.source {
      let window = try ProgramFile.read(source.utf8, name: program).version.enrollment
      guard window.contains(day) else {
        throw Refusal(.wrongState, "The program \(program) takes no enrollments on \(day).")
      }
    }
    let state: Enrollment.State = isApplication ? .applied : .enrolled
    let new = Enrollments.New(
      id: UUID(), learner: learner, program: offered.program, version: version,
      standing: Enrollment(state: state, began: day))
    try Enrollments.add(
      [new], of: institution, by: caller.id, importing: nil, in: transaction)
    try journal(
      isApplication ? "apply" : "enroll", "enrollment", new.id.text, to: state.rawValue,
      reason: reason, as: role)
    return try enrollment(new.id, for: isApplication ? .apply : .enroll).enrollment
  }

  /// Ends an enrollment with effect from a day: the learner left, or its time is over.
  ///
  /// What was earned before that day stays earned; a live award earned earlier is not undone.
  public func end(
    _ id: UUID, as state: Enrollment.State, on day: Day?, reason: String
  ) throws -> Enrollments.Listed {
    let day = try day ?? today()
    return try change(id, reason: reason, action: state == .expired ? "expire" : "withdraw") {
      standing in
      guard standing.state == .enrolled || standing.state == .applied else {
        throw Refusal(.wrongState, "The enrollment is \(standing.state.rawValue) already.")
      }
      guard day >= standing.began else {
        throw Refusal(
          .invalid, "An enrollment ends on or after the day it began, \(standing.began).")
      }
      standing.state = state
      standing.ended = day
    }
  }

  /// Takes an end back: the learner is enrolled as before.
  public func reinstate(_ id: UUID, reason: String) throws -> Enrollments.Listed {
    try change(id, reason: reason, action: "reinstate") { standing in
      guard standing.state == .withdrawn || standing.state == .expired else {
        throw Refusal(
          .wrongState,
          "Only a withdrawn or expired enrollment is reinstated; this one is "
            + "\(standing.state.rawValue).")
      }
      standing.state = .enrolled
      standing.ended = nil
    }
  }

  /// Decides an application: the learner is enrolled, or denied.
  public func decideApplication(
    _ id: UUID, isAccepted: Bool, reason: String
  ) throws -> Enrollments.Listed {
    try change(id, reason: reason, action: isAccepted ? "accept application" : "deny") {
      standing in
      guard standing.state == .applied else {
        throw Refusal(
          .wrongState,
          "Only an application is decided; this enrollment is "
            + "\(standing.state.rawValue).")
      }
      standing.state = isAccepted ? .enrolled : .denied
    }
  }

  /// Moves an enrollment to another version of its program; not after the award (DOMAIN, 5.6).
  public func move(
    _ id: UUID, toVersion label: String, reason: String
  ) throws -> Enrollments.Listed {
    try Enrollments.lock([id], of: institution, in: transaction)
    let (enrollment, role) = try enrollment(id, for: .moveEnrollments)
    try refuseOwn(enrollment.learner, "Nobody moves their own enrollment.")
    guard enrollment.award == nil else {
      throw Refusal(.wrongState, "It was awarded: an awarded enrollment keeps its version.")
    }
    guard enrollment.version != label else { return enrollment }
    let key = Code.key(enrollment.program)
    let offered = try Programs.offered([key], of: institution, in: transaction)[key]
    guard let version = offered?.version(on: enrollment.standing.began, label: label) else {
      throw Refusal(.noProgram, "The program \(enrollment.program) has no version \(label).")
    }
    try Enrollments.move(id, to: version, of: institution, in: transaction)
    try journal(
      "move", "enrollment", id.text, from: enrollment.version, to: label, reason: reason, as: role)
    return try self.enrollment(id, for: .moveEnrollments).enrollment
  }

  private func change(
    _ id: UUID, reason: String, action: String, _ change: (inout Enrollment) throws -> Void
  ) throws -> Enrollments.Listed {
    // Taking facts away waits for whoever decides about them.
    try Enrollments.lock([id], of: institution, in: transaction)
    let (enrollment, role) = try enrollment(id, for: .enroll)
    try refuseOwn(enrollment.learner, "Nobody changes the state of their own enrollment.")
    var standing = enrollment.standing
    try change(&standing)
    try Enrollments.change([(id, standing)], of: institution, in: transaction)
    try journal(
      action, "enrollment", id.text, from: enrollment.standing.state.rawValue,
      to: standing.state.rawValue,
      reason: standing.ended.map { "With effect from \($0): \(reason)" } ?? reason, as: role)
    return try self.enrollment(id, for: .enroll).enrollment
  }

  /// An enrollment, and the role in which the caller may do something with it.
  func enrollment(
    _ id: UUID, for action: Action
  ) throws -> (enrollment: Enrollments.Listed, role: Role) {
    guard let enrollment = try Enrollments.one(id, of: institution, in: transaction) else {
      throw Refusal(.noEnrollment, "There is no enrollment of this id.")
    }
    return (enrollment, try may(action, learner: enrollment.learner, unit: enrollment.unit))
  }

  /// The record that stands for a learner.
  func standing(_ learner: UUID) throws -> UUID {
    guard let standing = try Learners.standing(learner, of: institution, in: transaction) else {
      throw Refusal(.noLearner, "There is no learner of this id.")
    }
    return standing
  }

  /// The role for something of one learner in one program: by its unit, or by being the learner.
  @discardableResult
  func may(_ action: Action, learner: UUID, unit: String?) throws -> Role {
    if caller.isLearner(for: action), try isCaller(learner) { return .learner }
    return try may(action, unit: unit)
  }
}
