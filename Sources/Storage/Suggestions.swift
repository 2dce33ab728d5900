public import Foundation
public import Postgres

/// Rows of what the public suggests.
public enum Suggestions {
  /// What somebody wrote into the form.
  public struct New: Hashable, Sendable {
    /// What the program could be called.
    public var title: String
    /// What it would be for.
    public var purpose: String
    /// Who would earn it.
    public var audience: String
    /// Who suggests it, where that was told.
    public var contactName: String?
    /// Where to write to, where that was allowed.
    public var contactEmail: String?

    /// Makes a suggestion.
    public init(
      title: String, purpose: String, audience: String, contactName: String? = nil,
      contactEmail: String? = nil
    ) {
      self.title = title
      self.purpose = purpose
      self.audience = audience
      self.contactName = contactName
      self.contactEmail = contactEmail
    }
  }

  /// A suggestion as staff see it.
  public struct Listed: Sendable {
    /// Its id.
    public var id: UUID
    /// What was written.
    public var text: New
    /// How often it came on its day.
    public var times: Int
    /// `received`, `taken up` or `declined`.
    public var state: String
    /// When it came.
    public var receivedAt: PostgresInstant
    /// The code of the program that it became.
    public var program: String?
    /// Who decided, when and why.
    public var decision: (by: String, at: PostgresInstant, reason: String)?
  }

  /// Keeps a suggestion; the same text of the same day only counts up.
  public static func add(
    _ new: New, textSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into suggestion as s
        (institution_id, title, purpose, audience, contact_name, contact_email, text_sha256)
      values (\(institution)::int, \(new.title), \(new.purpose), \(new.audience),
        \(new.contactName), \(new.contactEmail), \(textSHA256))
      on conflict (institution_id, text_sha256, received_on) do update
        set times = least(s.times + 1, 1000000)
      """)
  }

  /// Whether this text has come today.
  public static func hasCome(
    textSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from suggestion
         where institution_id = \(institution)::int and text_sha256 = \(textSHA256)
           and received_on = (clock_timestamp() at time zone 'UTC')::date)
      """
    ).only()
  }

  /// How many came in the last hour.
  public static func recent(of institution: Int, in transaction: Transaction) throws -> Int {
    try transaction.query(
      """
      select count(*) from suggestion
       where institution_id = \(institution)::int
         and received_at > clock_timestamp() - interval '1 hour'
      """
    ).only()
  }

  /// Up to `limit` suggestions after a place, in the order in which they came.
  public static func page(
    state: String?, after place: (PostgresInstant, UUID)?, limit: Int, of institution: Int,
    in transaction: Transaction
  ) throws -> [Listed] {
    try transaction.query(
      """
      select \(sql: columns)
       where s.institution_id = \(institution)::int
         and (\(state)::text is null or s.state = \(state))
         and (\(place?.0)::timestamptz is null
           or (s.received_at, s.suggestion_id) > (\(place?.0), \(place?.1)))
       order by s.received_at, s.suggestion_id limit \(limit)
      """
    ).map { row in try listed(&row) }
  }

  /// One suggestion; nil when there is none. It waits for whoever decides it at the moment.
  public static func locked(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Listed? {
    try transaction.query(
      """
      select \(sql: columns)
       where s.institution_id = \(institution)::int and s.suggestion_id = \(id)
         for no key update of s
      """
    ).first { row in try listed(&row) }
  }

  /// Notes what became of a suggestion.
  public static func decide(
    _ id: UUID, as state: String, program: UUID?, reason: String, by actor: String,
    of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update suggestion
         set state = \(state), program_id = \(program), reason = \(reason),
             decided_by = \(actor), decided_at = clock_timestamp()
       where institution_id = \(institution)::int and suggestion_id = \(id)
      """)
  }

  /// Removes names and addresses a year after they came, so many at most; the number removed.
  @Sendable public static func forgetContacts(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      update suggestion set contact_name = null, contact_email = null
       where (institution_id, suggestion_id) in (
         select institution_id, suggestion_id from suggestion
          where institution_id = \(institution)::int
            and (contact_name is not null or contact_email is not null)
            and received_at < clock_timestamp() - interval '1 year'
          order by received_at limit \(limit))
      """)
  }

  /// What signs the forms of the institution; `fresh` becomes it where there is none yet.
  public static func secret(
    orElse fresh: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> [UInt8] {
    try transaction.execute(
      """
      insert into form_secret (institution_id, secret) values (\(institution)::int, \(fresh))
      on conflict do nothing
      """)
    return try transaction.query(
      "select secret from form_secret where institution_id = \(institution)::int"
    ).only()
  }

  private static let columns: SQL =
    """
    s.suggestion_id, s.title, s.purpose, s.audience, s.contact_name, s.contact_email, s.times,
    s.state, s.received_at, p.code, s.decided_by, s.decided_at, s.reason
      from suggestion s
      left join program p
        on p.institution_id = s.institution_id and p.program_id = s.program_id
    """

  private static func listed(_ row: inout Row) throws -> Listed {
    var listed = Listed(
      id: try row.next(),
      text: New(
        title: try row.next(), purpose: try row.next(), audience: try row.next(),
        contactName: try row.next(), contactEmail: try row.next()),
      times: Int(try row.next(Int32.self)), state: try row.next(), receivedAt: try row.next(),
      program: try row.next())
    let actor = try row.next(String?.self)
    let at = try row.next(PostgresInstant?.self)
    let reason = try row.next(String?.self)
    if let actor, let at, let reason { listed.decision = (actor, at, reason) }
    return listed
  }
}
