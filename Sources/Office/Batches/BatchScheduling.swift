import FeedProfiles
import Foundation
import Logging
public import Microcredentials
import Postgres
public import Storage

/// Batches by schedule. Any number of daemons may do this: the row of an occasion is written once,
/// in the transaction that releases its batch.
extension Office {
  /// What became of a consumer's occasion.
  public struct ScheduledBatch: Sendable {
    /// The consumer.
    public var consumer: String
    /// The day of the occasion.
    public var dueOn: Day
    /// What became of it.
    public var outcome: FeedOccasions.Outcome
    /// The batch, where there is one.
    public var batch: FeedBatches.Batch?
  }

  private struct Due: Sendable {
    var day: Day
    var instant: PostgresInstant
    /// The batch that was prepared for it; nil when there is nothing to send.
    var batch: FeedBatches.Batch?
    /// Whether another batch waits for the registrar, so that none can be prepared.
    var isBlocked = false
  }

  /// Handles every occasion that is due, at all institutions. What a daemon missed is made up for
  /// once, however many occasions it were. One consumer's fault does not keep the others waiting.
  public func releaseScheduled() async throws -> [ScheduledBatch] {
    var done: [ScheduledBatch] = []
    for institution in try await institutions() {
      let consumers = try await batchConsumers(of: institution.id)
      for standing in consumers where standing.endedAt == nil {
        guard standing.consumer.profileVersion != nil,
          let file = try? ConsumerFile(parsing: standing.consumer.source),
          let schedule = file.schedule
        else { continue }
        do {
          let scheduled = try await releaseScheduled(
            standing, schedule, at: institution.id)
          if let scheduled { done.append(scheduled) }
        } catch let error where !(error is CancellationError) {
          logger.error(
            "a scheduled batch could not be released; it will be tried again",
            metadata: ["consumer": "\(standing.consumer.name)", "error": "\(error)"])
        }
      }
    }
    return done
  }

  private func releaseScheduled(
    _ standing: FeedConsumers.Standing, _ schedule: ConsumerFile.Schedule, at institution: Int
  ) async throws -> ScheduledBatch? {
    let name = standing.consumer.name
    guard let due = try await due(standing, schedule, at: institution) else { return nil }
    var outcome = FeedOccasions.Outcome.nothing
    var written: WrittenBatch?
    if let batch = due.batch {
      let isClear =
        due.isBlocked ? false : try await preview(batch, at: institution).warnings.isEmpty
      outcome = isClear ? .released : .waits
      if isClear { written = try await self.written(batch, by: daemonActor.id, at: institution) }
    }
    let (final, ready) = (outcome, written)
    let settled = try await atBatches(of: institution, by: daemonActor) {
      book -> ScheduledBatch? in
      _ = try book.consumer(name)
      // Another daemon may have been here in the meantime.
      guard
        try !FeedOccasions.isHandled(
          due.day, of: name, institution: institution, in: book.transaction)
      else { return nil }
      var batch = due.batch
      if let ready { batch = try book.release(ready, because: "By schedule.") }
      try FeedOccasions.add(
        final, dueOn: due.day, at: due.instant, batch: batch?.id, of: name, by: book.actor.id,
        institution: institution, in: book.transaction)
      return ScheduledBatch(consumer: name, dueOn: due.day, outcome: final, batch: batch)
    }
    if let settled { tell(settled) }
    return settled
  }

  /// The occasion of a consumer that is to be handled now, its batch prepared; nil when there is
  /// none. What came before the consumer's declaration is not made up for.
  private func due(
    _ standing: FeedConsumers.Standing, _ schedule: ConsumerFile.Schedule, at institution: Int
  ) async throws -> Due? {
    let name = standing.consumer.name
    let clock = clock?()
    return try await atBatches(of: institution, by: daemonActor) { book -> Due? in
      let transaction = book.transaction
      let now = try Institutions.now(of: institution, at: clock, in: transaction).0
      let found = try FeedOccasions.latest(
        days: schedule.isoDays, time: schedule.time, now: now, of: institution, in: transaction)
      guard let (day, instant) = found, instant > standing.changedAt,
        try !FeedOccasions.isHandled(day, of: name, institution: institution, in: transaction)
      else { return nil }
      let consumer = try book.consumer(name)
      let prepared = try FeedBatches.prepared(
        of: name, institution: institution, in: transaction)
      if let prepared {
        return Due(
          day: day, instant: instant, batch: prepared, isBlocked: prepared.dueOn != day)
      }
      // Asked again under the lock: another daemon may just have released it.
      guard
        try !FeedOccasions.isHandled(day, of: name, institution: institution, in: transaction)
      else { return nil }
      return Due(
        day: day, instant: instant,
        batch: try book.prepare(consumer, dueOn: day, because: "By schedule."))
    }
  }

  private func tell(_ scheduled: ScheduledBatch) {
    let metadata: Logger.Metadata = [
      "consumer": "\(scheduled.consumer)", "due": "\(scheduled.dueOn)",
      "batch": "\(scheduled.batch.map { "\($0.number)" } ?? "none")",
    ]
    switch scheduled.outcome {
    case .released: logger.info("a batch was released by schedule", metadata: metadata)
    case .nothing: logger.info("nothing was to be sent by schedule", metadata: metadata)
    case .waits:
      logger.warning(
        "a batch waits for the registrar: its preview has warnings, or an earlier one is prepared",
        metadata: metadata)
    }
  }
}

extension ConsumerFile.Schedule {
  /// The days as ISO 8601 numbers them, 1 for Monday.
  fileprivate var isoDays: [Int] {
    days.compactMap { ConsumerFile.Weekday.allCases.firstIndex(of: $0).map { $0 + 1 } }
  }

  /// The time of day: `02:30`.
  var time: String {
    (hour < 10 ? "0" : "") + "\(hour)" + (minute < 10 ? ":0" : ":") + "\(minute)"
  }
}
