public import Foundation
import Microcredentials
import Postgres
public import Storage

/// All that is known of a submission.
public struct EvidenceRecord: Sendable {
  /// The version that the caller sees, and where it stands.
  public var listed: Evidence.Listed
  /// The versions that the caller may see, the first first.
  public var versions: [Evidence.Version]
  /// All reviews, the first first.
  public var reviews: [Evidence.Review]
  /// All assignments, the first first.
  public var assignments: [Evidence.Assignment]

  /// The version that is shown.
  var latest: Evidence.Version {
    get throws {
      guard let latest = versions.last else { throw Refusal.noEvidence }
      return latest
    }
  }
}

/// What was handed in, as far as the caller may see it.
extension Visit {
  /// Submissions that the caller may see with their ages in days, the oldest first, one more than
  /// `limit` where there are more.
  public func evidence(
    _ filter: Evidence.Filter, after place: Evidence.Place?, limit: Int
  ) throws -> [(submission: Evidence.Listed, age: Int)] {
    if let enrollment = filter.enrollment {
      _ = try self.enrollment(enrollment, for: .readLearners)
    }
    let reach = try reach(.readLearners)
    let viewer = Evidence.Viewer(reach: reach, actor: caller.id, learner: caller.learner)
    let today = try Institutions.now(of: institution, at: office.clock?(), in: transaction).1
    return try Evidence.page(
      filter, for: viewer, after: place, limit: limit + 1, of: institution, in: transaction
    ).map { listed in
      var listed = listed
      let isLearner = if case .learner = reach { true } else { false }
      if isLearner || listed.learner == caller.learner { listed.hideOthers() }
      return (listed, max(0, Int(today.number) - Int(listed.submittedOn.number)))
    }
  }

  /// A submission that the caller may see.
  public func submission(_ id: UUID) throws -> EvidenceRecord {
    var record = try record(id)
    let isAuthor = record.versions.contains { $0.recordedBy == caller.id }
    let isOwn = try isCaller(record.listed.learner)
    if !isAuthor, !isOwn {
      try may(.readLearners, learner: record.listed.learner, unit: record.listed.unit)
    }
    if isOwn || caller.grants(for: .readLearners).isEmpty { record.listed.hideOthers() }
    return record
  }

  /// A submission as the caller sees it, and as nobody changes it until the visit is over.
  public func locking(submission id: UUID) throws -> EvidenceRecord {
    _ = try locked(id)
    return try submission(id)
  }

  /// A submission, with its enrollment locked until the visit ends: what follows from its state
  /// stays right.
  func locked(_ id: UUID) throws -> EvidenceRecord {
    let versions = try Evidence.versions(of: id, institution: institution, in: transaction)
    guard let enrollment = versions.first?.enrollment else { throw Refusal.noEvidence }
    try Enrollments.lock([enrollment], of: institution, in: transaction)
    return try record(id)
  }

  private func record(_ id: UUID) throws -> EvidenceRecord {
    let viewer = Evidence.Viewer(reach: .all, actor: caller.id, learner: caller.learner)
    guard
      let listed = try Evidence.one(id, for: viewer, of: institution, in: transaction)
    else { throw Refusal.noEvidence }
    let isOwn = try isCaller(listed.learner)
    let versions = try Evidence.versions(of: id, institution: institution, in: transaction)
    return EvidenceRecord(
      listed: listed,
      versions: versions.filter { !$0.isDraft || isOwn || $0.recordedBy == caller.id },
      reviews: try Evidence.reviews(of: id, institution: institution, in: transaction),
      assignments: try Evidence.assignments(of: id, institution: institution, in: transaction))
  }
}

extension Evidence.Listed {
  /// A learner hears nothing about others.
  fileprivate mutating func hideOthers() {
    flags.removeAll { $0 == .anotherLearner }
  }
}

extension Refusal {
  static let noEvidence = Refusal(.nothingThere, "There is no submission of this id.")
}
