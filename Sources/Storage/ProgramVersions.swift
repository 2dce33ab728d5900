public import Foundation
public import Microcredentials
public import Postgres

/// Rows of program versions, as they are drafted, reviewed and put into force.
public enum ProgramVersions {
  /// A version without its file.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The code of its program.
    public var program: String
    /// Its label, unique in the program.
    public var label: String
    /// `draft`, `approved`, `effective` or `superseded`.
    public var state: String
    /// Whether it bears credit.
    public var isCreditBearing: Bool
    /// The credits that it states.
    public var stated: Quantity?
    /// The credits of the cheapest minimal way of earning it.
    public var least: Quantity
    /// The credits of the dearest minimal way of earning it.
    public var most: Quantity
    /// The first day on which new enrollments get it.
    public var effectiveFrom: Day?
    /// How often it was sent to review.
    public var round: Int
    /// `not submitted`, `under review`, `returned` or `approved`.
    public var review: String
    /// When it was recorded.
    public var recordedAt: PostgresInstant
    /// Who recorded it.
    public var recordedBy: String
  }

  private static let columns: SQL =
    """
    v.program_version_id, p.code, v.label, v.state, v.credit_bearing, v.credits, v.credits_least,
    v.credits_most, nullif(v.effective_from, '-infinity'), v.round, v.review, v.recorded_at,
    v.recorded_by
    """

  /// One version; nil when the program has none of that label.
  public static func one(
    _ label: String, of program: String, institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns)
        from program p join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and p.code_key = \(Code.key(program))
         and v.label = \(label)
      """
    ).first { row in try listed(&row) }
  }

  /// Up to `limit` versions of a program after a place, in the order in which they were recorded.
  public static func page(
    of program: String, after place: (PostgresInstant, UUID)?, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns)
        from program p join program_version v using (institution_id, program_id)
       where p.institution_id = \(institution)::int and p.code_key = \(Code.key(program))
         and (\(place?.0)::timestamptz is null
           or (v.recorded_at, v.program_version_id) > (\(place?.0), \(place?.1)))
       order by v.recorded_at, v.program_version_id limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  private static func listed(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), program: try row.next(), label: try row.next(), state: try row.next(),
      isCreditBearing: try row.next(), stated: try row.quantityIfAny(),
      least: Quantity(try row.next(PostgresNumeric.self)),
      most: Quantity(try row.next(PostgresNumeric.self)), effectiveFrom: try row.dayIfAny(),
      round: Int(try row.next(Int32.self)), review: try row.next(), recordedAt: try row.next(),
      recordedBy: try row.next())
  }
}

extension ProgramVersions {
  /// Adds a version, a draft unless it is said, and returns its id.
  public static func add(
    _ version: ProgramVersion, source: String, credits: ClosedRange<Quantity>, to program: UUID,
    state: String = "draft", of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> UUID {
    let id: UUID = try transaction.query(
      """
      insert into program_version
        (institution_id, program_id, label, state, source, credit_bearing, credits, credits_least,
         credits_most, effective_from, waits_for_dates, recorded_by)
      values (\(institution)::int, \(program), \(version.version), \(state), \(source),
        \(version.credit.isBearing), \(version.credit.stated?.stored),
        \(credits.lowerBound.stored), \(credits.upperBound.stored),
        coalesce(\(version.effective?.stored), '-infinity'), \(!version.awardDates.isEmpty),
        \(actor))
      returning program_version_id
      """
    ).only()
    try Programs.putCompetencies(of: version, id, institution, in: transaction)
    return id
  }

  /// Gives a draft another text.
  public static func replace(
    _ id: UUID, with version: ProgramVersion, source: String, credits: ClosedRange<Quantity>,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program_version
         set source = \(source), credit_bearing = \(version.credit.isBearing),
             credits = \(version.credit.stated?.stored),
             credits_least = \(credits.lowerBound.stored),
             credits_most = \(credits.upperBound.stored),
             effective_from = coalesce(\(version.effective?.stored), '-infinity'),
             waits_for_dates = \(!version.awardDates.isEmpty)
       where institution_id = \(institution)::int and program_version_id = \(id)
         and state = 'draft'
      """)
    try Programs.putCompetencies(of: version, id, institution, in: transaction)
  }

  /// Sends a draft to a new round of review.
  public static func submit(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program_version set review = 'under review', round = round + 1
       where institution_id = \(institution)::int and program_version_id = \(id)
      """)
  }

  /// Ends a round of review.
  public static func conclude(
    _ id: UUID, as review: String, state: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program_version set review = \(review), state = \(state)
       where institution_id = \(institution)::int and program_version_id = \(id)
      """)
  }

  /// Puts an approved version into force from a day on.
  public static func putIntoForce(
    _ id: UUID, from day: Day?, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update program_version
         set state = 'effective', effective_from = coalesce(\(day?.stored), '-infinity')
       where institution_id = \(institution)::int and program_version_id = \(id)
      """)
  }

  /// Whether a version of the program was in force before.
  public static func wasAnyInForce(
    of program: UUID, institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from program_version
         where institution_id = \(institution)::int and program_id = \(program)
           and state in ('effective', 'superseded'))
      """
    ).only()
  }

  /// Marks versions as superseded for which the first day of a later one has come; returns their
  /// ids. Enrollments that pin them go on with them.
  public static func supersede(
    on today: Day, of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      update program_version v set state = 'superseded'
       where v.institution_id = \(institution)::int and v.state = 'effective'
         and exists (
           select from program_version n
            where n.institution_id = v.institution_id and n.program_id = v.program_id
              and n.state in ('effective', 'superseded') and n.effective_from <= \(today.stored)
              and (n.effective_from, n.recorded_at) > (v.effective_from, v.recorded_at))
      returning v.program_version_id
      """
    ).column()
  }
}
