public import Foundation
public import Microcredentials
public import Postgres
public import Storage

/// Holds on learners. They are read at each publication and each delivery, never cached (DOMAIN
/// invariant 16); which of them keep notations back is the institution's policy.
extension Visit {
  /// Holds that are there now and that the caller may see, one more than `limit` where there are
  /// more.
  public func holds(
    _ filter: Holds.Filter, after place: (PostgresInstant, UUID)?, limit: Int
  ) throws -> [Holds.Present] {
    try Holds.page(
      filter, within: reach(.readWorkLists), after: place, limit: limit + 1, of: institution,
      in: transaction)
  }

  /// The record that the student system knows by a number, for somebody who places holds.
  public func learner(numbered number: String) throws -> UUID {
    var filter = Learners.Filter()
    filter.id = ExternalID(system: "sis", id: number)
    let found = try Learners.page(
      filter, within: reach(.placeHolds), after: nil, limit: 1, of: institution, in: transaction)
    // Of a person with several records the one that bears it: should a merge be undone, it stays there.
    guard
      let learner = found.first?.aliases.first(where: { $0.id == filter.id && $0.until == nil })?
        .learner
    else {
      throw Refusal(
        .noLearner,
        "Nobody whom you may look after has this number in the student system: compare it with the "
          + "student's record, and write it as that does.")
    }
    return learner
  }

  /// Places a hold on a learner; what was published is hidden, and the loop holds notations that
  /// are still to come.
  public func place(
    _ kind: HoldKind, on learner: UUID, reason: String
  ) throws -> [Holds.Present] {
    let (person, records, role) = try locked(learner)
    guard try Holds.present(on: records, kind: kind, of: institution, in: transaction).isEmpty
    else { throw Refusal(.alreadyThere, "There is such a hold on the learner already.") }
    // On the record that was named: should a merge be undone, it stays with that one.
    try change(kind, placed: true, on: [learner], of: records, reason: reason, as: role)
    return try holds(on: person)
  }

  /// Releases a hold on a learner, under whichever record it was placed; what waited for it goes
  /// on.
  public func release(
    _ kind: HoldKind, of learner: UUID, reason: String
  ) throws -> [Holds.Present] {
    let (person, records, role) = try locked(learner)
    let bearing = try Holds.present(on: records, kind: kind, of: institution, in: transaction)
    guard !bearing.isEmpty else {
      throw Refusal(.wrongState, "There is no such hold on the learner.")
    }
    try change(kind, placed: false, on: bearing, of: records, reason: reason, as: role)
    return try holds(on: person)
  }

  private func change(
    _ kind: HoldKind, placed: Bool, on learners: [UUID], of records: [UUID], reason: String,
    as role: Role
  ) throws {
    let badges =
      kind == .directory
      ? try Publications.of(learners: records, institution: institution, in: transaction) : []
    try Holds.add(
      kind, placed: placed, on: learners, by: Journal.Actor(id: caller.id, role: role.rawValue),
      reason: reason, of: institution, in: transaction)
    for learner in learners {
      try journal(
        placed ? "place hold" : "release hold", "learner", learner.text,
        from: placed ? nil : kind.rawValue, to: placed ? kind.rawValue : nil, reason: reason,
        as: role)
    }
    let basis = placed ? "A directory hold." : "The learner's consent, as the hold was released."
    for badge in badges { try follow(badge, on: basis) }
  }

  /// The person whom a record is of, with all records locked: enrollments first, as everywhere. A
  /// merge waits, and so does another hold.
  private func locked(_ learner: UUID) throws -> (person: UUID, records: [UUID], role: Role) {
    let role = try may(.placeHolds, learner: standing(learner))
    try Enrollments.lock(
      ofLearners: records(of: learner), of: institution, in: transaction)
    try Learners.lock(records(of: learner), of: institution, in: transaction)
    let person = try standing(learner)
    try refuseOwn(person, "Nobody places or releases a hold on themselves.")
    return (person, try records(of: person), role)
  }

  private func holds(on person: UUID) throws -> [Holds.Present] {
    var filter = Holds.Filter()
    filter.learner = person
    return try Holds.page(
      filter, within: .all, after: nil, limit: 100, of: institution, in: transaction)
  }
}

/// Notations that wait for a gate to open.
extension Visit {
  /// Held notations that the caller may see, one more than `limit` where there are more.
  public func heldNotations(
    _ filter: HeldNotations.Filter, after place: (PostgresInstant, UUID)?, limit: Int
  ) throws -> [HeldNotations.Listed] {
    try HeldNotations.page(
      filter, within: reach(.readWorkLists), after: place, limit: limit + 1, of: institution,
      in: transaction)
  }

  /// How many notations are held for which reason, within the caller's reach.
  public func heldNotationCounts() throws -> [HeldNotations.Count] {
    try HeldNotations.counts(within: reach(.readWorkLists), of: institution, in: transaction)
  }
}
