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
    /// The signed document.
    public var document: [UInt8]

    /// Makes a new badge.
    public init(
      id: UUID, revision: Int = 1, award: UUID, status: StatusEntry, document: [UInt8]
    ) {
      self.id = id
      self.revision = revision
      self.award = award
      self.status = status
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
    _ new: [New], key: String, validFrom: PostgresInstant, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into credential
        (institution_id, credential_id, revision, award_id, key_id, valid_from, status_list,
         status_index, document)
      select \(institution)::int, n.credential_id, n.revision, n.award_id, \(key), \(validFrom),
             n.status_list, n.status_index, n.document
        from unnest(\(new.map(\.id)), \(new.map { Int32($0.revision) }), \(new.map(\.award)),
          \(new.map { Int32($0.status.list) }), \(new.map { Int32($0.status.index) }),
          \(new.map(\.document)))
          as n (credential_id, revision, award_id, status_list, status_index, document)
      """)
  }

  /// The latest revisions of the badges of awards, by award: id, revision and place on a list.
  public static func latest(
    of awards: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: (id: UUID, revision: Int, status: StatusEntry)] {
    var latest: [UUID: (id: UUID, revision: Int, status: StatusEntry)] = [:]
    try transaction.query(
      """
      select award_id, credential_id, revision, status_list, status_index from credential
       where institution_id = \(institution)::int and award_id = any(\(awards))
       order by revision
      """
    ).forEach { row in
      latest[try row.next(UUID.self)] = (
        try row.next(), Int(try row.next(Int32.self)),
        StatusEntry(list: Int(try row.next(Int32.self)), index: Int(try row.next(Int32.self)))
      )
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

  /// The indices of a list whose award was revoked; nil when there is no such list.
  public static func revoked(
    on list: Int, of institution: Int, in transaction: Transaction
  ) throws -> [Int]? {
    let exists: Bool = try transaction.query(
      """
      select exists (select from credential
        where institution_id = \(institution)::int and status_list = \(Int32(clamping: list)))
      """
    ).only()
    guard exists else { return nil }
    return try transaction.query(
      """
      select c.status_index
        from award_revocation r
        join credential c on c.institution_id = r.institution_id and c.award_id = r.award_id
       where r.institution_id = \(institution)::int and c.status_list = \(Int32(clamping: list))
         and not exists (
           select from credential later
            where later.institution_id = c.institution_id
              and later.credential_id = c.credential_id and later.revision > c.revision)
       order by c.status_index
      """
    ).map { row in Int(try row.next(Int32.self)) }
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
