public import Foundation
public import Postgres

/// Rows of imports.
public enum Imports {
  /// An import as far as it came.
  public struct Run: Hashable, Sendable {
    /// Its id.
    public var id: UUID
    /// Physical lines that are done.
    public var lines: Int
    /// Bytes that are done.
    public var bytes: Int
    /// How many rows were new, changed, known, waiting and quarantined.
    public var counts: Counts
  }

  /// What became of rows, in numbers.
  public struct Counts: Hashable, Sendable {
    /// New.
    public var created = 0
    /// Changed what was there.
    public var amended = 0
    /// Said what was known.
    public var unchanged = 0
    /// Wait for a person or a program that is not there yet.
    public var waiting = 0
    /// Are kept aside with a reason.
    public var quarantined = 0

    /// All zero.
    public init() {}

    /// All of them.
    public var total: Int { created + amended + unchanged + waiting + quarantined }
  }

  /// What became of one record of a row.
  public struct Outcome: Sendable {
    /// What became of it.
    public enum Kind: String, Sendable {
      /// New.
      case created
      /// Changed what was there.
      case amended
      /// Said what was known.
      case unchanged
      /// Waits for a person or a program that is not there yet.
      case waiting
      /// Kept aside with a reason.
      case quarantined
    }

    /// The physical line where the row begins.
    public var line: Int
    /// Which of the row's records it is, from 1; 0 for the row as a whole.
    public var place: Int
    /// What became of it.
    public var kind: Kind
    /// The reason as a stable code.
    public var code: String?
    /// The column at fault.
    public var column: String?
    /// The reason in words, without personal data.
    public var reason: String?
    /// What the record waits for.
    public var waitsFor: String?
    /// The record as JSON text, for a record that waits.
    public var record: String?

    /// Makes an outcome.
    public init(
      line: Int, place: Int, kind: Kind, code: String? = nil, column: String? = nil,
      reason: String? = nil, waitsFor: String? = nil, record: String? = nil
    ) {
      self.line = line
      self.place = place
      self.kind = kind
      self.code = code
      self.column = column
      self.reason = reason
      self.waitsFor = waitsFor
      self.record = record
    }
  }

  /// Whether the same file went through the same mapping to its end before.
  public static func isKnown(
    mappingHash: [UInt8], fileHash: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from import_run
         where institution_id = \(institution)::int and mapping_sha256 = \(mappingHash)
           and file_sha256 = \(fileHash) and state = 'done')
      """
    ).only()
  }

  /// Whether the last file that went through the mapping to its end was the same: a bundle of an
  /// earlier state that comes again is read again.
  public static func isLatest(
    mappingHash: [UInt8], fileHash: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select coalesce((
        select file_sha256 = \(fileHash) from import_run
         where institution_id = \(institution)::int and mapping_sha256 = \(mappingHash)
           and state = 'done'
         order by ended_at desc limit 1), false)
      """
    ).only()
  }

  /// Begins a run, or finds the one that did not come to its end.
  public static func begin(
    mapping: String, mappingHash: [UInt8], file: String, fileHash: [UInt8], by actor: String,
    order: UUID? = nil, of institution: Int, in transaction: Transaction
  ) throws -> Run {
    let open = try transaction.query(
      """
      select import_id, done_lines, done_bytes, created_count, amended_count, unchanged_count,
             waiting_count, quarantined_count
        from import_run
       where institution_id = \(institution)::int and mapping_sha256 = \(mappingHash)
         and file_sha256 = \(fileHash) and state = 'running' for no key update
      """
    ).first { row in
      var run = Run(
        id: try row.next(), lines: try row.next(), bytes: try row.next(), counts: Counts())
      run.counts.created = try row.next()
      run.counts.amended = try row.next()
      run.counts.unchanged = try row.next()
      run.counts.waiting = try row.next()
      run.counts.quarantined = try row.next()
      return run
    }
    if let open {
      if let order {
        try transaction.execute(
          """
          update import_run set order_id = \(order)
           where institution_id = \(institution)::int and import_id = \(open.id)
          """)
      }
      return open
    }
    let id: UUID = try transaction.query(
      """
      insert into import_run
        (institution_id, mapping, mapping_sha256, file_name, file_sha256, state, actor, order_id)
      values (\(institution)::int, \(mapping), \(mappingHash), \(file), \(fileHash), 'running',
        \(actor), \(order))
      returning import_id
      """
    ).only()
    return Run(id: id, lines: 0, bytes: 0, counts: Counts())
  }

  /// Locks a run and reads how far it came, so that two processes on one file do not both go on.
  public static func progress(
    of run: UUID, institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.query(
      """
      select done_bytes from import_run
       where institution_id = \(institution)::int and import_id = \(run) for no key update
      """
    ).only()
  }

  /// Records how far a run came; `ended` as its last state.
  public static func advance(
    _ run: Run, ended: Bool, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update import_run
         set done_lines = \(run.lines), done_bytes = \(run.bytes),
             created_count = \(run.counts.created), amended_count = \(run.counts.amended),
             unchanged_count = \(run.counts.unchanged), waiting_count = \(run.counts.waiting),
             quarantined_count = \(run.counts.quarantined),
             state = case when \(ended) then 'done' else 'running' end,
             ended_at = case when \(ended) then clock_timestamp() end
       where institution_id = \(institution)::int and import_id = \(run.id)
      """)
  }

  /// Ends a run whose file cannot be read as a whole.
  public static func refuse(
    _ run: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update import_run set state = 'refused', ended_at = clock_timestamp()
       where institution_id = \(institution)::int and import_id = \(run)
      """)
  }

  /// Adds what became of rows.
  public static func add(
    _ outcomes: [Outcome], to run: UUID, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into import_row
        (institution_id, import_id, line, place, outcome, code, column_name, reason, waits_for,
         record)
      select \(institution)::int, \(run), n.line, n.place, n.outcome, n.code, n.column_name,
             n.reason, n.waits_for, n.record::json
        from unnest(\(outcomes.map(\.line)), \(outcomes.map { Int32($0.place) }),
          \(outcomes.map(\.kind.rawValue)), \(outcomes.map(\.code)), \(outcomes.map(\.column)),
          \(outcomes.map(\.reason)), \(outcomes.map(\.waitsFor)), \(outcomes.map(\.record)))
          as n (line, place, outcome, code, column_name, reason, waits_for, record)
      """)
  }

  /// A record that waits.
  public struct Waiting: Sendable {
    /// The run it belongs to.
    public var run: UUID
    /// Its line.
    public var line: Int
    /// Its place in the row.
    public var place: Int
    /// The record as JSON text.
    public var record: String
  }

  /// Up to `limit` records that wait for one of these, locked so that one import takes each.
  public static func waiting(
    for names: [String], limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Waiting] {
    try transaction.query(
      """
      select import_id, line, place, record::text from import_row
       where institution_id = \(institution)::int and outcome = 'waiting'
         and waits_for = any(\(names))
       order by import_id, line, place limit \(limit)
         for no key update skip locked
      """
    ).map { row in
      Waiting(
        run: try row.next(), line: try row.next(), place: Int(try row.next(Int32.self)),
        record: try row.next())
    }
  }

  /// Records what became of records that waited; one that still waits may wait for another thing.
  public static func resolve(
    _ resolved: [(Waiting, Outcome)], of institution: Int, in transaction: Transaction
  ) throws {
    guard !resolved.isEmpty else { return }
    try transaction.execute(
      """
      update import_row r
         set outcome = n.outcome, code = n.code, reason = n.reason, waits_for = n.waits_for
        from unnest(\(resolved.map(\.0.run)), \(resolved.map(\.0.line)),
          \(resolved.map { Int32($0.0.place) }),
          \(resolved.map { $0.1.kind == .waiting || $0.1.kind == .quarantined
            ? $0.1.kind.rawValue : "resolved" }),
          \(resolved.map(\.1.code)), \(resolved.map(\.1.reason)), \(resolved.map(\.1.waitsFor)))
          as n (import_id, line, place, outcome, code, reason, waits_for)
       where r.institution_id = \(institution)::int and r.import_id = n.import_id
         and r.line = n.line and r.place = n.place
      """)
  }
}
