import Filing
import Foundation
import Logging
import Postgres
import Rosters
import Storage

/// Files that were handed in are imported, one of an institution at a time. Any number of daemons
/// may do this: one that dies is followed by another half a minute later, which goes on where it
/// stopped.
extension Office {
  /// How long a file is kept without a word, in seconds.
  private static let patience = 30
  /// How often a file is tried whose import fails for no reason of its own.
  private static let mostAttempts = 10

  /// Imports one file of an institution that is due; false when none was.
  public func takeInNext() async throws -> Bool {
    guard let cabinet else { return false }
    for institution in try await institutions() {
      let taken = try await database.write(as: Scopes.institution(institution.id)) {
        try ImportOrders.takeUp(seconds: Self.patience, of: institution.id, in: $0)
      }
      guard let taken else { continue }
      try await takeIn(taken, at: institution.id, from: cabinet)
      return true
    }
    return false
  }

  private func takeIn(
    _ order: ImportOrders.Taken, at institution: Int, from cabinet: FilingCabinet
  ) async throws {
    do {
      let report = try await holding(order, at: institution) {
        try await withTaskExecutorPreference(Reading.thread) {
          try await self.imported(order, at: institution, from: cabinet)
        }
      }
      let known = report.files.filter(\.report.isKnown).map {
        "\($0.name): imported before, nothing was changed."
      }
      try await end(
        order, notices: report.notices + known,
        isKnown: !known.isEmpty && known.count == report.files.count,
        at: institution)
    } catch {
      if Task.isCancelled || error is CancellationError {
        // The next daemon need not wait.
        let giveBack = Task.detached { try await self.hold(order, seconds: 0, at: institution) }
        _ = try? await giveBack.value
        throw CancellationError()
      }
      if let refusal = error as? Refusal, refusal.code == .changedMeanwhile {
        // Somebody imports the same file at the machine.
        _ = try await hold(order, seconds: 10, at: institution)
      } else if let reason = Self.reason(error) {
        try await end(order, refusedBecause: reason, at: institution)
      } else {
        try await putOff(order, because: error, at: institution)
      }
    }
  }

  /// Does something as long as the file is ours; another that took it up meanwhile goes on alone.
  private func holding<Value: Sendable>(
    _ order: ImportOrders.Taken, at institution: Int,
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(Self.patience / 6))
          guard try await self.hold(order, seconds: Self.patience, at: institution) else {
            throw Refusal(.changedMeanwhile, "Another daemon imports this file.")
          }
        }
      }
      defer { group.cancelAll() }
      while let ended = try await group.next() {
        if let ended { return ended }
      }
      throw CancellationError()
    }
  }

  private func imported(
    _ order: ImportOrders.Taken, at institution: Int, from cabinet: FilingCabinet
  ) async throws -> BundleReport {
    let database = database
    let file = try await Self.spool(of: cabinet).receive { number in
      try await database.read(as: Scopes.institution(institution)) {
        try ImportOrders.piece(number, of: order.id, institution: institution, in: $0)
      }
    }
    defer { file.discard() }
    guard file.id.bytes == order.sha256 else {
      throw Refusal(.unreadableFile, "The file is not what was handed in: hand it in again.")
    }
    var report = BundleReport()
    let sources: [ImportSource]
    switch try MappingFile(order.mapping) {
    case .bundle:
      var bundle = BundleOrder(mapping: order.mapping, bundle: file.url)
      bundle.title = order.file
      let open = try OpenBundle(bundle)
      report.notices = open.plan.notices
      sources = try open.sources()
    case .file:
      var single = ImportOrder(mapping: order.mapping, file: file.url)
      single.title = order.file
      let source = try ImportSource(single)
      do { try source.checkHeader() } catch let error as RosterFileError {
        throw Refusal(.unreadableFile, "\(order.file): \(error)")
      }
      sources = [source]
    }
    let ordered = sources.map { source in
      var source = source
      source.order = (order.id, order.learner)
      return source
    }
    report.files = try await importEach(
      ordered, isRepeated: order.isRepeated, institution, order.actor
    ) { _, _ in }
    return report
  }

  /// What is wrong with the file, in words; nil for what another try may not meet.
  private static func reason(_ error: any Error) -> String? {
    switch error {
    case let refusal as Refusal where refusal.code != .unavailable: refusal.reason
    case let error as RosterFileError: "\(error)"
    case let mistakes as MappingMistakes: "The mapping has mistakes: \(mistakes)"
    case let error as FilingError where [.refused, .empty, .tooLarge].contains(error.kind):
      error.description
    default: nil
    }
  }

  private func putOff(
    _ order: ImportOrders.Taken, because error: any Error, at institution: Int
  ) async throws {
    logger.error(
      "an import failed",
      metadata: [
        "order": "\(order.id.text)", "attempt": "\(order.attempt)", "error": "\(error)",
      ])
    guard order.attempt < Self.mostAttempts else {
      return try await end(
        order,
        refusedBecause: "The import failed \(order.attempt) times, for a reason that stands in the "
          + "daemon's log. Rows that went in stay: hand the file in again, and it goes on there.",
        at: institution)
    }
    _ = try await hold(order, seconds: min(300, 2 << order.attempt), at: institution)
  }

  private func hold(
    _ order: ImportOrders.Taken, seconds: Int, at institution: Int
  ) async throws -> Bool {
    try await database.write(as: Scopes.institution(institution)) {
      try ImportOrders.hold(order, seconds: seconds, of: institution, in: $0)
    }
  }

  private func end(
    _ order: ImportOrders.Taken, refusedBecause reason: String? = nil, notices: [String] = [],
    isKnown: Bool = false, at institution: Int
  ) async throws {
    let actor = daemonActor
    try await database.write(as: Scopes.institution(institution)) { transaction in
      let isOurs = try ImportOrders.end(
        order, refusedBecause: reason, notices: notices, isKnown: isKnown, of: institution,
        in: transaction)
      guard isOurs else { return }
      let entry = Journal.Entry(
        action: reason == nil ? "take in" : "refuse", subjectKind: "import order",
        subject: order.id.text, from: "running", to: reason == nil ? "done" : "refused",
        reason: reason ?? (isKnown ? "It was imported before." : "Its rows were read."))
      try Journal.add([entry], by: actor, of: institution, in: transaction)
    }
    wakeUp.ring()
  }
}

/// Reads files on a thread of its own, so that a large one does not keep requests waiting.
private final class Reading: TaskExecutor {
  static let thread = Reading()
  private let queue = DispatchQueue(label: "conferral.import")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
