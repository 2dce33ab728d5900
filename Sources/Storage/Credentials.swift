public import Foundation
public import Postgres

/// Rows of signed badges and of the keys that signed them.
public enum Credentials {
  /// A new signed badge.
  public struct New: Sendable {
    /// Its id, the last part of its URL.
    public var id: UUID
    /// Counted from 1; a correction keeps the id and is the next one.
    public var revision: Int
    /// The award it is for.
    public var award: UUID
    /// Where its status is found.
    public var status: StatusEntry
    /// From when it is valid, as it says itself.
    public var validFrom: PostgresInstant
    /// The signed document.
    public var document: [UInt8]

    /// Makes a new badge.
    public init(
      id: UUID, revision: Int = 1, award: UUID, status: StatusEntry, validFrom: PostgresInstant,
      document: [UInt8]
    ) {
      self.id = id
      self.revision = revision
      self.award = award
      self.status = status
      self.validFrom = validFrom
      self.document = document
    }
  }

  /// A place on a status list.
  public struct StatusEntry: Hashable, Sendable {
    /// The number of the list.
    public var list: Int
    /// The index on it.
    public var index: Int

    /// Makes an entry.
    public init(list: Int, index: Int) {
      self.list = list
      self.index = index
    }
  }

  /// Adds badges.
  public static func add(
    _ new: [New], key: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into credential
        (institution_id, credential_id, revision, award_id, key_id, valid_from, status_list,
         status_index, document)
      select \(institution)::int, n.credential_id, n.revision, n.award_id, \(key), n.valid_from,
             n.status_list, n.status_index, n.document
        from unnest(\(new.map(\.id)), \(new.map { Int32($0.revision) }), \(new.map(\.award)),
          \(new.map { Int32($0.status.list) }), \(new.map { Int32($0.status.index) }),
          \(new.map(\.validFrom)), \(new.map(\.document)))
          as n (credential_id, revision, award_id, status_list, status_index, valid_from, document)
      """)
  }

  /// The present revision of a badge.
  public struct Latest: Sendable {
    /// Its id.
    public var id: UUID
    /// Counted from 1.
    public var revision: Int
    /// Its place on a status list.
    public var status: StatusEntry
    /// From when it is valid.
    public var validFrom: PostgresInstant
    /// When it was awarded first: corrections keep it.
    public var awardedAt: PostgresInstant
  }

  /// The latest revisions of the badges of awards, by award.
  public static func latest(
    of awards: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: Latest] {
    var latest: [UUID: Latest] = [:]
    try transaction.query(
      """
      select c.award_id, c.credential_id, c.revision, c.status_list, c.status_index, c.valid_from,
             a.awarded_at
        from credential c
        join credential f on f.institution_id = c.institution_id
          and f.credential_id = c.credential_id and f.revision = 1
        join award a on a.institution_id = f.institution_id and a.award_id = f.award_id
       where c.institution_id = \(institution)::int and c.award_id = any(\(awards))
       order by c.revision
      """
    ).forEach { row in
      latest[try row.next(UUID.self)] = Latest(
        id: try row.next(), revision: Int(try row.next(Int32.self)),
        status: StatusEntry(
          list: Int(try row.next(Int32.self)), index: Int(try row.next(Int32.self))),
        validFrom: try row.next(), awardedAt: try row.next())
    }
    return latest
  }

  /// The latest revision of a badge: the document as it was signed.
  public static func document(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> [UInt8]? {
    try transaction.query(
      """
      select document from credential
       where institution_id = \(institution)::int and credential_id = \(id)
       order by revision desc limit 1
      """
    ).first { row in try row.next() }
  }

  /// One revision of a badge: the document as it was signed.
  public static func document(
    _ id: UUID, revision: Int, of institution: Int, in transaction: Transaction
  ) throws -> [UInt8]? {
    try transaction.lookUp(
      """
      select document from credential
       where institution_id = \(institution)::int and credential_id = \(id)
         and revision = \(Int32(revision))
      """
    ).first { row in try row.next() }
  }

  /// Which of the indices are used already.
  public static func used(
    _ indices: [Int32], on list: Int, of institution: Int, in transaction: Transaction
  ) throws -> Set<Int32> {
    Set(
      try transaction.query(
        """
        select status_index from credential
         where institution_id = \(institution)::int and status_list = \(Int32(list))
           and status_index = any(\(indices)) and revision = 1
        """
      ).column())
  }

  /// A public key that signed, or signs, badges.
  public struct Key: Hashable, Sendable {
    /// The public key as a multikey.
    public var id: String
    /// Whether it signs new badges.
    public var isActive: Bool
  }

  /// The keys that sign or signed badges and still stand for them, the one made last first, as
  /// they stand at an instant; without one, by the database's clock.
  public static func keys(
    of institution: Int, at now: PostgresInstant? = nil, in transaction: Transaction
  ) throws -> [Key] {
    try SigningKeys.all(of: institution, at: now, in: transaction)
      .filter { $0.algorithm == "Ed25519" && $0.state != "disabled" }
      .map { Key(id: $0.id, isActive: $0.state == "active") }
  }
}
