public import Foundation
public import Postgres

/// Somebody who signs in.
public struct Person: Hashable, Sendable {
  /// The person's id.
  public var id: UUID
  /// Issuer and subject of the sign-in, as one text.
  public var subject: String
  /// The name that the sign-in gave.
  public var name: String
  /// The e-mail address that the sign-in gave.
  public var email: String?
  /// The learner that the person is.
  public var learner: UUID?
}

/// Rows of people and of the roles they hold.
public enum People {
  /// A role that a person holds.
  public struct Grant: Hashable, Sendable {
    /// Its id.
    public var id: UUID
    /// The role.
    public var role: String
    /// The unit it is limited to.
    public var unit: String?
    /// `here` or `sign-in`.
    public var origin: String
  }

  /// Adds a person or takes over a changed name and address; returns the person's id.
  public static func put(
    subject: String, name: String, email: String?, of institution: Int,
    in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into person as p (institution_id, subject, name, email)
      values (\(institution)::int, \(subject), \(name), \(email))
      on conflict (institution_id, subject) do update
        set name = excluded.name, email = excluded.email
      returning person_id
      """
    ).only()
  }

  /// Adds a person who has not signed in yet and returns the id.
  public static func add(
    subject: String, name: String, email: String?, of institution: Int,
    in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into person (institution_id, subject, name, email)
      values (\(institution)::int, \(subject), \(name), \(email)) returning person_id
      """
    ).only()
  }

  /// The person of a sign-in; nil when there is none.
  public static func find(
    subject: String, of institution: Int, in transaction: Transaction
  ) throws -> UUID? {
    try transaction.query(
      """
      select person_id from person
       where institution_id = \(institution)::int and subject = \(subject)
      """
    ).first { row in try row.next() }
  }

  /// Says which learner a person is.
  public static func link(
    _ person: UUID, to learner: UUID?, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update person set learner_id = \(learner)
       where institution_id = \(institution)::int and person_id = \(person)
         and learner_id is distinct from \(learner)
      """)
  }

  /// One person; nil when there is none of that id.
  public static func one(
    _ person: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Person? {
    try transaction.query(
      """
      select p.person_id, p.subject, p.name, p.email, coalesce(l.merged_into, l.learner_id)
        from person p
        left join learner l
          on l.institution_id = p.institution_id and l.learner_id = p.learner_id
       where p.institution_id = \(institution)::int and p.person_id = \(person)
      """
    ).first { row in try read(&row) }
  }

  /// Up to `limit` people after an id, by their ids.
  public static func page(
    after last: UUID?, limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Person] {
    try transaction.query(
      """
      select p.person_id, p.subject, p.name, p.email, coalesce(l.merged_into, l.learner_id)
        from person p
        left join learner l
          on l.institution_id = p.institution_id and l.learner_id = p.learner_id
       where p.institution_id = \(institution)::int
         and (\(last)::uuid is null or p.person_id > \(last))
       order by p.person_id limit \(limit)
      """
    ).map { row in try read(&row) }
  }

  private static func read(_ row: inout Row) throws -> Person {
    Person(
      id: try row.next(), subject: try row.next(), name: try row.next(), email: try row.next(),
      learner: try row.next())
  }

  /// The roles that a person holds now.
  public static func grants(
    of person: UUID, institution: Int, in transaction: Transaction
  ) throws -> [Grant] {
    try transaction.query(
      """
      select role_grant_id, role, unit, origin from role_grant
       where institution_id = \(institution)::int and person_id = \(person) and ended_at is null
       order by role, unit
      """
    ).map { row in
      Grant(
        id: try row.next(), role: try row.next(), unit: try row.next(), origin: try row.next())
    }
  }

  /// Whether a person other than this one holds the role without a limit; whoever else gives up
  /// such a grant waits until this transaction ends.
  public static func isHeld(
    _ role: String, byAnotherThan person: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    let holders: [UUID] = try transaction.query(
      """
      select person_id from role_grant
       where institution_id = \(institution)::int and role = \(role) and unit is null
         and ended_at is null
       order by role_grant_id for no key update
      """
    ).column()
    return holders.contains { $0 != person }
  }

  /// Gives a person a role.
  public static func grant(
    _ role: String, unit: String?, to person: UUID, origin: String, reason: String,
    of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> UUID {
    try transaction.query(
      """
      insert into role_grant (institution_id, person_id, role, unit, origin, granted_by, reason)
      values (\(institution)::int, \(person), \(role), \(unit), \(origin), \(actor), \(reason))
      returning role_grant_id
      """
    ).only()
  }

  /// Takes a role away; false when there is no such grant, or when it had ended.
  public static func end(
    _ grant: UUID, of institution: Int, by actor: String, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update role_grant set ended_at = clock_timestamp(), ended_by = \(actor)
       where institution_id = \(institution)::int and role_grant_id = \(grant)
         and ended_at is null
      """) > 0
  }

  /// These units and all that are part of them.
  public static func within(
    units: [String], of institution: Int, in transaction: Transaction
  ) throws -> [String: Set<String>] {
    guard !units.isEmpty else { return [:] }
    var within: [String: Set<String>] = [:]
    try transaction.query(
      """
      with recursive part (top, code) as (
        select code, code from unit
         where institution_id = \(institution)::int and code = any(\(units))
        union
        select part.top, unit.code from part
          join unit on unit.institution_id = \(institution)::int and unit.part_of = part.code)
      select top, code from part
      """
    ).forEach { row in
      within[try row.next(String.self), default: []].insert(try row.next(String.self))
    }
    return within
  }
}
