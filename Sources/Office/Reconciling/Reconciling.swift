import Foundation
import Logging
import Microcredentials
import Postgres
public import Storage

/// How far a reconciliation has come.
public struct ReconcileProgress: Hashable, Sendable {
  /// Batches.
  public var batches = 0
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

  /// Nothing yet.
  public init() {}

  mutating func add(_ report: BatchReport) {
    batches += 1
    decided += report.decided
    awarded += report.awarded
    corrected += report.corrected
    proposed += report.proposed
    parked += report.parked
  }
}

extension Office {
  /// Reconciles until no mark is left, also none that another daemon is working on; throws at the
  /// end when an institution lacked what it needs.
  public func reconcileUntilIdle(
    workers: Int = 2, progress: @escaping @Sendable (ReconcileProgress) -> Void = { _ in }
  ) async throws -> ReconcileProgress {
    hindrances.releaseAll()
    try await settleDays()
    let total = ProgressCounter(progress)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<max(1, workers) {
        group.addTask {
          while true {
            do {
              if let report = try await reconcileBatch(), report.marks > 0 {
                await total.add(report)
                continue
              }
            } catch let refusal as Refusal {
              await total.note(refusal)
            } catch let error as PostgresError where error.isConnectionLost {
              // The next batch is smaller; a database that is away for good ends it.
              guard await total.bears() else { throw error }
            }
            if try await isIdle() { return }
            try await Task.sleep(for: .milliseconds(50))
          }
        }
      }
      try await group.waitForAll()
    }
    if let refusal = await total.refusal { throw refusal }
    return await total.sum
  }

  func isIdle() async throws -> Bool {
    let held = hindrances.held
    return try await database.read(as: Scopes.directory) {
      try Marks.isIdle(except: held, in: $0)
    }
  }

  /// What waits, for the loop and for people, of each institution.
  public func backlogs() async throws -> [Backlogs.Line] {
    try await database.read(as: Scopes.auditor) { try Backlogs.all(in: $0) }
  }

  /// Takes the passing of days into account: award dates, facts that take effect or run out; and
  /// lets parked enrollments have their next try.
  public func settleDays() async throws {
    let institutions = try await database.read(as: Scopes.directory) {
      try Institutions.all(in: $0)
    }
    for institution in institutions {
      let marked = try await database.write(as: Scopes.institution(institution.id)) {
        transaction in
        let (_, today) = try Institutions.now(of: institution.id, at: clock?(), in: transaction)
        let due = try Parked.markDue(of: institution.id, in: transaction)
        let marked = try Marks.settle(today, of: institution.id, in: transaction)
        if marked != nil { try supersede(of: institution.id, in: transaction) }
        return (marked ?? 0) + due
      }
      if marked > 0 {
        logger.info(
          "marked what the passing of time may have changed",
          metadata: ["institution": "\(institution.code)", "marks": "\(marked)"])
      }
    }
  }
}

/// Adds up what several workers do.
private actor ProgressCounter {
  private(set) var sum = ReconcileProgress()
  private(set) var refusal: Refusal?
  private var losses = 0
  private let tell: @Sendable (ReconcileProgress) -> Void

  init(_ tell: @escaping @Sendable (ReconcileProgress) -> Void) { self.tell = tell }

  func add(_ report: BatchReport) {
    losses = 0
    sum.add(report)
    tell(sum)
  }

  /// Whether another connection may be lost before something is achieved again.
  func bears() -> Bool {
    losses += 1
    return losses < 6
  }

  func note(_ new: Refusal) { refusal = refusal ?? new }
}
