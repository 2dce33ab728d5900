public import Foundation
public import Microcredentials
public import Postgres

/// Rows of student systems' own lists, held against the ledger.
public enum Comparisons {
  /// What is compared with what.
  public struct New: Sendable {
    /// The consumer whose system wrote the list.
    public var consumer: String
    /// The last position of the ledger that counts; nil for all that there is.
    public var asOf: Int?
    /// The words of the fields that the list has.
    public var fields: [String]
    /// After how many characters the list cuts texts; nil for a list with whole ones.
    public var width: Int?
    /// The mapping's name and hash.
    public var mapping: (name: String, sha256: [UInt8])
    /// The file's name and hash.
    public var file: (name: String, sha256: [UInt8])

    /// Makes a comparison.
    public init(
      consumer: String, asOf: Int?, fields: [String], width: Int?,
      mapping: (name: String, sha256: [UInt8]), file: (name: String, sha256: [UInt8])
    ) {
      self.consumer = consumer
      self.asOf = asOf
      self.fields = fields
      self.width = width
      self.mapping = mapping
      self.file = file
    }
  }

  /// A row of the list; without a student it could not be read.
  public struct Line: Sendable {
    /// Its number, from 1 without gaps.
    public var number: Int
    /// Where it begins.
    public var line: Int
    /// The student's id there; nil for a row that could not be read.
    public var student: String?
    /// The program's code.
    public var program: String?
    /// The line in the transcript.
    public var text: String?
    /// The term's code.
    public var term: String?
    /// The day on which it was earned.
    public var earnedOn: Day?
    /// The credits.
    public var credits: Quantity?
    /// The notation's id.
    public var notation: UUID?
    /// Why it could not be read.
    public var reason: String?

    /// Makes a row.
    public init(number: Int, line: Int, student: String?, reason: String? = nil) {
      self.number = number
      self.line = line
      self.student = student
      self.reason = reason
    }
  }

  /// Begins a comparison: the ledger as it is now counts, whatever is added meanwhile.
  ///
  /// One of the same consumer that still loads is given up: its process died, or finds out with its
  /// next rows (`holdLoading`). One that is locked is at work.
  public static func begin(
    _ new: New, by actor: String, of institution: Int, in transaction: Transaction
  ) throws -> UUID {
    try transaction.execute(
      """
      update comparison c set state = 'refused', ended_at = clock_timestamp()
        from (
          select comparison_id from comparison
           where institution_id = \(institution)::int and consumer = \(new.consumer)
             and state = 'loading' for no key update skip locked) left_behind
       where c.institution_id = \(institution)::int
         and c.comparison_id = left_behind.comparison_id
      """)
    return try transaction.query(
      """
      insert into comparison
        (institution_id, consumer, as_of, sent_through, fields, width, mapping, mapping_sha256,
         file_name, file_sha256, actor)
      select c.institution_id, c.consumer, least(h.position, coalesce(\(new.asOf), h.position)),
             greatest(c.cursor_position, (
               select coalesce(max(b.last_position), 0) from feed_batch b
                where b.institution_id = c.institution_id and b.consumer = c.consumer
                  and b.state = 'released')),
             \(new.fields), \(new.width)::int, \(new.mapping.name), \(new.mapping.sha256),
             \(new.file.name), \(new.file.sha256), \(actor)
        from feed_consumer c join feed_head h on h.institution_id = c.institution_id
       where c.institution_id = \(institution)::int and c.consumer = \(new.consumer)
      returning comparison_id
      """
    ).only()
  }

  /// Whether a comparison still loads; it does so until the transaction ends.
  public static func holdLoading(
    _ comparison: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select state from comparison
       where institution_id = \(institution)::int and comparison_id = \(comparison)
         for no key update
      """
    ).first { row in try row.next(String.self) == "loading" } ?? false
  }

  /// Adds rows of the list.
  public static func add(
    _ lines: [Line], to comparison: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    guard !lines.isEmpty else { return }
    try transaction.execute(
      """
      insert into comparison_row
        (institution_id, comparison_id, row_number, outcome, line, reason, notation, student,
         program, text, term, earned_on, credits)
      select \(institution)::int, \(comparison), n.row_number,
             case when n.student is null then 'quarantined' else 'listed' end, n.line, n.reason,
             n.notation, n.student, n.program, n.text, n.term, n.earned_on, n.credits
        from unnest(\(lines.map(\.number)), \(lines.map(\.line)), \(lines.map(\.reason)),
          \(lines.map(\.notation)), \(lines.map(\.student)), \(lines.map(\.program)),
          \(lines.map(\.text)), \(lines.map(\.term)), \(lines.map(\.earnedOn?.stored)),
          \(lines.map(\.credits?.stored)))
          as n (row_number, line, reason, notation, student, program, text, term, earned_on,
            credits)
      """)
  }

  /// Gives a comparison up that cannot come to its end.
  public static func refuse(
    _ comparison: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update comparison set state = 'refused', ended_at = clock_timestamp()
       where institution_id = \(institution)::int and comparison_id = \(comparison)
         and state = 'loading'
      """)
  }
}
