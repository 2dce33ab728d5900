public import Foundation
public import Postgres

/// Rows of sign-ins: those that were begun, and the sessions that came of them.
public enum Sessions {
  /// Keeps a sign-in that was begun until its state comes back.
  public static func begin(
    stateSHA256: [UInt8], pending: String, returnTo: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      delete from pending_sign_in
       where institution_id = \(institution)::int
         and begun_at < clock_timestamp() - interval '10 minutes'
      """)
    try transaction.execute(
      """
      insert into pending_sign_in (institution_id, state_sha256, pending, return_to)
      values (\(institution)::int, \(stateSHA256), \(pending)::json, \(returnTo))
      """)
  }

  /// Takes a sign-in up, once and within ten minutes; nil when there is none of that state.
  public static func takeUp(
    stateSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> (pending: String, returnTo: String)? {
    try transaction.query(
      """
      delete from pending_sign_in
       where institution_id = \(institution)::int and state_sha256 = \(stateSHA256)
         and begun_at > clock_timestamp() - interval '10 minutes'
      returning pending::text, return_to
      """
    ).first { row in (try row.next(), try row.next()) }
  }

  /// Opens a session that lasts for so many seconds, and removes those that are over.
  public static func open(
    sha256: [UInt8], person: UUID, lasting seconds: Int, idToken: String?,
    providerSession: String?, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      delete from web_session
       where institution_id = \(institution)::int and expires_at < clock_timestamp()
      """)
    try transaction.execute(
      """
      insert into web_session
        (institution_id, session_sha256, person_id, expires_at, id_token, provider_session)
      values (\(institution)::int, \(sha256), \(person),
        clock_timestamp() + make_interval(secs => \(seconds)::int), \(idToken),
        \(providerSession))
      """)
  }

  /// Whose session it is; nil when there is none of that hash, or when it is over.
  public static func person(
    sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select person_id from web_session
       where institution_id = \(institution)::int and session_sha256 = \(sha256)
         and expires_at > clock_timestamp()
      """
    ).first { row in try row.next() }
  }

  /// Ends a session and returns the ID token it was opened with; nil when there was no session.
  public static func end(
    sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> String?? {
    try transaction.query(
      """
      delete from web_session
       where institution_id = \(institution)::int and session_sha256 = \(sha256)
      returning id_token
      """
    ).first { row in try row.next(String?.self) }
  }

  /// Ends sessions as the identity provider asks: those of its own session, or all of a person.
  public static func end(
    subject: String?, providerSession: String?, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from web_session s
       where s.institution_id = \(institution)::int
         and (\(providerSession)::text is null or s.provider_session = \(providerSession))
         and (\(subject)::text is null or exists (
           select from person p
            where p.institution_id = s.institution_id and p.person_id = s.person_id
              and p.subject = \(subject)))
         and (\(providerSession)::text is not null or \(subject)::text is not null)
      """)
  }

  /// Notes a message that counts once; false when it was seen before.
  public static func isFirst(
    message: String, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      insert into seen_message (institution_id, message_id)
      values (\(institution)::int, \(message)) on conflict do nothing
      """) > 0
  }

  /// Removes sessions that are over, so many at most; the number removed.
  @Sendable public static func forget(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from web_session
       where (institution_id, session_sha256) in (
         select institution_id, session_sha256 from web_session
          where institution_id = \(institution)::int and expires_at < clock_timestamp()
          order by expires_at limit \(limit))
      """)
  }

  /// Removes sign-ins that nobody took up in their ten minutes, so many at most; the number removed.
  @Sendable public static func forgetBegun(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from pending_sign_in
       where (institution_id, state_sha256) in (
         select institution_id, state_sha256 from pending_sign_in
          where institution_id = \(institution)::int
            and begun_at < clock_timestamp() - interval '10 minutes'
          order by begun_at limit \(limit))
      """)
  }

  /// Removes names of messages that were seen a month ago, so many at most; the number removed. By
  /// then the messages themselves are too old to be taken.
  @Sendable public static func forgetSeen(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from seen_message
       where (institution_id, message_id) in (
         select institution_id, message_id from seen_message
          where institution_id = \(institution)::int
            and seen_at < clock_timestamp() - interval '30 days'
          order by seen_at limit \(limit))
      """)
  }
}
