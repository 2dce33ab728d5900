public import Foundation
public import Microcredentials
public import Postgres

/// Rows of notations that may not enter the ledger yet, and what the gates look at.
public enum HeldNotations {
  /// The live ids in the student system of learner records, the one that began last; each record
  /// for itself.
  public static func students(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: String] {
    var students: [UUID: String] = [:]
    try transaction.query(
      """
      select distinct on (a.learner_id) a.learner_id, a.external_id from learner_alias a
       where a.institution_id = \(institution)::int and a.learner_id = any(\(learners))
         and a.system = 'sis' and a.valid_until is null
       order by a.learner_id, a.valid_from desc, a.external_id
      """
    ).forEach { row in students[try row.next(UUID.self)] = try row.next(String.self) }
    return students
  }

  /// The holds on learner records that keep a notation back; each record for itself.
  public static func holds(
    on learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Set<HeldReason>] {
    var holds: [UUID: Set<HeldReason>] = [:]
    try transaction.query(
      """
      select h.learner_id, h.kind || ' hold' from (
        select distinct on (h.learner_id, h.kind) h.learner_id, h.kind, h.placed from hold h
         where h.institution_id = \(institution)::int and h.learner_id = any(\(learners))
           and h.kind in ('record', 'financial')
         order by h.learner_id, h.kind, h.recorded_at desc, h.hold_id) h
       where h.placed
      """
    ).forEach { row in
      let learner = try row.next(UUID.self)
      if let reason = HeldReason(rawValue: try row.next()) {
        holds[learner, default: []].insert(reason)
      }
    }
    return holds
  }

  /// Which of the programs are suspended.
  public static func suspended(
    among programs: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> Set<UUID> {
    Set(
      try transaction.query(
        """
        select program_id from program
         where institution_id = \(institution)::int and program_id = any(\(programs))
           and state = 'suspended'
        """
      ).column())
  }

  /// Notes why the notations of awards are held, from when on.
  public static func hold(
    _ held: [(award: UUID, reason: HeldReason)], at instant: PostgresInstant,
    of institution: Int, in transaction: Transaction
  ) throws {
    guard !held.isEmpty else { return }
    try transaction.execute(
      """
      insert into held_notation (institution_id, award_id, learner_id, program_id, reason, since)
      select w.institution_id, w.award_id, w.learner_id, w.program_id, h.reason, \(instant)
        from unnest(\(held.map(\.award)), \(held.map(\.reason.rawValue))) h (award_id, reason)
        join award w on w.institution_id = \(institution)::int and w.award_id = h.award_id
      on conflict on constraint "an award's notation is held once"
        do update set reason = excluded.reason, since = excluded.since, released_at = null
      """)
  }

  /// Ends the holding of notations: they went out, or their awards ended.
  public static func release(
    _ awards: [UUID], at instant: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws {
    guard !awards.isEmpty else { return }
    try transaction.execute(
      """
      update held_notation set released_at = \(instant)
       where institution_id = \(institution)::int and award_id = any(\(awards))
         and released_at is null
      """)
  }
}
