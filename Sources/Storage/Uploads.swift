public import Foundation
public import Postgres

/// An uploaded file by its content.
public struct Upload: Sendable {
  /// Whether it may be used.
  public enum State: String, CaseIterable, Sendable {
    /// It waits for the scanner.
    case quarantined
    /// The scanner found nothing.
    case clean
    /// No scanner was configured when it came.
    case unscanned
    /// The scanner found something.
    case infected
  }

  /// SHA-256 of the content.
  public var sha256: [UInt8]
  /// What kind of content it is.
  public var mediaType: String
  /// Its length.
  public var bytes: Int
  /// Whether it may be used.
  public var state: State
  /// When it came first.
  public var uploadedAt: PostgresInstant
  /// When it was scanned.
  public var scannedAt: PostgresInstant?
}

/// Rows of uploads and of who brought them.
public enum Uploads {
  /// Adds an upload, or finds the one of the same content, and notes who brought it. What came
  /// before there was a scanner is scanned when it comes again.
  public static func add(
    _ sha256: [UInt8], mediaType: String, bytes: Int, state: Upload.State, of institution: Int,
    by actor: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into upload (institution_id, content_sha256, media_type, bytes, state, uploaded_by)
      values (\(institution)::int, \(sha256), \(mediaType), \(Int64(bytes)), \(state.rawValue),
        \(actor))
      on conflict (institution_id, content_sha256) do update
        set state = excluded.state, next_try = clock_timestamp(), attempts = 0
        where upload.state = 'unscanned' and excluded.state = 'quarantined'
      """)
    try transaction.execute(
      """
      insert into upload_owner (institution_id, content_sha256, actor)
      values (\(institution)::int, \(sha256), \(actor)) on conflict do nothing
      """)
  }

  /// One upload; nil when nobody brought it.
  public static func one(
    _ sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Upload? {
    try transaction.query(
      """
      select content_sha256, media_type, bytes, state, uploaded_at, scanned_at from upload
       where institution_id = \(institution)::int and content_sha256 = \(sha256)
      """
    ).first { row in
      Upload(
        sha256: try row.next(), mediaType: try row.next(), bytes: Int(try row.next(Int64.self)),
        state: Upload.State(rawValue: try row.next()) ?? .quarantined, uploadedAt: try row.next(),
        scannedAt: try row.next())
    }
  }

  /// Whether somebody may see an upload: who brought it, the learner it was handed in for, and who
  /// reviews a submission that it is part of.
  public static func mayBeSeen(
    _ sha256: [UInt8], by actor: String, learner: UUID?, reviewing reach: Reach?,
    of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
          select from upload_owner o
           where o.institution_id = \(institution)::int and o.content_sha256 = \(sha256)
             and o.actor = \(actor))
        or exists (
          select from evidence_item i
            join evidence_submission s using (institution_id, submission_id, version)
            join enrollment e using (institution_id, enrollment_id)
            join learner l using (institution_id, learner_id)
            join program p using (institution_id, program_id)
           where i.institution_id = \(institution)::int and i.content_sha256 = \(sha256)
             and (coalesce(\(learner) in (l.learner_id, l.merged_into), false)
               or s.state = 'submitted' and \(sql: reach?.enrollments ?? "false")))
      """
    ).only()
  }

  /// Takes an upload that waits for the scanner; others leave it alone for five minutes. Nil when
  /// none is due.
  public static func takeUp(
    of institution: Int, in transaction: Transaction
  ) throws -> (sha256: [UInt8], attempts: Int)? {
    try transaction.query(
      """
      with due as (
        select content_sha256 from upload
         where institution_id = \(institution)::int and state = 'quarantined'
           and next_try <= clock_timestamp()
         order by next_try limit 1 for no key update skip locked)
      update upload u
         set attempts = u.attempts + 1, next_try = clock_timestamp() + interval '5 minutes'
        from due
       where u.institution_id = \(institution)::int and u.content_sha256 = due.content_sha256
      returning u.content_sha256, u.attempts
      """
    ).first { row in (try row.next(), Int(try row.next(Int32.self))) }
  }

  /// Puts the next attempt off.
  public static func putOff(
    _ sha256: [UInt8], seconds: Int, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update upload
         set next_try = clock_timestamp() + make_interval(secs => \(seconds)::int)
       where institution_id = \(institution)::int and content_sha256 = \(sha256)
         and state = 'quarantined'
      """)
  }

  /// Writes what the scanner said; false when it was written before.
  public static func settle(
    _ sha256: [UInt8], as state: Upload.State, finding: String?, of institution: Int,
    in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update upload
         set state = \(state.rawValue), finding = \(finding), scanned_at = clock_timestamp()
       where institution_id = \(institution)::int and content_sha256 = \(sha256)
         and state = 'quarantined'
      """) > 0
  }

  /// The submissions that an upload is part of.
  public static func submissions(
    with sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      select distinct submission_id from evidence_item
       where institution_id = \(institution)::int and content_sha256 = \(sha256)
      """
    ).column()
  }
}
