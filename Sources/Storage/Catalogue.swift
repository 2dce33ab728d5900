public import Foundation
public import Microcredentials
public import Postgres

/// What the public catalogue is made of: programs with the versions that are or were in force.
extension Programs {
  /// A version that is or was in force, with its program as it stands.
  public struct Published: Sendable {
    /// The program's id.
    public var program: UUID
    /// The program's code.
    public var code: String
    /// The program's title.
    public var title: String
    /// The unit that offers it.
    public var unit: String?
    /// `active`, `suspended` or `retired`.
    public var state: String
    /// The version's id.
    public var version: UUID
    /// The version's label.
    public var label: String
    /// The first day on which new enrollments get it; nil for all days.
    public var from: Day?
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// The credits of the cheapest minimal way of earning it.
    public var least: Quantity
    /// The credits of the dearest minimal way of earning it.
    public var most: Quantity
    /// Becomes another one with every change of the version's row.
    public var mark: String
  }

  /// A text that changes when a program or a version does. `xmin`, the transaction that wrote a
  /// row, is all there is to compare, so that no writer has to wait for another.
  public static func fingerprint(
    of institution: Int, in transaction: Transaction
  ) throws -> String {
    try transaction.query(
      """
      select concat_ws(' ',
        (select sum(hashtextextended(p.program_id::text || p.xmin::text, 0))
           from program p where p.institution_id = \(institution)::int),
        (select sum(hashtextextended(v.program_version_id::text || v.xmin::text, 0))
           from program_version v where v.institution_id = \(institution)::int))
      """
    ).only()
  }

  /// All versions that are or were in force, of each program the latest first.
  public static func published(
    of institution: Int, in transaction: Transaction
  ) throws -> [Published] {
    try transaction.query(
      """
      select p.program_id, p.code, p.title, p.unit, p.state, v.program_version_id, v.label,
             nullif(v.effective_from, '-infinity'), v.recorded_at, v.credits_least,
             v.credits_most, v.xmin::text
        from program p
        join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and v.state in ('effective', 'superseded')
         and p.state in ('active', 'suspended', 'retired')
       order by p.code_key, v.effective_from desc, v.recorded_at desc
      """
    ).map { row in
      Published(
        program: try row.next(), code: try row.next(), title: try row.next(),
        unit: try row.next(), state: try row.next(), version: try row.next(),
        label: try row.next(), from: try row.dayIfAny(), recordedAt: try row.next(),
        least: Quantity(try row.next(PostgresNumeric.self)),
        most: Quantity(try row.next(PostgresNumeric.self)), mark: try row.next())
    }
  }

  /// How many live awards a program has, counted up to `most`.
  public static func liveAwards(
    of program: UUID, atMost most: Int, institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      """
      select count(*) from (
        select from award a
         where a.institution_id = \(institution)::int and a.program_id = \(program)
           and not exists (select from award_revocation r
             where r.institution_id = a.institution_id and r.award_id = a.award_id)
         limit \(most)) n
      """
    ).only()
  }
}
