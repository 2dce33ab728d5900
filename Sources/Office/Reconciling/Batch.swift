import Foundation
import Logging
import Microcredentials
import Postgres
import Storage

/// What one batch did.
public struct BatchReport: Hashable, Sendable {
  /// The institution.
  public var institution: Int
  /// Enrollments that were decided.
  public var decided = 0
  /// Awards that were made.
  public var awarded = 0
  /// Awards that were made anew, or whose notation was, with corrected details.
  public var corrected = 0
  /// Revocations that were proposed.
  public var proposed = 0
  /// Enrollments that were parked.
  public var parked = 0
  /// Marks that were dealt with.
  public var marks = 0
}

extension Office {
  /// The most marks of one batch: larger batches hold their locks for longer and are no faster.
  static let batchSize = 1_000

  /// Decides one batch of marked enrollments in one transaction; nil when there was nothing to do.
  ///
  /// Step 1 owns a shard, step 2 takes its marks, step 3 locks the enrollments and reads facts,
  /// step 4 decides, step 5 writes, the feed position last. An institution that lacks a key or a
  /// policy makes it throw a refusal, and is passed over for the next few seconds.
  public func reconcileBatch() async throws -> BatchReport? {
    do {
      let report = try await reconcileBatch(except: hindrances.held)
      hindrances.grow()
      return report
    } catch let error as PostgresError where error.isConnectionLost {
      hindrances.shrink()
      throw error
    } catch let hindrance as Hindrance {
      hindrances.hold(hindrance.institution)
      throw hindrance.refusal
    }
  }

  private func reconcileBatch(except held: [Int]) async throws -> BatchReport? {
    let size = hindrances.batchSize
    let limits = Limits(idleInTransaction: .seconds(60))
    return try await database.write(as: Scopes.directory, limits: limits) { transaction in
      guard var shard = try Marks.ownShard(except: held, in: transaction) else { return nil }
      var report = BatchReport(institution: shard.institution)
      let (marks, ids) = try Marks.read(
        limit: size, of: shard.institution, shard: shard.number, in: transaction)
      guard !marks.isEmpty else { return report }
      report.marks = marks.count
      // Deleted before the facts are read: what changes from here on makes a new mark.
      try Marks.delete(marks, of: shard.institution, shard: shard.number, in: transaction)
      try Enrollments.lock(ids, of: shard.institution, in: transaction)
      do {
        try settle(ids, &shard, &report, in: transaction)
      } catch let refusal as Refusal {
        throw Hindrance(institution: shard.institution, refusal: refusal)
      }
      return report
    }
  }

  /// Decides enrollments under a savepoint; on an error that is not worth retrying they are halved
  /// until the bad one stands alone and is parked.
  private func settle(
    _ ids: [UUID], _ shard: inout Shard, _ report: inout BatchReport, in transaction: Transaction
  ) throws {
    do {
      let (nextShard, nextReport) = try transaction.savepoint { transaction in
        var shard = shard
        var report = report
        try decide(ids, &shard, &report, in: transaction)
        return (shard, report)
      }
      shard = nextShard
      report = nextReport
    } catch {
      guard let fault = Fault(poison: error) else { throw error }
      guard ids.count > 1 else {
        try park(ids[0], fault, shard, in: transaction)
        report.parked += 1
        return
      }
      let middle = ids.count / 2
      try settle(Array(ids[..<middle]), &shard, &report, in: transaction)
      try settle(Array(ids[middle...]), &shard, &report, in: transaction)
    }
  }

  private func decide(
    _ ids: [UUID], _ shard: inout Shard, _ report: inout BatchReport, in transaction: Transaction
  ) throws {
    let enrollments = try Enrollments.read(ids, of: shard.institution, in: transaction)
    let docket = try docket(enrollments, of: shard.institution, in: transaction)
    try Parked.release(ids, of: shard.institution, in: transaction)
    let verdicts = try docket.verdicts(isFreezing: true, in: transaction)
    report.decided += docket.cases.count
    guard !verdicts.isEmpty else { return }
    let effects = Effects(office: self, docket: docket, decided: docket.cases.count)
    try effects.apply(verdicts, &shard, &report, in: transaction)
  }

  private func park(
    _ enrollment: UUID, _ fault: Fault, _ shard: Shard, in transaction: Transaction
  ) throws {
    try Parked.put(
      enrollment, code: fault.code, reason: fault.reason, of: shard.institution, in: transaction)
    logger.error(
      "an enrollment was parked",
      metadata: [
        "institution": "\(shard.institution)", "enrollment": "\(enrollment.text)",
        "code": "\(fault.code)", "reason": "\(fault.reason)",
      ])
  }
}

/// An error that stands against one enrollment and would come back at the next try.
private struct Fault {
  let code: String
  let reason: String

  /// Nil for an error that has to end the batch: one worth retrying, or of the whole institution.
  init?(poison error: any Error) {
    switch error {
    case is CancellationError: return nil
    case is Refusal: return nil
    case let error as PostgresError:
      guard !error.isRetryable, !error.isConnectionLost, !error.isCommitOutcomeUnknown,
        error.kind != .shutDown
      else { return nil }
      code = error.sqlState.map { "\($0)" } ?? "\(error.kind)"
      reason = error.description
    default:
      code = "\(type(of: error))"
      reason = "\(error)"
    }
  }
}
