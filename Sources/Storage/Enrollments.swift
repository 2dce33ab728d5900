public import Foundation
public import Microcredentials
public import Postgres

/// An enrollment as it is stored, with what the loop needs of its learner.
public struct StoredEnrollment: Sendable {
  /// Its id.
  public var id: UUID
  /// The learner it was made for.
  public var learner: UUID
  /// The record that the learner was merged into, or the learner.
  public var canonical: UUID
  /// The learner's present name.
  public var name: String
  /// The learner's present e-mail address.
  public var email: String?
  /// The program.
  public var program: UUID
  /// The program's code, as codes are compared.
  public var programKey: String
  /// The version it pins.
  public var version: UUID
  /// Where it stands, and since when.
  public var standing: Enrollment
}

/// Rows of enrollments.
public enum Enrollments {
  private static let columns: SQL =
    """
    e.enrollment_id, e.learner_id, coalesce(l.merged_into, l.learner_id),
    coalesce(m.name, l.name), coalesce(m.email, l.email), e.program_id, p.code_key,
    e.program_version_id, e.state, e.began, e.ended
    """
  private static let tables: SQL =
    """
    enrollment e
      join learner l on l.institution_id = e.institution_id and l.learner_id = e.learner_id
      join program p on p.institution_id = e.institution_id and p.program_id = e.program_id
      left join learner m on m.institution_id = l.institution_id and m.learner_id = l.merged_into
    """

  /// Locks enrollments in the order of their ids until the transaction ends. Adding facts is not
  /// blocked; taking facts away takes the same lock.
  public static func lock(
    _ ids: [UUID], of institution: Int, in transaction: Transaction
  ) throws {
    _ = try transaction.query(
      """
      select 1 from enrollment
       where institution_id = \(institution)::int and enrollment_id = any(\(ids))
       order by enrollment_id for no key update
      """)
  }

  /// Locks all enrollments of these learners in the order of their ids until the transaction ends.
  public static func lock(
    ofLearners learners: [UUID], of institution: Int, in transaction: Transaction
  ) throws {
    _ = try transaction.query(
      """
      select 1 from enrollment
       where institution_id = \(institution)::int and learner_id = any(\(learners))
       order by enrollment_id for no key update
      """)
  }

  /// Reads enrollments by id, in the order of their ids.
  public static func read(
    _ ids: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [StoredEnrollment] {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where e.institution_id = \(institution)::int and e.enrollment_id = any(\(ids))
       order by e.enrollment_id
      """
    ).map { row in try read(&row) }
  }

  /// Reads up to `limit` enrollments of a part whose id comes after `last`, for the sweep. A part
  /// is a first half-byte of the ids, 0…15.
  public static func page(
    ofPart part: Int, after last: UUID?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [StoredEnrollment] {
    let first = UInt8(part << 4)
    let from = last ?? UUID(uuid: (first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    let full = UInt8.max
    let to = UUID(
      uuid: (
        first | 15, full, full, full, full, full, full, full, full, full, full, full, full, full,
        full, full
      ))
    return try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where e.institution_id = \(institution)::int
         and e.enrollment_id > \(from) and e.enrollment_id <= \(to)
       order by e.enrollment_id limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// The enrollments of a learner in a program, the one that began last first.
  public static func of(
    learner: UUID, program key: String, institution: Int, in transaction: Transaction
  ) throws -> [StoredEnrollment] {
    try transaction.query(
      """
      select \(sql: columns) from \(sql: tables)
       where e.institution_id = \(institution)::int and p.code_key = \(key)
         and \(learner) in (l.learner_id, l.merged_into)
       order by e.began desc, e.enrollment_id
      """
    ).map { row in try read(&row) }
  }

  private static func read(_ row: inout Row) throws -> StoredEnrollment {
    StoredEnrollment(
      id: try row.next(), learner: try row.next(), canonical: try row.next(),
      name: try row.next(), email: try row.next(), program: try row.next(),
      programKey: try row.next(), version: try row.next(),
      standing: Enrollment(
        state: Enrollment.State(rawValue: try row.next()) ?? .denied, began: try row.day(),
        ended: try row.dayIfAny()))
  }

  /// Where the latest enrollment of each learner in each program stands, for imports.
  public static func latest(
    _ keys: [(learner: UUID, program: UUID)], of institution: Int, in transaction: Transaction
  ) throws -> [(learner: UUID, program: UUID, id: UUID, standing: Enrollment)] {
    try transaction.query(
      """
      select distinct on (e.learner_id, e.program_id)
             e.learner_id, e.program_id, e.enrollment_id, e.state, e.began, e.ended
        from unnest(\(keys.map(\.learner)), \(keys.map(\.program))) as n (learner_id, program_id)
        join enrollment e
          on e.institution_id = \(institution)::int and e.learner_id = n.learner_id
         and e.program_id = n.program_id
       order by e.learner_id, e.program_id, e.state in ('applied', 'enrolled') desc,
             e.began desc, e.enrollment_id
      """
    ).map { row in
      (
        try row.next(), try row.next(), try row.next(),
        Enrollment(
          state: Enrollment.State(rawValue: try row.next()) ?? .denied, began: try row.day(),
          ended: try row.dayIfAny())
      )
    }
  }

  /// Where all enrollments of each learner in each program stand, the earliest first, for imports.
  public static func all(
    _ keys: [(learner: UUID, program: UUID)], of institution: Int, in transaction: Transaction
  ) throws -> [(learner: UUID, program: UUID, id: UUID, standing: Enrollment)] {
    try transaction.query(
      """
      select e.learner_id, e.program_id, e.enrollment_id, e.state, e.began, e.ended
        from unnest(\(keys.map(\.learner)), \(keys.map(\.program))) as n (learner_id, program_id)
        join enrollment e
          on e.institution_id = \(institution)::int and e.learner_id = n.learner_id
         and e.program_id = n.program_id
       order by e.state in ('applied', 'enrolled'), e.began, e.enrollment_id
      """
    ).map { row in
      (
        try row.next(), try row.next(), try row.next(),
        Enrollment(
          state: Enrollment.State(rawValue: try row.next()) ?? .denied, began: try row.day(),
          ended: try row.dayIfAny())
      )
    }
  }

  /// A new enrollment.
  public struct New: Sendable {
    /// Its id.
    public var id: UUID
    /// The learner.
    public var learner: UUID
    /// The program.
    public var program: UUID
    /// The version it pins.
    public var version: UUID
    /// Where it stands.
    public var standing: Enrollment

    /// Makes a new enrollment.
    public init(id: UUID, learner: UUID, program: UUID, version: UUID, standing: Enrollment) {
      self.id = id
      self.learner = learner
      self.program = program
      self.version = version
      self.standing = standing
    }
  }

  /// Adds enrollments.
  public static func add(
    _ new: [New], of institution: Int, by actor: String, importing run: UUID?,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into enrollment
        (institution_id, enrollment_id, learner_id, program_id, program_version_id, state, began,
         ended, recorded_by, import_id)
      select \(institution)::int, n.enrollment_id, n.learner_id, n.program_id,
             n.program_version_id, n.state, n.began, n.ended, \(actor), \(run)
        from unnest(\(new.map(\.id)), \(new.map(\.learner)), \(new.map(\.program)),
          \(new.map(\.version)), \(new.map(\.standing.state.rawValue)),
          \(new.map(\.standing.began.stored)), \(new.map { $0.standing.ended?.stored }))
          as n (enrollment_id, learner_id, program_id, program_version_id, state, began, ended)
      """)
  }

  /// Changes where enrollments stand.
  public static func change(
    _ changed: [(id: UUID, standing: Enrollment)], of institution: Int, in transaction: Transaction
  ) throws {
    try lock(changed.map(\.id), of: institution, in: transaction)
    try transaction.execute(
      """
      update enrollment e set state = n.state, began = n.began, ended = n.ended
        from unnest(\(changed.map(\.id)), \(changed.map(\.standing.state.rawValue)),
          \(changed.map(\.standing.began.stored)), \(changed.map { $0.standing.ended?.stored }))
          as n (enrollment_id, state, began, ended)
       where e.institution_id = \(institution)::int and e.enrollment_id = n.enrollment_id
      """)
  }
}
