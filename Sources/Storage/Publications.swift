public import Foundation
public import Microcredentials
public import Postgres

/// How a badge stands, and what of it the world may see: read anew at each request.
public struct Publication: Hashable, Sendable {
  /// The badge.
  public var credential: UUID
  /// Its latest revision.
  public var revision: Int
  /// The award that the revision is for.
  public var award: UUID
  /// The learner's record that holds the award.
  public var learner: UUID
  /// Where the award stands.
  public var state: Awards.State
  /// Since when it stands so, where it was revoked or suspended.
  public var since: PostgresInstant?
  /// What everybody is told about a revocation.
  public var publicReason: String?
  /// What the learner allows.
  public var granted: Set<Consents.Field>
  /// Whether a directory hold hides it, whatever the learner allows.
  public var isHeld: Bool
  /// Whether the learner's latest answer to it was no, which hides it too: what was allowed counts
  /// again once it is accepted.
  public var isDeclined: Bool

  /// Whether there is a page that the world may see.
  public var isPublic: Bool { granted.contains(.page) && !isHeld && !isDeclined }

  /// Whether something beside the page itself may be seen now.
  public func shows(_ field: Consents.Field) -> Bool { isPublic && granted.contains(field) }
}

/// Rows that decide what of a badge is public.
public enum Publications {
  /// Badges by their ids; one that is not there is left out.
  public static func these(
    _ credentials: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [UUID: Publication] {
    let rows = try transaction.lookUp(
      query(
        of: """
          select distinct on (credential_id) credential_id, revision, award_id from credential
           where institution_id = \(institution)::int and credential_id = any(\(credentials))
           order by credential_id, revision desc
          """, institution))
    var found: [UUID: Publication] = [:]
    for publication in try rows.map({ row in try publication(&row) }) {
      found[publication.credential] = publication
    }
    return found
  }

  /// The badges of a person's records, the one awarded last first.
  public static func of(
    learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [Publication] {
    try read(
      """
      select distinct on (c.credential_id) c.credential_id, c.revision, c.award_id
        from award a
        join credential c on c.institution_id = a.institution_id and c.award_id = a.award_id
       where a.institution_id = \(institution)::int and a.learner_id = any(\(learners))
       order by c.credential_id, c.revision desc
      """, of: institution, in: transaction)
  }

  /// The badge that is for an award now, or was.
  public static func of(
    award: UUID, institution: Int, in transaction: Transaction
  ) throws -> Publication? {
    try read(
      """
      select c.credential_id, c.revision, c.award_id from credential c
       where c.institution_id = \(institution)::int
         and c.credential_id = (
           select b.credential_id from credential b
            where b.institution_id = \(institution)::int and b.award_id = \(award) limit 1)
       order by c.revision desc limit 1
      """, of: institution, in: transaction
    ).first
  }

  /// Which of these awards have a field of their badge allowed by their learners.
  public static func granting(
    _ field: Consents.Field, of awards: [UUID], institution: Int, in transaction: Transaction
  ) throws -> Set<UUID> {
    guard !awards.isEmpty else { return [] }
    let publications = try read(
      """
      select distinct on (c.award_id) c.credential_id, c.revision, c.award_id from credential c
       where c.institution_id = \(institution)::int and c.award_id = any(\(awards))
       order by c.award_id, c.revision desc
      """, of: institution, in: transaction)
    return Set(publications.filter { $0.granted.contains(field) }.map(\.award))
  }

  private static func read(
    _ badges: SQL, of institution: Int, in transaction: Transaction
  ) throws -> [Publication] {
    try transaction.query(query(of: badges, institution)).map { row in try publication(&row) }
  }

  private static func query(of badges: SQL, _ institution: Int) -> SQL {
    """
    select b.credential_id, b.revision, a.award_id, a.learner_id, r.kind, r.revoked_at,
           r.public_reason, coalesce(s.suspended, false), s.recorded_at, \(sql: consents),
           \(sql: held), \(sql: declined)
      from (\(sql: badges)) b
      join award a on a.institution_id = \(institution)::int and a.award_id = b.award_id
     cross join lateral (
       select array(
         select o.learner_id
           from learner l
           join learner o on o.institution_id = l.institution_id
            and coalesce(l.merged_into, l.learner_id) in (o.learner_id, o.merged_into)
          where l.institution_id = a.institution_id and l.learner_id = a.learner_id) as records
       ) person
      left join award_revocation r
        on r.institution_id = a.institution_id and r.award_id = a.award_id
      left join lateral (
       select s.suspended, s.recorded_at from award_suspension s
        where s.institution_id = a.institution_id and s.award_id = a.award_id
        order by s.number desc limit 1) s on true
     order by a.awarded_at desc, a.award_id
    """
  }

  /// A correction keeps the badge: what was allowed for the award before it still counts.
  private static let consents: SQL =
    """
    (select coalesce(array_agg(f.field) filter (where f.granted), '{}')
       from (
         select distinct on (n.field) n.field, n.granted from consent n
          where n.institution_id = a.institution_id and n.learner_id = any (person.records)
            and (n.award_id is null or n.award_id in (
              select c.award_id from credential c
               where c.institution_id = a.institution_id and c.credential_id = b.credential_id))
          order by n.field, n.award_id is null, n.recorded_at desc, n.consent_id desc) f)
    """

  /// A hold on any record of the person hides all of them.
  private static let held: SQL =
    """
    exists (
      select from unnest(person.records) as o (learner_id)
       cross join lateral (
         select h.placed from hold h
          where h.institution_id = a.institution_id and h.learner_id = o.learner_id
            and h.kind = 'directory'
          order by h.recorded_at desc, h.hold_id desc limit 1) h
       where h.placed)
    """

  /// The latest answer counts; a badge without one was not declined.
  private static let declined: SQL =
    """
    coalesce((
      select not w.accepted from claim_answer w
       where w.institution_id = a.institution_id and w.credential_id = b.credential_id
       order by w.number desc limit 1), false)
    """

  private static func publication(_ row: inout Row) throws -> Publication {
    let (credential, revision): (UUID, Int32) = (try row.next(), try row.next())
    let (award, learner): (UUID, UUID) = (try row.next(), try row.next())
    let ending = try row.next(String?.self)
    let endedAt = try row.next(PostgresInstant?.self)
    let publicReason = try row.next(String?.self)
    let isSuspended = try row.next(Bool.self)
    let suspendedAt = try row.next(PostgresInstant?.self)
    let state = ending.map { Awards.State(rawValue: $0) ?? .revoked }
    return Publication(
      credential: credential, revision: Int(revision), award: award, learner: learner,
      state: state ?? (isSuspended ? .suspended : .live),
      since: endedAt ?? (isSuspended ? suspendedAt : nil), publicReason: publicReason,
      granted: Set(try row.next([String].self).compactMap(Consents.Field.init)),
      isHeld: try row.next(), isDeclined: try row.next())
  }

  /// What of a badge stays as it is while its revision does.
  public struct Content: Sendable {
    /// The signed document.
    public var document: [UInt8]
    /// The learner's name when it was awarded.
    public var name: String
    /// The day on which it was earned.
    public var earnedOn: Day
    /// When it was awarded.
    public var awardedAt: PostgresInstant
    /// When this revision was signed.
    public var signedAt: PostgresInstant
    /// The decision it was made from, as JSON text.
    public var decision: String
    /// The number of its status list.
    public var statusList: Int
  }

  /// The content of one revision.
  public static func content(
    of publication: Publication, institution: Int, in transaction: Transaction
  ) throws -> Content? {
    try transaction.query(
      """
      select c.document, a.name_at_award, a.earned_on, a.awarded_at, c.valid_from,
             a.decision::text, c.status_list
        from credential c
        join award a on a.institution_id = c.institution_id and a.award_id = c.award_id
       where c.institution_id = \(institution)::int
         and c.credential_id = \(publication.credential)
         and c.revision = \(Int32(publication.revision))
      """
    ).first { row in
      Content(
        document: try row.next(), name: try row.next(), earnedOn: try row.day(),
        awardedAt: try row.next(), signedAt: try row.next(), decision: try row.next(),
        statusList: Int(try row.next(Int32.self)))
    }
  }
}
