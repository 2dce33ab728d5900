public import Foundation
public import Microcredentials
public import Postgres

/// Rows of batches: what a consumer gets at one time, from position to position.
public enum FeedBatches {
  /// Where a batch stands.
  public enum State: String, CaseIterable, Sendable {
    /// Its positions are fixed; it waits for the registrar.
    case prepared
    /// It is the registrar's word, and never changes.
    case released
    /// It was given up; its positions come in the next one.
    case discarded
  }

  /// The totals of a batch as its trailer says them.
  public struct Totals: Hashable, Sendable {
    /// Rows that add a line.
    public var added: Int
    /// Rows that take one back.
    public var voided: Int
    /// How many of both are sent again.
    public var resent: Int
    /// Rows that the profile cannot carry.
    public var leftOut: Int
    /// Different students.
    public var persons: Int
    /// The credits of the rows that add.
    public var creditsAdded: Quantity
    /// The credits of the rows that take back.
    public var creditsVoided: Quantity

    /// Makes totals.
    public init(
      added: Int, voided: Int, resent: Int, leftOut: Int, persons: Int, creditsAdded: Quantity,
      creditsVoided: Quantity
    ) {
      self.added = added
      self.voided = voided
      self.resent = resent
      self.leftOut = leftOut
      self.persons = persons
      self.creditsAdded = creditsAdded
      self.creditsVoided = creditsVoided
    }

    /// How many rows it brings.
    public var rows: Int { added + voided }
  }

  /// When, by whom and as what a batch was released.
  public struct Release: Hashable, Sendable {
    /// When; it stands in the header.
    public var at: PostgresInstant
    /// The day in the institution's zone.
    public var on: Day
    /// Who released it.
    public var by: String
    /// SHA-256 of the file, 32 bytes.
    public var sha256: [UInt8]
    /// SHA-256 of the bytes between header and trailer.
    public var detailsSHA256: [UInt8]
    /// How long the file is.
    public var bytes: Int
    /// Its totals.
    public var totals: Totals

    /// Makes a release.
    public init(
      at: PostgresInstant, on: Day, by: String, sha256: [UInt8], detailsSHA256: [UInt8],
      bytes: Int, totals: Totals
    ) {
      self.at = at
      self.on = on
      self.by = by
      self.sha256 = sha256
      self.detailsSHA256 = detailsSHA256
      self.bytes = bytes
      self.totals = totals
    }
  }

  /// When, by whom and why a batch was given up.
  public struct Discard: Hashable, Sendable {
    /// When.
    public var at: PostgresInstant
    /// By whom.
    public var by: String
    /// Why.
    public var reason: String
  }

  /// One batch.
  public struct Batch: Hashable, Sendable {
    /// Its id.
    public var id: UUID
    /// The consumer's name.
    public var consumer: String
    /// Its number, from 1; a discarded one gives it back.
    public var number: Int
    /// The first position that it covers.
    public var first: Int
    /// The last one; `first - 1` when it only brings rows again.
    public var last: Int
    /// Where it stands.
    public var state: State
    /// Whether the consumer is to try its import only.
    public var isTest: Bool
    /// The profile's name.
    public var profile: String
    /// The profile's version, in 64 hexadecimal digits.
    public var profileVersion: String
    /// The institution's code, name and zone as they were.
    public var institution: (code: String, name: String, zone: String) {
      (institutionCode, institutionName, zone)
    }
    var institutionCode: String
    var institutionName: String
    var zone: String
    /// What of its positions the consumer gets, as it was declared when the batch was prepared.
    public var scope: FeedScope
    /// When it was prepared.
    public var preparedAt: PostgresInstant
    /// By whom.
    public var preparedBy: String
    /// The occasion of the schedule for which it was prepared.
    public var dueOn: Day?
    /// SHA-256 of the file of the batch before; nil for the first.
    public var previous: [UInt8]?
    /// How it was released.
    public var release: Release?
    /// How it was given up.
    public var discard: Discard?
  }

  static let columns: SQL =
    """
    b.batch_id, b.consumer, b.number::bigint, b.first_position, b.last_position, b.state,
    b.is_test, p.profile, b.profile_version, b.institution_code, b.institution_name, b.zone,
    b.units, b.programs, b.prepared_at, b.prepared_by, b.due_on, b.previous_sha256, b.released_at,
    b.released_on, b.released_by, b.sha256, b.details_sha256, b.bytes, b.added::bigint,
    b.voided::bigint, b.resent::bigint, b.left_out::bigint, b.persons::bigint, b.credits_added,
    b.credits_voided, b.discarded_at, b.discarded_by, b.discard_reason
    """

  static let source: SQL =
    """
    from feed_batch b
    join feed_profile p on p.institution_id = b.institution_id and p.version = b.profile_version
    """

  static func read(_ row: inout Row) throws -> Batch {
    var batch = Batch(
      id: try row.next(), consumer: try row.next(), number: try row.next(),
      first: try row.next(), last: try row.next(),
      state: State(rawValue: try row.next()) ?? .prepared, isTest: try row.next(),
      profile: try row.next(), profileVersion: try row.next(),
      institutionCode: try row.next(), institutionName: try row.next(), zone: try row.next(),
      scope: FeedScope(units: try row.next(), programs: try row.next()),
      preparedAt: try row.next(), preparedBy: try row.next(), dueOn: try row.dayIfAny(),
      previous: try row.next())
    batch.release = try release(&row)
    let (at, by, reason) = (
      try row.next(PostgresInstant?.self), try row.next(String?.self), try row.next(String?.self)
    )
    if let at, let by, let reason { batch.discard = Discard(at: at, by: by, reason: reason) }
    return batch
  }

  private static func release(_ row: inout Row) throws -> Release? {
    let (at, on, by) = (
      try row.next(PostgresInstant?.self), try row.dayIfAny(), try row.next(String?.self)
    )
    let (file, details, bytes) = (
      try row.next([UInt8]?.self), try row.next([UInt8]?.self), try row.next(Int?.self)
    )
    var counts: [Int] = []
    for _ in 0..<5 { counts.append(try row.next(Int?.self) ?? 0) }
    let (added, voided) = (try row.quantityIfAny(), try row.quantityIfAny())
    guard let at, let on, let by, let file, let details, let bytes, let added, let voided else {
      return nil
    }
    return Release(
      at: at, on: on, by: by, sha256: file, detailsSHA256: details, bytes: bytes,
      totals: Totals(
        added: counts[0], voided: counts[1], resent: counts[2], leftOut: counts[3],
        persons: counts[4], creditsAdded: added, creditsVoided: voided))
  }
}
