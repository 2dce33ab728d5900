public import Foundation
import LinkedData
public import Microcredentials
import Storage

/// What a review says of a submission.
public enum EvidenceOutcome: String, CaseIterable, Sendable {
  /// Somebody reads it.
  case underReview = "under review"
  /// It counts.
  case accepted
  /// The learner is asked for a new version.
  case returned
  /// It does not count.
  case rejected
  /// It was accepted, and does not count any more.
  case invalidated

  /// Whether it may follow on a state.
  func follows(_ state: String) -> Bool {
    switch self {
    case .underReview: ["submitted", "invalidated"].contains(state)
    case .accepted, .returned, .rejected:
      ["submitted", "under review", "invalidated"].contains(state)
    case .invalidated: state == "accepted"
    }
  }
}

/// A review as it is made.
public struct NewReview: Sendable {
  /// What it says of one criterion of the rubric.
  public struct Line: Sendable {
    /// The criterion.
    public var criterion: String
    /// Its score.
    public var score: Quantity?
    /// Its level.
    public var level: String?
    /// What the reviewer adds.
    public var comment: String?

    /// Makes a line.
    public init(criterion: String, score: Quantity?, level: String?, comment: String?) {
      self.criterion = criterion
      self.score = score
      self.level = level
      self.comment = comment
    }
  }

  /// What it says.
  public var outcome: EvidenceOutcome
  /// From which day it counts; nil for today.
  public var effectiveOn: Day?
  /// The score.
  public var score: Quantity?
  /// The level.
  public var level: String?
  /// The rubric.
  public var rubric: [Line]
  /// Why.
  public var reason: String

  /// Makes a review.
  public init(
    outcome: EvidenceOutcome, effectiveOn: Day?, score: Quantity?, level: String?, rubric: [Line],
    reason: String
  ) {
    self.outcome = outcome
    self.effectiveOn = effectiveOn
    self.score = score
    self.level = level
    self.rubric = rubric
    self.reason = reason
  }
}

/// Assigning and reviewing evidence.
extension Visit {
  /// Assigns a submission to somebody who may review it, or hands it back to all.
  public func assign(_ id: UUID, to person: UUID?, reason: String) throws -> EvidenceRecord {
    let record = try locked(id)
    let role = try may(.reviewEvidence, unit: record.listed.unit)
    try refuseOwn(record.listed.learner, "Nobody assigns their own evidence.")
    guard record.listed.state != "draft" else { throw Refusal.noEvidence }
    if let person { try checkReviewer(person, of: record) }
    let before = record.assignments.last?.person
    guard before != person else { return try submission(id) }
    try Evidence.assign(
      id, to: person, by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason,
      of: institution, in: transaction)
    try journal(
      "assign evidence", "evidence", id.text, from: before?.text ?? "nobody",
      to: person?.text ?? "nobody", reason: reason, as: role)
    return try submission(id)
  }

  private func checkReviewer(_ person: UUID, of record: EvidenceRecord) throws {
    guard
      let reviewer = try Office.caller(person, at: caller.institution, in: transaction)
    else { throw Refusal(.invalid, "There is no person of this id.") }
    let visit = Visit(caller: reviewer, transaction: transaction, office: office)
    do {
      try visit.may(.reviewEvidence, unit: record.listed.unit)
    } catch is Refusal {
      throw Refusal(.invalid, "This person may not review evidence of this program.")
    }
    try visit.refuseInvolved(record)
  }

  /// Reviews the latest version of a submission that was handed in.
  public func review(_ id: UUID, _ new: NewReview) throws -> EvidenceRecord {
    // An invalidation takes a fact away: it waits for whoever decides about the enrollment.
    let record = try locked(id)
    let role = try may(.reviewEvidence, unit: record.listed.unit)
    try refuseInvolved(record)
    let version = try record.latest
    guard !version.isDraft else { throw Refusal.noEvidence }
    if let assignee = record.listed.assignee, assignee != caller.person {
      throw Refusal(
        .wrongState, "It is assigned to somebody else: have it assigned to you or to nobody first.")
    }
    guard new.outcome.follows(record.listed.state) else {
      throw Refusal(
        .wrongState,
        "It is \(record.listed.state): it cannot become \(new.outcome.rawValue) now. Read it again."
      )
    }
    try take(new, version, record)
    let day = try effectiveDay(new, version)
    try Evidence.add(
      Evidence.Review(
        version: version.number, outcome: new.outcome.rawValue, effectiveOn: day, score: new.score,
        level: new.level, rubric: new.rubricText, reviewer: caller.id, role: role.rawValue,
        reason: new.reason),
      of: id, enrollment: version.enrollment, institution: institution, in: transaction)
    if new.outcome == .invalidated { try release(version, record) }
    try journal(
      "review evidence", "evidence", id.text, from: record.listed.state, to: new.outcome.rawValue,
      reason: new.reason, as: role)
    return try submission(id)
  }

  /// Nobody reviews their own evidence, nor what they handed in or vouched for (DOMAIN, section 2).
  private func refuseInvolved(_ record: EvidenceRecord) throws {
    try refuseOwn(record.listed.learner, "Nobody reviews their own evidence.")
    let isInvolved = record.versions.contains { version in
      version.recordedBy == caller.id || version.submittedBy == caller.id
        || caller.person != nil && version.author?.person == caller.person
    }
    guard !isInvolved else {
      throw Refusal(
        .separationOfDuties, "Nobody reviews what they handed in or vouched for themselves.")
    }
  }

  private func effectiveDay(_ new: NewReview, _ version: Evidence.Version) throws -> Day {
    let today = try today()
    let day = new.effectiveOn ?? today
    guard day >= version.submittedOn, day <= today else {
      throw Refusal(
        .invalid,
        "A review counts from a day between \(version.submittedOn), when it was submitted, and "
          + "\(today), today.")
    }
    return day
  }

  /// What has to be so before evidence counts.
  private func take(
    _ new: NewReview, _ version: Evidence.Version, _ record: EvidenceRecord
  ) throws {
    guard new.outcome == .accepted else { return }
    guard version.items.allSatisfy({ $0.uploadState != Upload.State.infected.rawValue }) else {
      throw Refusal(.wrongState, "A file of it was found infected: return it to the learner.")
    }
    guard version.items.allSatisfy({ $0.uploadState != Upload.State.quarantined.rawValue }) else {
      throw Refusal(
        .wrongState, "A file of it is not scanned for viruses yet: try again in a while.")
    }
    try EvidenceRequirements(of: version.enrollment, in: self)
      .check(version.requirement, score: new.score, level: new.level)
    let stored = try stored(version.enrollment)
    for fingerprint in version.items.map(\.fingerprint).sorted() {
      guard
        try Evidence.claim(
          fingerprint, learner: stored.learner, program: stored.program, submission: version.id,
          of: institution, in: transaction)
      else {
        throw Refusal(
          .evidenceReused,
          "An item of it was accepted for another program of the learner: return it, and ask for "
            + "other evidence.")
      }
    }
  }

  private func release(_ version: Evidence.Version, _ record: EvidenceRecord) throws {
    let stored = try stored(version.enrollment)
    try Evidence.release(
      version, learner: stored.learner, program: stored.program, of: institution, in: transaction)
  }

  /// The enrollment, with its person locked as the loop does it after enrollments.
  private func stored(_ enrollment: UUID) throws -> StoredEnrollment {
    guard
      let stored = try Enrollments.read([enrollment], of: institution, in: transaction).first
    else { throw Refusal.noEvidence }
    try Learners.lock([stored.canonical], of: institution, in: transaction)
    return stored
  }
}

extension NewReview {
  fileprivate var rubricText: String? {
    guard !rubric.isEmpty else { return nil }
    let lines = rubric.map { line -> JSONValue in
      var object = JSONObject([("criterion", .string(line.criterion))])
      object["score"] = line.score.map { .string($0.description) }
      object["level"] = line.level.map { .string($0) }
      object["comment"] = line.comment.map { .string($0) }
      return .object(object)
    }
    return String(decoding: JSONValue.array(lines).serialized, as: UTF8.self)
  }
}
