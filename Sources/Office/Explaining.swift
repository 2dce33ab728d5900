import Foundation
public import Microcredentials
import Postgres
public import Storage

/// Why an award was made, or is not made yet.
public struct EnrollmentExplanation: Sendable {
  /// The program's code.
  public var program: String
  /// The version that the enrollment pins.
  public var version: String
  /// Today's decision.
  public var today: Explanation
  /// The decision that the award was made from, as stored, with when it was made.
  public var award: (awardedAt: String, decision: String)?
  /// Why it could not be decided, where it is parked.
  public var parked: String?
}

extension Office {
  /// Explains the decision about a learner's latest enrollment in a program.
  public func explanation(
    of learner: ExternalID, program: String, institution: Int
  ) async throws -> EnrollmentExplanation {
    try await database.read(as: Scopes.institution(institution)) { transaction in
      let found = try Learners.find([learner], of: institution, in: transaction)
      guard let person = found[learner] else {
        throw Refusal(
          .noLearner, "No learner has that id in the system \(learner.system).")
      }
      let enrollments = try Enrollments.of(
        learner: person.id, program: Code.key(program), institution: institution, in: transaction)
      guard let enrollment = enrollments.first else {
        throw Refusal(.noEnrollment, "The learner is not enrolled in \(program).")
      }
      let docket = try docket([enrollment], of: institution, in: transaction)
      guard let docketCase = docket.cases.first else {
        throw Refusal(.noProgram, "The version of the enrollment is missing.")
      }
      let decision = decide(docketCase.facts, at: docket.today)
      let award = try Awards.decision(
        of: enrollment.id, institution: institution, in: transaction)
      let parked = try Parked.all(of: institution, in: transaction)
        .first { $0.enrollment == enrollment.id }
      return EnrollmentExplanation(
        program: docketCase.ready.version.program, version: docketCase.ready.version.version,
        today: explain(docketCase.facts, decision),
        award: award.map { ($0.awardedAt, $0.decision) }, parked: parked?.reason)
    }
  }
}
