import Crypto
public import Foundation
import Logging
import Microcredentials
import Postgres
import Rosters
public import Storage

/// What is to be imported, and how.
public struct ImportOrder: Sendable {
  /// The mapping as it is written.
  public var mapping: String
  /// The file.
  public var file: URL
  /// What it is called in lists.
  public var title: String
  /// Files that the mapping looks values up in, by their names; those not given are looked for
  /// beside the file.
  public var lookups: [URL]
  /// Whether nothing is to be written.
  public var isDryRun: Bool
  /// Whether one row that cannot go in keeps all from going in.
  public var isAllOrNothing: Bool
  /// Whether a file that was imported before is read again, so that what it says replaces what was
  /// recorded since.
  public var isRepeated: Bool

  /// Makes an order.
  public init(
    mapping: String, file: URL, lookups: [URL] = [], isDryRun: Bool = false,
    isAllOrNothing: Bool = false, isRepeated: Bool = false
  ) {
    self.mapping = mapping
    self.file = file
    title = file.lastPathComponent
    self.lookups = lookups
    self.isDryRun = isDryRun
    self.isAllOrNothing = isAllOrNothing
    self.isRepeated = isRepeated
  }
}

/// How far an import has come, and at its end what became of its rows.
public struct ImportReport: Sendable {
  /// The run; nil for one that wrote nothing.
  public var run: UUID?
  /// The bytes that are done, and how many the file has.
  public var bytes: (done: Int, all: Int) = (0, 0)
  /// The lines that are done.
  public var lines = 0
  /// Whether it went on where an earlier run had stopped.
  public var isResumed = false
  /// Whether the file was imported before and so was left alone.
  public var isKnown = false
  /// What became of the records.
  public var counts = Imports.Counts()
  /// How many records still wait or are kept aside at the end.
  public var keptCount = 0
  /// The first rows that did not go in.
  public var kept: [Imports.Kept] = []
}

extension Office {
  /// How many rows of a file go in with one transaction.
  static let importBatchSize = 1_000

  /// Imports a file through a mapping.
  ///
  /// Rows go in a batch at a time; a run that was interrupted goes on where it stopped, and a file
  /// that was imported before changes nothing. Throws mistakes of the mapping, what keeps the file
  /// as a whole from being read, and with `isAllOrNothing` a refusal when a row cannot go in.
  public func importFile(
    _ order: ImportOrder, to institution: Int, by actor: String,
    progress: @escaping @Sendable (ImportReport) -> Void = { _ in }
  ) async throws -> ImportReport {
    let source = try ImportSource(order)
    if !order.isRepeated, try await isKnown(source, to: institution) { return .ofKnownFile }
    if order.isDryRun || order.isAllOrNothing {
      let reports = try await importAtOnce(
        [source], isDryRun: order.isDryRun, institution, actor
      ) { progress($1) }
      return reports[0]
    }
    return try await importByBatches(source, institution, actor, progress)
  }

  func isKnown(_ source: ImportSource, to institution: Int) async throws -> Bool {
    try await database.read(as: Scopes.institution(institution)) {
      try source.isKnown(to: institution, in: $0)
    }
  }

  /// Imports a file a batch at a time, or goes on where an earlier run stopped.
  func importByBatches(
    _ source: ImportSource, _ institution: Int, _ actor: String,
    _ progress: @escaping @Sendable (ImportReport) -> Void
  ) async throws -> ImportReport {
    let clock = clock
    var report = ImportReport()
    report.bytes.all = source.size
    var run = try await writeAgainAfterRaces(institution) {
      try source.begin(by: actor, of: institution, in: $0)
    }
    report.run = run.id
    report.isResumed = run.bytes > 0
    report.counts = run.counts
    var rows = try source.rows(from: CSVPosition(line: run.lines + 1, offset: run.bytes))
    while true {
      try Task.checkCancellation()
      let before = run
      let batch: [RosterRow]
      do {
        batch = try rows.next(Self.importBatchSize)
      } catch let error as RosterFileError {
        // The file as a whole is refused; a corrected one is another file.
        try await database.write(as: Scopes.institution(institution)) {
          try Imports.refuse(before.id, of: institution, in: $0)
        }
        throw error
      }
      let isLast = batch.count < Self.importBatchSize
      run = try await writeAgainAfterRaces(institution) { transaction in
        let done = try Imports.progress(of: before.id, institution: institution, in: transaction)
        guard done == before.bytes else {
          throw Refusal(.changedMeanwhile, "Another process imports this file; let it finish.")
        }
        var run = before
        try source.write(
          batch, to: &run, institution, actor, at: clock?(), in: transaction)
        try Imports.advance(run, ended: isLast, of: institution, in: transaction)
        return run
      }
      report.lines = run.lines
      report.bytes.done = run.bytes
      report.counts = run.counts
      progress(report)
      if isLast { break }
    }
    let id = run.id
    let kept = try await database.read(as: Scopes.institution(institution)) {
      try Imports.kept(of: id, limit: 20, institution: institution, in: $0)
    }
    report.keptCount = kept.count
    report.kept = kept.first
    return report
  }

  /// Writes, and once more when another import was faster to add the same person or enrollment: the
  /// second time it is found.
  private func writeAgainAfterRaces<Value: Sendable>(
    _ institution: Int, _ body: @escaping @Sendable (Transaction) throws -> Value
  ) async throws -> Value {
    for _ in 0..<5 {
      do {
        return try await database.write(as: Scopes.institution(institution), body)
      } catch let error as PostgresError where error.sqlState == .uniqueViolation {
        logger.info("another import was faster; the batch is written again")
      }
    }
    return try await database.write(as: Scopes.institution(institution), body)
  }

  /// Imports whole files in one transaction, which a dry run takes back.
  func importAtOnce(
    _ sources: [ImportSource], isDryRun: Bool, _ institution: Int, _ actor: String,
    _ progress: @escaping @Sendable (ImportSource, ImportReport) -> Void
  ) async throws -> [ImportReport] {
    let clock = clock
    do {
      return try await database.write(as: Scopes.institution(institution)) { transaction in
        var reports: [ImportReport] = []
        for source in sources {
          reports.append(
            try importWhole(source, institution, actor, at: clock?(), progress, in: transaction))
        }
        // Rows of one file may have waited for those of another.
        for index in reports.indices {
          guard let run = reports[index].run else { continue }
          let kept = try Imports.kept(
            of: run, limit: 20, institution: institution, in: transaction)
          reports[index].keptCount = kept.count
          reports[index].kept = kept.first
          if isDryRun { reports[index].run = nil }
        }
        if isDryRun || reports.contains(where: { $0.keptCount > 0 }) {
          throw TakenBack(reports: reports)
        }
        return reports
      }
    } catch let taken as TakenBack {
      if isDryRun { return taken.reports }
      let count = taken.reports.map(\.keptCount).reduce(0, +)
      let first = taken.reports.flatMap(\.kept).prefix(5).map(\.description)
      throw Refusal(
        .importRefused,
        "Nothing was imported, because \(count) records cannot go in.\n"
          + first.joined(separator: "\n"))
    }
  }

  private func importWhole(
    _ source: ImportSource, _ institution: Int, _ actor: String, at clock: PostgresInstant?,
    _ progress: (ImportSource, ImportReport) -> Void, in transaction: Transaction
  ) throws -> ImportReport {
    var report = ImportReport()
    report.bytes.all = source.size
    var run = try source.begin(by: actor, of: institution, in: transaction)
    guard run.bytes == 0 else {
      throw Refusal(
        .invalid, "An earlier import of this file stopped halfway; let it finish first.")
    }
    var rows = try source.rows(from: CSVPosition())
    while true {
      let batch = try rows.next(Self.importBatchSize)
      try source.write(batch, to: &run, institution, actor, at: clock, in: transaction)
      report.lines = run.lines
      report.bytes.done = run.bytes
      report.counts = run.counts
      progress(source, report)
      if batch.count < Self.importBatchSize { break }
    }
    try Imports.advance(run, ended: true, of: institution, in: transaction)
    report.run = run.id
    return report
  }
}

/// Ends a transaction whose result is wanted though its rows are not.
private struct TakenBack: Error {
  let reports: [ImportReport]
}

extension ImportReport {
  /// The report of a file that was imported before.
  static var ofKnownFile: ImportReport {
    var report = ImportReport()
    report.isKnown = true
    return report
  }
}

extension Imports.Kept: CustomStringConvertible {
  /// `line 7, column “score”: expected … (invalid-number)`.
  public var description: String {
    let place = column.map { "line \(line), column “\($0)”" } ?? "line \(line)"
    return "\(place): \(reason) (\(code))"
  }
}
