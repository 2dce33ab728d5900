public import Foundation
public import Postgres

extension Claims {
  /// A link as whoever follows it finds it.
  public struct Link: Sendable {
    /// Its id.
    public var id: UUID
    /// The badge.
    public var credential: UUID
    /// When it stops working.
    public var expiresAt: PostgresInstant
    /// Whether it can still be used.
    public var isLive: Bool
    /// Whether it was used.
    public var isUsed: Bool
  }

  private static let linkColumns: SQL =
    """
    k.link_id, k.credential_id, k.expires_at,
    k.ended_at is null and k.expires_at > clock_timestamp(), k.ending is not distinct from 'used'
    """

  /// Makes the link that a message brings, in place of the badge's others, or gives it another
  /// secret when the message is sent again; nil when the link has ended, or when a message that was
  /// queued later brings another one.
  public static func link(
    _ id: UUID, to credential: UUID, secretSHA256: [UInt8], days: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> Link? {
    _ = try transaction.query(
      """
      select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(
        \("claim:\(institution):\(credential.uuidString)"), 0))
      """)
    let isReplaced: Bool = try transaction.query(
      """
      select exists (
        select from outbox mine
          join outbox later on later.institution_id = mine.institution_id
           and later.subject_id = mine.subject_id
           and (later.created_at, later.outbox_id) > (mine.created_at, mine.outbox_id)
         where mine.institution_id = \(institution)::int and mine.outbox_id = \(id)
           and later.kind = any(\([Outbox.Kind.earned, .link].map(\.rawValue)))
           and later.dead_at is null and later.dropped_at is null)
      """
    ).only()
    guard !isReplaced else { return nil }
    try end(linksTo: credential, except: id, of: institution, in: transaction)
    try transaction.execute(
      """
      insert into claim_link (institution_id, link_id, credential_id, expires_at)
      values (\(institution)::int, \(id), \(credential),
        clock_timestamp() + make_interval(days => \(days)::int))
      on conflict (institution_id, link_id) do nothing
      """)
    try transaction.execute(
      """
      insert into claim_secret (institution_id, secret_sha256, link_id)
      values (\(institution)::int, \(secretSHA256), \(id))
      """)
    let link = try self.link(secretSHA256: secretSHA256, of: institution, in: transaction)
    return link.flatMap { $0.isLive ? $0 : nil }
  }

  /// Ends the live links to a badge: another one takes their place.
  public static func end(
    linksTo credential: UUID, except id: UUID? = nil, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update claim_link set ended_at = clock_timestamp(), ending = 'replaced'
       where institution_id = \(institution)::int and credential_id = \(credential)
         and ended_at is null and link_id is distinct from \(id)::uuid
      """)
  }

  /// The link of a secret; nil when nobody made one.
  public static func link(
    secretSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Link? {
    try transaction.query(
      """
      select \(sql: linkColumns)
        from claim_secret s
        join claim_link k on k.institution_id = s.institution_id and k.link_id = s.link_id
       where s.institution_id = \(institution)::int and s.secret_sha256 = \(secretSHA256)
      """
    ).first { row in try link(&row) }
  }

  /// Uses a link up; false when it was used, replaced or too old: of several at once one succeeds.
  public static func use(
    _ id: UUID, receiptSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update claim_link
         set ended_at = clock_timestamp(), ending = 'used', receipt_sha256 = \(receiptSHA256),
             receipt_until = clock_timestamp() + interval '1 hour'
       where institution_id = \(institution)::int and link_id = \(id)
         and ended_at is null and expires_at > clock_timestamp()
      """) > 0
  }

  /// The badge that somebody answered a moment ago; nil when the receipt is too old.
  public static func credential(
    receiptSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select credential_id from claim_link
       where institution_id = \(institution)::int and receipt_sha256 = \(receiptSHA256)
         and receipt_until > clock_timestamp()
      """
    ).first { row in try row.next() }
  }

  /// How claiming a badge stands, for staff and for the learner.
  public struct Standing: Sendable {
    /// Whether the learner accepted it; nil while there is no answer.
    public var isAccepted: Bool?
    /// When the learner answered.
    public var answeredAt: PostgresInstant?
    /// Until when the link works that was sent last; nil when none does.
    public var linkUntil: PostgresInstant?
    /// Where the last message with a link stands; nil when none was queued.
    public var message: Outbox.State?
  }

  /// How claiming the badge of an award stands.
  public static func standing(
    ofAward award: UUID, institution: Int, in transaction: Transaction
  ) throws -> Standing? {
    try transaction.query(
      """
      select w.accepted, w.answered_at, k.expires_at, o.state
        from (select institution_id, credential_id from credential
               where institution_id = \(institution)::int and award_id = \(award) limit 1) c
        left join lateral (
          select accepted, answered_at from claim_answer w
           where w.institution_id = c.institution_id and w.credential_id = c.credential_id
           order by number desc limit 1) w on true
        left join claim_link k on k.institution_id = c.institution_id
         and k.credential_id = c.credential_id and k.ended_at is null
         and k.expires_at > clock_timestamp()
        left join lateral (
          select case when sent_at is not null then 'sent' when dead_at is not null then 'dead'
                      when dropped_at is not null then 'dropped' else 'waiting' end as state
            from outbox o
           where o.institution_id = c.institution_id and o.subject_id = c.credential_id
             and o.kind = any(\([Outbox.Kind.earned, .link].map(\.rawValue)))
           order by created_at desc limit 1) o on true
      """
    ).first { row in
      Standing(
        isAccepted: try row.next(), answeredAt: try row.next(), linkUntil: try row.next(),
        message: (try row.next(String?.self)).flatMap(Outbox.State.init))
    }
  }

  private static func link(_ row: inout Row) throws -> Link {
    Link(
      id: try row.next(), credential: try row.next(), expiresAt: try row.next(),
      isLive: try row.next(), isUsed: try row.next())
  }
}
