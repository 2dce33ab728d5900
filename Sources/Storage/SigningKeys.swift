public import Foundation
public import Postgres

/// Rows of the keys that sign badges, or did.
public enum SigningKeys {
  /// A key as it stands at an instant.
  public struct Key: Hashable, Sendable {
    /// The name of the public key: `z6Mk…`, `rsa-…`, `p256-…`.
    public var id: String
    /// `Ed25519`, `RS256` or `ES256`.
    public var algorithm: String
    /// The public key: 32 bytes of Ed25519, 65 bytes of a point, or SubjectPublicKeyInfo of RSA.
    public var publicKey: [UInt8]
    /// `scheduled`, `active`, `passive` or `disabled`.
    public var state: String
    /// `file` or `token`.
    public var place: String
    /// When it was made.
    public var createdAt: PostgresInstant
    /// When it begins to sign; nil for at once.
    public var signsFrom: PostgresInstant?
    /// Since when somebody else may have had it.
    public var compromisedSince: PostgresInstant?
    /// What is known of that.
    public var compromiseReason: String?
  }

  /// All keys of an institution as they stand at an instant, the one made last first. A scheduled
  /// key whose time has come is the active one: it needs nobody who notices.
  public static func all(
    of institution: Int, at now: PostgresInstant?, in transaction: Transaction
  ) throws -> [Key] {
    try transaction.query(
      """
      select k.key_id, k.algorithm, k.public_key,
             case when k.state = 'scheduled' and k.signs_from <= n.now then 'active'
               when k.state = 'active' and exists (
                 select from signing_key next
                  where next.institution_id = k.institution_id and next.algorithm = k.algorithm
                    and next.state = 'scheduled' and next.signs_from <= n.now) then 'passive'
               else k.state end,
             k.place, k.created_at, k.signs_from, k.compromised_since, k.compromise_reason
        from signing_key k, (select coalesce(\(now), clock_timestamp()) as now) n
       where k.institution_id = \(institution)::int
       order by k.created_at desc, k.key_id
      """
    ).map { row in
      Key(
        id: try row.next(), algorithm: try row.next(), publicKey: try row.next(),
        state: try row.next(), place: try row.next(), createdAt: try row.next(),
        signsFrom: try row.next(), compromisedSince: try row.next(),
        compromiseReason: try row.next())
    }
  }

  /// The key that signs with an algorithm at an instant; nil when there is none.
  public static func signing(
    _ algorithm: String, of institution: Int, at now: PostgresInstant?, in transaction: Transaction
  ) throws -> Key? {
    try all(of: institution, at: now, in: transaction)
      .first { $0.state == "active" && $0.algorithm == algorithm }
  }

  /// Writes down what time has changed: scheduled keys that sign by now.
  public static func settle(
    of institution: Int, at now: PostgresInstant, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update signing_key k set state = 'passive'
       where k.institution_id = \(institution)::int and k.state = 'active' and exists (
         select from signing_key next
          where next.institution_id = k.institution_id and next.algorithm = k.algorithm
            and next.state = 'scheduled' and next.signs_from <= \(now))
      """)
    try transaction.execute(
      """
      update signing_key set state = 'active'
       where institution_id = \(institution)::int and state = 'scheduled' and signs_from <= \(now)
      """)
  }

  /// Publishes a key: scheduled, when an instant is given at which it begins to sign; else it signs
  /// at once, and the former one of its algorithm becomes passive.
  public static func add(
    _ id: String, algorithm: String, publicKey: [UInt8], place: String,
    signsFrom: PostgresInstant?, of institution: Int, by actor: String, in transaction: Transaction
  ) throws {
    if signsFrom == nil {
      try transaction.execute(
        """
        update signing_key set state = 'passive'
         where institution_id = \(institution)::int and state = 'active'
           and algorithm = \(algorithm)
        """)
    }
    try transaction.execute(
      """
      insert into signing_key
        (institution_id, key_id, algorithm, public_key, state, place, signs_from, created_by)
      values (\(institution)::int, \(id), \(algorithm), \(publicKey),
        \(signsFrom == nil ? "active" : "scheduled"), \(place), \(signsFrom), \(actor))
      """)
  }

  /// Makes a key passive: it signs no longer and stays published.
  public static func retire(
    _ id: String, at now: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update signing_key set state = 'passive', retired_at = \(now)
       where institution_id = \(institution)::int and key_id = \(id)
      """)
  }

  /// Marks a key that somebody else may have; it signs no longer.
  public static func markCompromised(
    _ id: String, since: PostgresInstant, reason: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update signing_key
         set state = 'passive', compromised_since = \(since), compromise_reason = \(reason)
       where institution_id = \(institution)::int and key_id = \(id)
      """)
  }

  /// Takes a key out of what is published.
  public static func disable(
    _ id: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update signing_key set state = 'disabled'
       where institution_id = \(institution)::int and key_id = \(id)
      """)
  }

  /// How many badges each key signed, revisions and VC-JWT counted each.
  public static func uses(
    of institution: Int, in transaction: Transaction
  ) throws -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: try transaction.query(
        """
        select u.key_id, sum(u.uses)::bigint from (
          select key_id, count(*) as uses from credential
           where institution_id = \(institution)::int group by key_id
          union all
          select key_id, count(*) from credential_jwt
           where institution_id = \(institution)::int group by key_id) u
         group by u.key_id
        """
      ).map { row in (try row.next(String.self), try row.next(Int.self)) })
  }

  /// A badge whose standing revision a key signed, as it is or as a VC-JWT.
  public struct Signed: Hashable, Sendable {
    /// Its id.
    public var credential: UUID
    /// The award that it is for.
    public var award: UUID
    /// When the revision was signed.
    public var validFrom: PostgresInstant
  }

  /// The badges whose standing revision a key signed, by id, after one.
  public static func signed(
    by key: String, after: UUID?, limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Signed] {
    try transaction.query(
      """
      select c.credential_id, c.award_id, c.valid_from
        from credential c
       where c.institution_id = \(institution)::int
         and c.credential_id > coalesce(\(after), '00000000-0000-0000-0000-000000000000')
         and (c.key_id = \(key) or exists (
           select from credential_jwt j
            where j.institution_id = c.institution_id and j.credential_id = c.credential_id
              and j.revision = c.revision and j.key_id = \(key)))
         and not exists (
           select from credential later
            where later.institution_id = c.institution_id
              and later.credential_id = c.credential_id and later.revision > c.revision)
       order by c.credential_id limit \(Int32(limit))
      """
    ).map { row in
      Signed(credential: try row.next(), award: try row.next(), validFrom: try row.next())
    }
  }

  /// How many badges ``signed(by:after:limit:of:in:)`` would list in all, and how many of them were
  /// signed from an instant on.
  public static func count(
    signedBy key: String, since: PostgresInstant, of institution: Int, in transaction: Transaction
  ) throws -> (all: Int, since: Int) {
    try transaction.query(
      """
      select count(*), count(*) filter (where c.valid_from >= \(since))
        from credential c
       where c.institution_id = \(institution)::int
         and (c.key_id = \(key) or exists (
           select from credential_jwt j
            where j.institution_id = c.institution_id and j.credential_id = c.credential_id
              and j.revision = c.revision and j.key_id = \(key)))
         and not exists (
           select from credential later
            where later.institution_id = c.institution_id
              and later.credential_id = c.credential_id and later.revision > c.revision)
      """
    ).only { row in (try row.next(), try row.next()) }
  }

  /// Waits for whoever decides about the enrollments of awards, and keeps them from it until the
  /// transaction ends.
  public static func lockEnrollments(
    of awards: [UUID], institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      select from enrollment e
       where e.institution_id = \(institution)::int and e.enrollment_id in (
         select a.enrollment_id from award a
          where a.institution_id = \(institution)::int and a.award_id = any(\(awards)))
       order by e.enrollment_id for no key update
      """)
  }
}
