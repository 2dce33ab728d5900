import Foundation
public import Postgres

/// Rows of the systems that get the feed.
public enum FeedConsumers {
  /// A system that gets the feed, as an operator declared it.
  public struct Consumer: Hashable, Sendable {
    /// Its name, unique in the institution: `banner`.
    public var name: String
    /// What it is called on pages.
    public var title: String
    /// The file that declares it, byte for byte; secrets stand in files that it names.
    public var source: String
    /// The name of the profile in which its batches are written.
    public var profile: String
    /// That profile's version, as 64 hexadecimal digits; nil for one that only reads the feed.
    public var profileVersion: String?
    /// Whether what it gets is a test.
    public var isTest: Bool
    /// The units whose programs it gets; nil for all.
    public var units: [String]?
    /// The codes of the programs that it gets; nil for all.
    public var programs: [String]?
    /// The names of tokens that may read its feed, move its cursor and acknowledge.
    public var clients: [String]

    /// Makes a consumer.
    public init(
      name: String, title: String, source: String, profile: String, profileVersion: String?,
      isTest: Bool, units: [String]?, programs: [String]?, clients: [String]
    ) {
      self.name = name
      self.title = title
      self.source = source
      self.profile = profile
      self.profileVersion = profileVersion
      self.isTest = isTest
      self.units = units
      self.programs = programs
      self.clients = clients
    }
  }

  /// A consumer with how far it is.
  public struct Standing: Hashable, Sendable {
    /// The consumer.
    public var consumer: Consumer
    /// The last position that it says it has.
    public var cursor: Int
    /// When it said so.
    public var cursorAt: PostgresInstant?
    /// When it was ended; it gets nothing any more.
    public var endedAt: PostgresInstant?
    /// When it was declared or changed last.
    public var changedAt: PostgresInstant
  }

  /// Declares a consumer, or declares it anew; its cursor stays.
  public static func put(
    _ consumer: Consumer, by actor: String, of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into feed_consumer
        (institution_id, consumer, title, source, profile, profile_version, is_test, units,
         programs, clients, changed_by)
      values (\(institution)::int, \(consumer.name), \(consumer.title), \(consumer.source),
        \(consumer.profile), \(consumer.profileVersion), \(consumer.isTest), \(consumer.units),
        \(consumer.programs), \(consumer.clients), \(actor))
      on conflict on constraint feed_consumer_key do update
        set title = excluded.title, source = excluded.source, profile = excluded.profile,
            profile_version = excluded.profile_version, is_test = excluded.is_test,
            units = excluded.units, programs = excluded.programs, clients = excluded.clients,
            ended_at = null, changed_at = clock_timestamp(), changed_by = excluded.changed_by,
            -- what it has when it goes to production is meant from then on
            delivered_position = case when excluded.is_test then feed_consumer.delivered_position
              else greatest(feed_consumer.delivered_position, feed_consumer.cursor_position) end
      """)
  }

  private static let columns: SQL =
    """
    c.consumer, c.title, c.source, c.profile, c.profile_version, c.is_test, c.units, c.programs,
    c.clients, c.cursor_position, c.cursor_at, c.ended_at, c.changed_at
    """

  private static func read(_ row: inout Row) throws -> Standing {
    Standing(
      consumer: Consumer(
        name: try row.next(), title: try row.next(), source: try row.next(),
        profile: try row.next(), profileVersion: try row.next(), isTest: try row.next(),
        units: try row.next(), programs: try row.next(), clients: try row.next()),
      cursor: try row.next(), cursorAt: try row.next(), endedAt: try row.next(),
      changedAt: try row.next())
  }

  /// All consumers, by name.
  public static func all(
    of institution: Int, in transaction: Transaction
  ) throws -> [Standing] {
    try transaction.query(
      """
      select \(sql: columns) from feed_consumer c
       where c.institution_id = \(institution)::int
       order by c.consumer
      """
    ).map { row in try read(&row) }
  }

  /// One consumer, locked until the transaction ends where asked; nil when there is none.
  public static func one(
    _ name: String, locking isLocked: Bool = false, of institution: Int,
    in transaction: Transaction
  ) throws -> Standing? {
    try transaction.query(
      """
      select \(sql: columns) from feed_consumer c
       where c.institution_id = \(institution)::int and c.consumer = \(name)
       \(sql: isLocked ? "for no key update" : "")
      """
    ).first { row in try read(&row) }
  }

  /// Keeps the text of a profile, so that what was written in it can be written again for ever.
  public static func keep(
    profile: String, version: String, source: String, by actor: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into feed_profile (institution_id, version, profile, source, added_by)
      values (\(institution)::int, \(version), \(profile), \(source), \(actor))
      on conflict on constraint feed_profile_key do nothing
      """)
  }

  /// The text of a profile's version; nil when it was never used.
  public static func profile(
    _ version: String, of institution: Int, in transaction: Transaction
  ) throws -> String? {
    try transaction.query(
      """
      select source from feed_profile
       where institution_id = \(institution)::int and version = \(version)
      """
    ).first { row in try row.next() }
  }
}
