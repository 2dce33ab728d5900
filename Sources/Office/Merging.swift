public import Foundation
import Microcredentials
public import Postgres
public import Storage

/// Two records of one person become one, and are taken apart again (DOMAIN invariant 14).
///
/// A merge moves nothing: facts, awards and notations stay with the record under which they were
/// made, and are read together. So nothing is lost, and a merge is undone by forgetting it. That the
/// line in the transcript names the student by another id then is a correction, which the loop finds.
extension Visit {
  /// Merges that the caller may see, the latest first; one more than `limit` where there are more.
  public func merges(
    of learner: UUID?, before place: (PostgresInstant, UUID)?, limit: Int
  ) throws -> [Merges.Merge] {
    let records = try learner.map { learner in
      try Learners.people(of: [learner], institution: institution, in: transaction)[learner]?
        .records ?? []
    }
    return try Merges.page(
      of: records, within: reach(.readLearners), before: place, limit: limit + 1,
      institution: institution, in: transaction)
  }

  /// One merge that the caller may see.
  public func merge(_ id: UUID) throws -> Merges.Merge {
    let merge = try existing(id)
    try may(.readLearners, learner: merge.learner)
    return merge
  }

  /// Merges a record, and all that were merged into it, into another one. Returns what staff have
  /// to look at, in sentences.
  public func merge(
    _ learner: UUID, into other: UUID, reason: String
  ) throws -> (merge: Merges.Merge, notices: [String]) {
    let people = try locked([learner, other])
    guard let mine = people[learner], let theirs = people[other] else {
      throw Refusal(.noLearner, "There is no learner of this id.")
    }
    try may(.mergeLearners, learner: other)
    let role = try may(.mergeLearners, learner: learner)
    for record in [learner, other] { try refuseOwn(record, "Nobody merges their own record.") }
    try check(learner, mine, into: other, theirs)
    let records = mine.records + theirs.records
    try checkAwards(of: records)
    try checkEvidence(of: records)
    let actor = Journal.Actor(id: caller.id, role: role.rawValue)
    let id = try Merges.add(
      learner, into: other, by: actor, reason: reason, of: institution, in: transaction)
    // First what was merged before: a record is only merged into one that stands.
    let before = mine.records.filter { $0 != learner }
    try Learners.repoint(before, to: other, of: institution, in: transaction)
    try Learners.repoint([learner], to: other, of: institution, in: transaction)
    try journal("merge", "learner", learner.text, to: other.text, reason: reason, as: role)
    return (try existing(id), try notices(about: records))
  }

  /// Takes a merge back: the record stands again, with all that was merged into it, whatever was
  /// merged in the meantime. What was awarded from the facts of both is then proposed for
  /// revocation by the loop.
  public func undoMerge(_ id: UUID, reason: String) throws -> Merges.Merge {
    let known = try existing(id)
    _ = try locked([known.learner, known.into])
    let merge = try existing(id)
    let role = try may(.mergeLearners, learner: merge.learner)
    for record in [merge.learner, merge.into] {
      try refuseOwn(record, "Nobody takes a merge of their own record back.")
    }
    guard merge.undone == nil else {
      throw Refusal(.wrongState, "The merge was undone already.")
    }
    let below = try Merges.below(merge.learner, of: institution, in: transaction)
    _ = try Merges.add(
      merge.learner, into: merge.into, undoing: id,
      by: Journal.Actor(id: caller.id, role: role.rawValue), reason: reason, of: institution,
      in: transaction)
    try Learners.repoint([merge.learner], to: nil, of: institution, in: transaction)
    try Learners.repoint(below, to: merge.learner, of: institution, in: transaction)
    try journal(
      "undo merge", "learner", merge.learner.text, from: merge.into.text, reason: reason, as: role)
    return try existing(id)
  }

  /// Locks everything that a merge of these people changes, in the order of the reconciler:
  /// enrollments, then records. Returns the people as they are then.
  private func locked(_ learners: [UUID]) throws -> [UUID: Learners.Person] {
    let people = try Learners.people(of: learners, institution: institution, in: transaction)
    let records = Array(Set(people.values.flatMap(\.records)))
    try Enrollments.lock(ofLearners: records, of: institution, in: transaction)
    try Learners.lock(records, of: institution, in: transaction)
    return try Learners.people(of: learners, institution: institution, in: transaction)
  }

  private func check(
    _ learner: UUID, _ mine: Learners.Person, into other: UUID, _ theirs: Learners.Person
  ) throws {
    guard learner != other else {
      throw Refusal(.invalid, "A record is merged into another one, not into itself.")
    }
    guard mine.standing == learner else {
      let merge = try Merges.present(of: learner, institution: institution, in: transaction)
      throw Refusal(
        .wrongState,
        "The record was merged into \(mine.standing.text) already"
          + (merge.map { ": undo merge \($0.id.text) first, or merge that record." }
            ?? ": merge that record."))
    }
    guard theirs.standing == other else {
      throw Refusal(
        .wrongState,
        theirs.standing == learner
          ? "The other record was merged into this one: there is nothing left to merge."
          : "The other record was merged into \(theirs.standing.text): merge into that one.")
    }
  }

  private func checkAwards(of records: [UUID]) throws {
    let doubled = try Merges.doubledAwards(
      of: records, institution: institution, in: transaction)
    guard !doubled.isEmpty else { return }
    let list = doubled.map {
      "\($0.program) (awards \($0.ids.map(\.text).joined(separator: ", ")))"
    }
    throw Refusal(
      .wrongState,
      "Both records hold a live award of \(list.joined(separator: " and of ")): one person holds "
        + "one. Have a registrar revoke one of the two so that no other follows it, and merge then."
    )
  }

  private func checkEvidence(of records: [UUID]) throws {
    let programs = try Merges.programsSharingEvidence(
      of: records, institution: institution, in: transaction)
    guard !programs.isEmpty else { return }
    throw Refusal(
      .evidenceReused,
      "One piece of evidence was accepted under both records for different programs: "
        + "\(programs.joined(separator: ", ")). It serves one program of a person: have a "
        + "coordinator invalidate one of the reviews, and merge then.")
  }

  private func notices(about records: [UUID]) throws -> [String] {
    var notices = try Merges.doubledEnrollments(
      of: records, institution: institution, in: transaction
    ).map { doubled in
      "The person is now enrolled in \(doubled.program) more than once; it is awarded once. "
        + "Withdraw from all but one: \(doubled.ids.map(\.text).joined(separator: ", "))."
    }
    let signIns = try Merges.signIns(to: records, institution: institution, in: transaction)
    if signIns > 1 {
      notices.append(
        "\(signIns) sign-ins now lead to one person, and each sees what is known under all "
          + "records: make sure that all are theirs.")
    }
    return notices
  }

  private func existing(_ id: UUID) throws -> Merges.Merge {
    guard let merge = try Merges.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no merge of this id.")
    }
    return merge
  }
}
