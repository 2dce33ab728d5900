public import Foundation
public import Microcredentials
public import Postgres

/// Preparing batches, and what becomes of them.
extension FeedBatches {
  /// A batch to be prepared.
  public struct New: Sendable {
    /// The consumer.
    public var consumer: String
    /// Its number.
    public var number: Int
    /// The first position.
    public var first: Int
    /// The last position.
    public var last: Int
    /// Whether it is a test.
    public var isTest: Bool
    /// The profile's version.
    public var profileVersion: String
    /// What of its positions the consumer gets.
    public var scope: FeedScope
    /// SHA-256 of the file before.
    public var previous: [UInt8]?
    /// The occasion of the schedule.
    public var dueOn: Day?

    /// Makes a batch.
    public init(
      consumer: String, number: Int, first: Int, last: Int, isTest: Bool, profileVersion: String,
      scope: FeedScope, previous: [UInt8]?, dueOn: Day?
    ) {
      self.consumer = consumer
      self.number = number
      self.first = first
      self.last = last
      self.isTest = isTest
      self.profileVersion = profileVersion
      self.scope = scope
      self.previous = previous
      self.dueOn = dueOn
    }
  }

  /// Prepares a batch of new positions and of the rows that wait to be sent again; its id.
  public static func add(
    _ new: New, by actor: String, of institution: Int, in transaction: Transaction
  ) throws -> UUID {
    let id: UUID = try transaction.query(
      """
      insert into feed_batch
        (institution_id, consumer, number, first_position, last_position, state, is_test,
         profile_version, institution_code, institution_name, zone, units, programs,
         previous_sha256, due_on, prepared_by)
      select i.institution_id, \(new.consumer), \(Int32(clamping: new.number)), \(new.first),
             \(new.last), 'prepared', \(new.isTest), \(new.profileVersion), i.code, i.name, i.zone,
             \(new.scope.units), \(new.scope.programs), \(new.previous),
             \(new.dueOn.map(\.stored)), \(actor)
        from institution i where i.institution_id = \(institution)::int
      returning batch_id
      """
    ).only()
    try transaction.execute(
      """
      update feed_resend set batch_id = \(id)
       where institution_id = \(institution)::int and consumer = \(new.consumer)
         and batch_id is null
      """)
    return id
  }

  /// Makes a prepared batch the registrar's word.
  public static func release(
    _ id: UUID, as release: Release, of institution: Int, in transaction: Transaction
  ) throws {
    let totals = release.totals
    try transaction.execute(
      """
      update feed_batch
         set state = 'released', released_at = \(release.at), released_on = \(release.on.stored),
             released_by = \(release.by), sha256 = \(release.sha256),
             details_sha256 = \(release.detailsSHA256), bytes = \(release.bytes),
             added = \(Int32(clamping: totals.added)), voided = \(Int32(clamping: totals.voided)),
             resent = \(Int32(clamping: totals.resent)),
             left_out = \(Int32(clamping: totals.leftOut)),
             persons = \(Int32(clamping: totals.persons)),
             credits_added = \(totals.creditsAdded.stored),
             credits_voided = \(totals.creditsVoided.stored)
       where institution_id = \(institution)::int and batch_id = \(id) and state = 'prepared'
      """)
  }

  /// Notes that rows were left out of a batch, as the profile cannot carry them: they wait like
  /// those that the consumer rejects.
  public static func reject(
    _ rows: [(position: Int, why: String)], of consumer: String, by actor: String,
    institution: Int, in transaction: Transaction
  ) throws {
    _ = try Acknowledgements.record(
      rows.map { .init(position: $0.position, outcome: "rejected", code: "profile", text: $0.why) },
      of: consumer, in: nil, at: nil, by: actor, institution: institution, in: transaction)
  }

  /// Gives a prepared batch up; what was to be sent again waits for the next one.
  public static func discard(
    _ id: UUID, because reason: String, by actor: String, of institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      update feed_resend set batch_id = null
       where institution_id = \(institution)::int and batch_id = \(id)
      """)
    try transaction.execute(
      """
      update feed_batch
         set state = 'discarded', discarded_at = clock_timestamp(), discarded_by = \(actor),
             discard_reason = \(reason)
       where institution_id = \(institution)::int and batch_id = \(id) and state = 'prepared'
      """)
  }
}
