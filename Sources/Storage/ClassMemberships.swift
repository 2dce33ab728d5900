public import Foundation
public import Microcredentials
public import Postgres

/// Rows of the classes by which student systems hold learners in programs.
public enum ClassMemberships {
  /// By which class somebody is held in a program, and from when to when.
  public struct Row: Hashable, Sendable {
    /// The learner.
    public var learner: UUID
    /// The program.
    public var program: UUID
    /// The student system.
    public var system: String
    /// What that calls it.
    public var membership: String
    /// The first day; nil where it was not told.
    public var began: Day?
    /// The day from which it is over; nil while it lasts.
    public var ended: Day?

    /// Makes a row.
    public init(
      learner: UUID, program: UUID, system: String, membership: String, began: Day? = nil,
      ended: Day? = nil
    ) {
      self.learner = learner
      self.program = program
      self.system = system
      self.membership = membership
      self.began = began
      self.ended = ended
    }
  }

  /// All that hold these learners in these programs.
  public static func all(
    _ keys: [(learner: UUID, program: UUID)], of institution: Int, in transaction: Transaction
  ) throws -> [Row] {
    try transaction.query(
      """
      select m.learner_id, m.program_id, m.system, m.membership, m.began, m.ended
        from unnest(\(keys.map(\.learner)), \(keys.map(\.program))) as k (learner_id, program_id)
        join class_membership m using (learner_id, program_id)
       where m.institution_id = \(institution)::int
      """
    ).map { row in
      Row(
        learner: try row.next(), program: try row.next(), system: try row.next(),
        membership: try row.next(), began: try row.dayIfAny(), ended: try row.dayIfAny())
    }
  }

  /// Writes rows as they are now.
  public static func put(
    _ rows: [Row], of institution: Int, in transaction: Transaction
  ) throws {
    guard !rows.isEmpty else { return }
    try transaction.execute(
      """
      insert into class_membership
        (institution_id, learner_id, program_id, system, membership, began, ended)
      select \(institution)::int, n.learner_id, n.program_id, n.system, n.membership, n.began,
             n.ended
        from unnest(\(rows.map(\.learner)), \(rows.map(\.program)), \(rows.map(\.system)),
          \(rows.map(\.membership)), \(rows.map { $0.began?.stored }),
          \(rows.map { $0.ended?.stored }))
          as n (learner_id, program_id, system, membership, began, ended)
       order by n.learner_id, n.program_id, n.system, n.membership
      on conflict on constraint class_membership_key do update
        set began = excluded.began, ended = excluded.ended
      """)
  }
}
