public import Foundation
public import Postgres

/// Rows of what has to leave the house. A row is sent at least once, under an id that stays.
public enum Outbox {
  /// What is sent.
  public enum Kind: String, CaseIterable, Sendable {
    /// That a badge was earned, with a link to claim it.
    case earned = "mail: earned"
    /// Another link to claim a badge.
    case link = "mail: link"
    /// That a badge was revoked.
    case revoked = "mail: revoked"
  }

  /// Where a message stands.
  public enum State: String, CaseIterable, Sendable {
    /// It waits for its next try.
    case waiting
    /// It was handed over.
    case sent
    /// It cannot be delivered, and waits for an operator.
    case dead
    /// Nobody needs it any more.
    case dropped
  }

  /// A message as operators see it: no address, no content.
  public struct Message: Sendable {
    /// Its id.
    public var id: UUID
    /// What is sent.
    public var kind: String
    /// What it is about.
    public var subject: UUID?
    /// Where it stands.
    public var state: State
    /// When it was queued.
    public var createdAt: PostgresInstant
    /// How often it was tried.
    public var attempts: Int
    /// When it is tried next, where it waits.
    public var nextTry: PostgresInstant
    /// Why it was not sent, or not yet.
    public var lastError: String?
  }

  /// A message that somebody is about to send.
  public struct Taken: Sendable {
    /// Its id.
    public var id: UUID
    /// What is sent.
    public var kind: Kind
    /// The badge it is about.
    public var credential: UUID
    /// How often it was tried, this time included.
    public var attempts: Int
  }

  /// Queues a message about each badge of the awards whose learner has an e-mail address; how many.
  @discardableResult
  public static func queue(
    _ kind: Kind, about awards: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> Int {
    guard !awards.isEmpty else { return 0 }
    return try transaction.execute(
      """
      insert into outbox (institution_id, kind, payload, subject_id)
      select c.institution_id, \(kind.rawValue), '{}'::json, c.credential_id
        from credential c
        join award a on a.institution_id = c.institution_id and a.award_id = c.award_id
        join learner l on l.institution_id = a.institution_id and l.learner_id = a.learner_id
        left join learner m on m.institution_id = l.institution_id and m.learner_id = l.merged_into
       where c.institution_id = \(institution)::int and c.award_id = any(\(awards))
         and coalesce(m.email, l.email) like '_%@_%'
         and not exists (
           select from credential later
            where later.institution_id = c.institution_id
              and later.credential_id = c.credential_id and later.revision > c.revision)
      """)
  }

  /// Takes messages that are due; others leave them alone for ten minutes.
  public static func take(
    atMost limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Taken] {
    try transaction.query(
      """
      with due as (
        select outbox_id from outbox
         where institution_id = \(institution)::int and kind = any(\(Kind.allCases.map(\.rawValue)))
           and subject_id is not null and next_try <= clock_timestamp()
           and sent_at is null and dead_at is null and dropped_at is null
         order by next_try limit \(limit) for no key update skip locked)
      update outbox o
         set attempts = o.attempts + 1, next_try = clock_timestamp() + interval '10 minutes'
        from due
       where o.institution_id = \(institution)::int and o.outbox_id = due.outbox_id
      returning o.outbox_id, o.kind, o.subject_id, o.attempts
      """
    ).map { row in
      Taken(
        id: try row.next(), kind: Kind(rawValue: try row.next()) ?? .earned,
        credential: try row.next(), attempts: Int(try row.next(Int32.self)))
    }
  }

  /// Notes that a message was handed over, and to which address.
  public static func send(
    _ id: UUID, to address: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update outbox set sent_at = clock_timestamp(), sent_to = \(address), last_error = null
       where institution_id = \(institution)::int and outbox_id = \(id)
         and sent_at is null and dead_at is null and dropped_at is null
      """)
  }

  /// Puts the next try off; one that said nothing about the message does not count.
  public static func putOff(
    _ id: UUID, seconds: Int, because error: String, counts: Bool, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update outbox
         set next_try = clock_timestamp() + make_interval(secs => \(seconds)::int),
             attempts = attempts - \(counts ? 0 : 1)::int, last_error = \(error)
       where institution_id = \(institution)::int and outbox_id = \(id) and sent_at is null
      """)
  }

  /// Gives a message up until an operator sends it again.
  public static func giveUp(
    _ id: UUID, because error: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update outbox set dead_at = clock_timestamp(), last_error = \(error)
       where institution_id = \(institution)::int and outbox_id = \(id)
         and sent_at is null and dropped_at is null
      """)
  }

  /// Drops a message that nobody needs any more; false when it was sent or dropped before.
  @discardableResult
  public static func drop(
    _ id: UUID, because reason: String, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update outbox set dropped_at = clock_timestamp(), dead_at = null, last_error = \(reason)
       where institution_id = \(institution)::int and outbox_id = \(id)
         and sent_at is null and dropped_at is null
      """) > 0
  }

  /// Lets a message that was not sent have its next try now; false when it was sent or dropped.
  public static func retry(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update outbox set dead_at = null, next_try = clock_timestamp(), attempts = 0
       where institution_id = \(institution)::int and outbox_id = \(id)
         and sent_at is null and dropped_at is null
      """) > 0
  }

  /// Forgets the addresses that messages went to ninety days ago; how many.
  @Sendable public static func forgetAddresses(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      update outbox set sent_to = null
       where institution_id = \(institution)::int and outbox_id in (
         select outbox_id from outbox
          where institution_id = \(institution)::int and sent_to is not null
            and sent_at < clock_timestamp() - interval '90 days'
          order by sent_at limit \(limit))
      """)
  }
}
