import FeedProfiles
import Foundation
import Postgres
public import Storage
import Synchronization

/// Something about a batch that the registrar has to look at before it is released.
public struct BatchWarning: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, CaseIterable, Sendable {
    /// The profile cannot carry rows.
    case leftOut = "rows left out"
    /// A hold was placed on somebody since the row entered the ledger.
    case held = "hold placed since"
    /// Somebody's record was merged into another one since.
    case merged = "merged since"
    /// A line is taken back whose correction is held.
    case correction = "correction held"
    /// The ledger has taken a line back since that the batch adds.
    case takenBack = "taken back since"
    /// It has many more or many fewer rows than the last ones.
    case size = "unusual size"
    /// It is written in another profile than the last one.
    case profile = "another profile"
    /// The consumer was declared anew since it was prepared.
    case declared = "declared anew"
  }

  /// What it is about.
  public var kind: Kind
  /// How many rows it concerns; 0 where it concerns all.
  public var count: Int
  /// The positions of the first of them.
  public var positions: [Int]
}

/// What a batch would bring, before anybody releases it.
public struct BatchPreview: Sendable {
  /// The batch.
  public var batch: FeedBatches.Batch
  /// What its trailer says, or would say.
  public var totals: FeedBatches.Totals
  /// The first hundred rows that the profile cannot carry.
  public var leftOut: [BatchText.LeftOut]
  /// What the registrar has to look at; of a prepared batch only.
  public var warnings: [BatchWarning]
  /// The batch before.
  public var last: FeedBatches.Batch?
}

extension Office {
  /// How many rows that are left out a preview names.
  static let mostLeftOut = 100

  /// A batch with its totals and what has to be looked at.
  public func previewBatch(
    _ number: Int, of consumer: String, as caller: Caller
  ) async throws -> BatchPreview {
    let batch = try await reading(as: caller) { try $0.batch(number, of: consumer) }
    return try await preview(batch, at: caller.institution.id)
  }

  /// The same for a terminal or a daemon.
  func preview(_ batch: FeedBatches.Batch, at institution: Int) async throws -> BatchPreview {
    let trial: BatchTrials.Trial
    if let release = batch.release {
      trial = .init(totals: release.totals, leftOut: [])
    } else if let known = batchTrials[batch.id] {
      trial = known
    } else {
      let written = try await written(batch, by: daemonActor.id, at: institution)
      trial = .init(
        totals: written.release.totals, leftOut: Array(written.leftOut.prefix(Self.mostLeftOut)))
      batchTrials[batch.id] = trial
    }
    let actor = daemonActor
    let (last, warnings) = try await database.read(as: Scopes.institution(institution)) {
      transaction in
      let book = BatchBook(transaction: transaction, institution: institution, actor: actor)
      let earlier = try FeedBatches.released(
        of: batch.consumer, before: batch.number, limit: 5, institution: institution,
        in: transaction)
      let warnings = batch.state == .prepared ? try book.warnings(batch, trial, earlier) : []
      return (earlier.first, warnings)
    }
    return BatchPreview(
      batch: batch, totals: trial.totals, leftOut: trial.leftOut, warnings: warnings, last: last)
  }
}

extension BatchBook {
  /// From how many rows on their number says something.
  private static let fewRows = 20

  fileprivate func warnings(
    _ batch: FeedBatches.Batch, _ trial: BatchTrials.Trial, _ earlier: [FeedBatches.Batch]
  ) throws -> [BatchWarning] {
    var warnings: [BatchWarning] = []
    func warn(_ kind: BatchWarning.Kind, _ affected: FeedBatches.Affected) {
      guard affected.count > 0 else { return }
      warnings.append(
        BatchWarning(kind: kind, count: affected.count, positions: affected.positions))
    }
    warn(
      .leftOut,
      .init(count: trial.totals.leftOut, positions: trial.leftOut.prefix(20).map(\.position)))
    warn(
      .held,
      try FeedBatches.heldSince(in: batch, institution: institution, in: transaction))
    warn(
      .merged,
      try FeedBatches.mergedSince(in: batch, institution: institution, in: transaction))
    warn(
      .correction,
      try FeedBatches.heldCorrections(in: batch, institution: institution, in: transaction))
    warn(
      .takenBack,
      try FeedBatches.takenBackSince(in: batch, institution: institution, in: transaction))
    if isUnusual(trial.totals.rows, after: earlier.compactMap { $0.release?.totals.rows }) {
      warnings.append(BatchWarning(kind: .size, count: trial.totals.rows, positions: []))
    }
    if let last = earlier.first, last.profileVersion != batch.profileVersion {
      warnings.append(BatchWarning(kind: .profile, count: 0, positions: []))
    }
    let standing = try FeedConsumers.one(batch.consumer, of: institution, in: transaction)
    if let standing, try !isAsDeclared(batch, standing.consumer) {
      warnings.append(BatchWarning(kind: .declared, count: 0, positions: []))
    }
    return warnings
  }

  /// Five times as many as the last batches had on average, or a fifth of it.
  private func isUnusual(_ rows: Int, after earlier: [Int]) -> Bool {
    guard !earlier.isEmpty else { return false }
    let average = earlier.reduce(0, +) / earlier.count
    guard max(rows, average) >= Self.fewRows else { return false }
    return rows > 5 * average || 5 * rows < average
  }
}

/// What writing prepared batches came to. A prepared batch never changes what it covers, and so its
/// totals are counted once.
final class BatchTrials: Sendable {
  struct Trial: Sendable {
    var totals: FeedBatches.Totals
    var leftOut: [BatchText.LeftOut]
  }

  private static let most = 32
  private let trials = Mutex<[UUID: Trial]>([:])

  subscript(batch: UUID) -> Trial? {
    get { trials.withLock { $0[batch] } }
    set {
      trials.withLock { trials in
        if trials.count >= Self.most { trials.removeAll() }
        trials[batch] = newValue
      }
    }
  }
}
