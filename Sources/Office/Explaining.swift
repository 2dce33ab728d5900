public import Foundation
public import Microcredentials
public import Postgres
public import Storage

/// Why an award was made, or is not made yet.
public struct EnrollmentExplanation: Sendable {
  /// The program's code.
  public var program: String
  /// The version that the enrollment pins.
  public var version: String
  /// Today's decision.
  public var today: Explanation
  /// The facts that the findings name, and those that are provisional.
  public var facts: [Fact]
  /// The decision that the award was made from, as stored, with when it was made.
  public var award: (awardedAt: String, decision: String)?
  /// The line that the award gives in the transcript; nil without an award, or without credit.
  public var line: TranscriptLine?
  /// Why it could not be decided, where it is parked.
  public var parked: Parked.Entry?
}

/// Where the line that an award gives in the transcript stands.
public enum TranscriptLine: Sendable {
  /// It waits for a gate to open, since when.
  case held(HeldReason, since: PostgresInstant)
  /// It is in the ledger at a position; whether it has left the house.
  case added(position: Int, isDelivered: Bool)
  /// It was voided by the row at a position.
  case voided(position: Int)
}

extension Visit {
  /// Today's decision about an enrollment that the caller may see, with its explanation.
  public func decision(
    of id: UUID
  ) throws -> (enrollment: Enrollments.Listed, explanation: EnrollmentExplanation) {
    let (listed, _) = try enrollment(id, for: .readAwards)
    let stored = try Enrollments.read([id], of: institution, in: transaction)
    guard let enrollment = stored.first else {
      throw Refusal(.noEnrollment, "There is no enrollment of this id.")
    }
    return (listed, try office.explanation(of: enrollment, at: institution, in: transaction))
  }
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
      return try explanation(of: enrollment, at: institution, in: transaction)
    }
  }

  func explanation(
    of enrollment: StoredEnrollment, at institution: Int, in transaction: Transaction
  ) throws -> EnrollmentExplanation {
    let docket = try docket([enrollment], of: institution, in: transaction)
    guard let docketCase = docket.cases.first else {
      throw Refusal(.noProgram, "The version of the enrollment is missing.")
    }
    let decision = decide(docketCase.facts, at: docket.today)
    let today = explain(docketCase.facts, decision)
    let named = today.criteria.allFacts.union(decision.uses.compactMap(\.fact))
    let award = try Awards.decision(of: enrollment.id, institution: institution, in: transaction)
    return EnrollmentExplanation(
      program: docketCase.ready.version.program, version: docketCase.ready.version.version,
      today: today,
      facts: docketCase.facts.known.filter { named.contains($0.id) || !$0.isFinal },
      award: award.map { ($0.awardedAt, $0.decision) },
      line: try award.flatMap { try line(of: $0.award, institution, in: transaction) },
      parked: try Parked.one(enrollment.id, of: institution, in: transaction))
  }
}

extension Office {
  private func line(
    of award: UUID, _ institution: Int, in transaction: Transaction
  ) throws -> TranscriptLine? {
    if let held = try HeldNotations.one(award, of: institution, in: transaction) {
      return .held(held.reason, since: held.since)
    }
    guard let shown = try Awards.one(award, of: institution, in: transaction),
      let position = shown.position
    else { return nil }
    if let void = shown.voidPosition { return .voided(position: void) }
    return .added(
      position: position,
      isDelivered: try DeliveredLines.isDelivered(award, of: institution, in: transaction))
  }
}

extension Explanation.Finding {
  /// Ids of the facts that this finding, or one below it, names.
  fileprivate var allFacts: Set<String> {
    members.reduce(into: Set(facts)) { $0.formUnion($1.allFacts) }
  }
}
