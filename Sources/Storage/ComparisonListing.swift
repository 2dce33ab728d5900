public import Foundation
public import Microcredentials
public import Postgres

extension Comparisons {
  /// What can become of a row.
  public static let outcomes = [
    "matched", "missing", "extra", "different", "twice", "not sent", "quarantined",
  ]

  /// A comparison as it is listed.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// The consumer.
    public var consumer: String
    /// `loading`, `done` or `refused`.
    public var state: String
    /// The last position of the ledger that counts, and the last that had been sent.
    public var asOf: Int, sentThrough: Int
    /// The name of the file.
    public var file: String
    /// Its SHA-256.
    public var sha256: [UInt8]
    /// How many rows the list has, and how many it marks as taken out.
    public var listed: Int, withdrawn: Int
    /// How many rows came to what, in the order of `outcomes`.
    public var counts: [Int]
    /// When it began, and ended.
    public var startedAt: PostgresInstant, endedAt: PostgresInstant?
    /// Who compared.
    public var actor: String

    /// Whether nothing is there as it was sent, which speaks for the list of another system.
    public var isStrange: Bool { counts[0] == 0 && counts[1...4].contains { $0 > 0 } }
  }

  /// A row of a comparison.
  public struct Compared: Sendable {
    /// Its number.
    public var number: Int
    /// What became of it.
    public var outcome: String
    /// Where it stands in the list; nil for what is missing there.
    public var line: Int?
    /// The ledger's row; nil for what nobody knows here.
    public var position: Int?
    /// Why it is extra, could not be read, or is missing.
    public var reason: String?
    /// What is not the same.
    public var differs: [String]
    /// What the list says; nil for what matched.
    public var student: String?, program: String?, text: String?, term: String?
    /// The day and the credits that it says.
    public var earnedOn: Day?, credits: Quantity?
    /// When it was sent again because of this comparison.
    public var resentAt: PostgresInstant?
    /// What our row says; nil for what nobody knows here.
    public var here: Here?
  }

  /// What the ledger says where a list says something else, or nothing.
  public struct Here: Sendable {
    /// The notation's id.
    public var notation: UUID
    /// The student's id, the program's code and the line as they were sent.
    public var student: String, program: String, text: String
    /// The term's code.
    public var term: String?
    /// The day on which it was earned, and the credits.
    public var earnedOn: Day, credits: Quantity?
  }

  private static let columns: SQL =
    """
    comparison_id, consumer, state, as_of, sent_through, file_name, file_sha256, listed, withdrawn,
    matched, missing, extra, different, twice, not_sent, quarantined, started_at, ended_at, actor
    """

  private static func read(_ row: inout Row) throws -> Listed {
    Listed(
      id: try row.next(), consumer: try row.next(), state: try row.next(), asOf: try row.next(),
      sentThrough: try row.next(), file: try row.next(), sha256: try row.next(),
      listed: try row.next(), withdrawn: try row.next(),
      counts: try (0..<7).map { _ in try row.next(Int.self) }, startedAt: try row.next(),
      endedAt: try row.next(), actor: try row.next())
  }

  /// One comparison; nil when there is none of that id.
  public static func one(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns) from comparison
       where institution_id = \(institution)::int and comparison_id = \(id)
      """
    ).first { row in try read(&row) }
  }

  /// Up to `limit` comparisons, the newest first, after one.
  public static func page(
    of consumer: String?, after place: (startedAt: PostgresInstant, id: UUID)?, limit: Int,
    institution: Int, in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns) from comparison
       where institution_id = \(institution)::int
         and (\(consumer)::text is null or consumer = \(consumer))
         and (\(place?.startedAt)::timestamptz is null
           or (started_at, comparison_id) < (\(place?.startedAt), \(place?.id)))
       order by started_at desc, comparison_id desc limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  /// Up to `limit` rows of a comparison with an outcome, after a number.
  public static func rows(
    of comparison: UUID, outcome: String, after number: Int, limit: Int, institution: Int,
    in transaction: Transaction
  ) throws -> [Compared] {
    try transaction.query(
      """
      select r.row_number, r.outcome, r.line, r.position, r.reason, r.differs, r.student, r.program,
             r.text, r.term, r.earned_on, r.credits, r.resent_at, n.notation_id, n.student,
             n.program, n.text, n.term, n.earned_on, n.credits
        from comparison_row r
        left join notation n on n.institution_id = r.institution_id and n.position = r.position
       where r.institution_id = \(institution)::int and r.comparison_id = \(comparison)
         and r.outcome = \(outcome) and r.row_number > \(number)
       order by r.row_number limit \(limit)
      """
    ).map { row in
      var compared = Compared(
        number: try row.next(), outcome: try row.next(), line: try row.next(),
        position: try row.next(), reason: try row.next(), differs: try row.next(),
        student: try row.next(), program: try row.next(), text: try row.next(),
        term: try row.next(), earnedOn: try row.dayIfAny(), credits: try row.quantityIfAny(),
        resentAt: try row.next())
      compared.here = try here(&row)
      return compared
    }
  }

  private static func here(_ row: inout Row) throws -> Here? {
    let (notation, student, program, text) = (
      try row.next(UUID?.self), try row.next(String?.self), try row.next(String?.self),
      try row.next(String?.self)
    )
    let (term, day, credits) = (
      try row.next(String?.self), try row.dayIfAny(), try row.quantityIfAny()
    )
    guard let notation, let student, let program, let text, let day else { return nil }
    return Here(
      notation: notation, student: student, program: program, text: text, term: term,
      earnedOn: day, credits: credits)
  }

  /// Marks rows of a comparison as sent again and returns the positions to send: of what is missing
  /// there the row itself, of what is voided here the void. Nil numbers stand for all of them.
  public static func claim(
    _ outcome: String, _ numbers: [Int]?, of comparison: UUID, by actor: String,
    institution: Int, in transaction: Transaction
  ) throws -> [Int] {
    try transaction.query(
      """
      update comparison_row t
         set resent_at = clock_timestamp(), resent_by = \(actor)
        from (
          select r.row_number, case when r.outcome = 'extra' then v.position else r.position end
                   as position
            from comparison_row r
            join notation n on n.institution_id = r.institution_id and n.position = r.position
            left join notation v
              on v.institution_id = n.institution_id and v.voids = n.notation_id
           where r.institution_id = \(institution)::int and r.comparison_id = \(comparison)
             and r.outcome = \(outcome) and r.resent_at is null
             and (r.outcome in ('missing', 'different') or r.reason = 'voided here')
             and (\(numbers)::bigint[] is null or r.row_number = any(\(numbers)))) p
       where t.institution_id = \(institution)::int and t.comparison_id = \(comparison)
         and t.row_number = p.row_number
      returning p.position
      """
    ).column()
  }
}
