public import Foundation
import Postgres
import Rosters
public import Storage

/// What came of trying records again.
public struct ImportRetry: Sendable {
  /// How many were tried.
  public var tried = 0
  /// How many went in.
  public var resolved = 0
  /// How many wait now for somebody or something that is not there yet.
  public var waiting = 0
  /// How many are kept aside as before.
  public var quarantined = 0
  /// Where to go on; nil when all were tried.
  public var next: Imports.RecordPlace?
}

/// Looking after imports: what became of each row, and those that were kept aside.
extension Visit {
  /// How many records one call tries again.
  public static let retriesAtOnce = 2_000

  /// Runs that the caller may see, one more than `limit` where there are more.
  public func imports(
    state: String?, by order: Imports.Order, after place: Imports.Place?, limit: Int
  ) throws -> [Imports.Listed] {
    // A file is of no unit: whoever is limited to one does not see any.
    try may(.readWorkLists, unit: nil)
    return try Imports.page(
      state: state, by: order, after: place, limit: limit + 1, of: institution, in: transaction)
  }

  /// One run.
  public func importRun(_ id: UUID) throws -> Imports.Listed {
    try may(.readWorkLists, unit: nil)
    guard let run = try Imports.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no import of this id.")
    }
    return run
  }

  /// What became of the records of a run, one more than `limit` where there are more; the records
  /// themselves only for those who look after imports, as they hold names.
  public func importRecords(
    of id: UUID, outcome: String?, after place: Imports.RecordPlace?, limit: Int
  ) throws -> [Imports.Record] {
    _ = try importRun(id)
    let records = try Imports.records(
      of: id, outcome: outcome, after: place, limit: limit + 1, institution: institution,
      in: transaction)
    guard caller.grants(for: .importRosters).isEmpty else { return records }
    return records.map { record in
      var record = record
      record.content = nil
      return record
    }
  }

  /// Takes a record that did not go in off the list.
  public func dismissImportRecord(
    at place: Imports.RecordPlace, of id: UUID, reason: String
  ) throws -> Imports.Record {
    let role = try may(.importRosters, unit: nil)
    func locked() throws -> Imports.Record {
      let record = try Imports.lockRecord(
        at: place, of: id, institution: institution, in: transaction)
      guard let record else {
        throw Refusal(.nothingThere, "There is no such row in an import of this id.")
      }
      return record
    }
    let record = try locked()
    guard ["waiting", "quarantined"].contains(record.outcome) else {
      throw Refusal(
        .wrongState,
        "Only what waits or was kept aside is dismissed; this row is \(record.outcome).")
    }
    try Imports.dismiss(place, of: id, institution: institution, in: transaction)
    try journal(
      "dismiss row", "import", "\(id.text)/\(place.line)/\(place.place)", from: record.outcome,
      to: "superseded", reason: reason, as: role)
    return try locked()
  }

  /// Tries the records of a run that were kept aside again, so many at a time; those that could not
  /// be read at all need a corrected file.
  public func retryImport(
    _ id: UUID, after place: Imports.RecordPlace?, reason: String
  ) throws -> ImportRetry {
    let role = try may(.importRosters, unit: nil)
    _ = try importRun(id)
    let aside = try Imports.quarantined(
      of: id, after: place, limit: Self.retriesAtOnce, institution: institution, in: transaction)
    var report = ImportRetry()
    if aside.count == Self.retriesAtOnce, let last = aside.last {
      report.next = Imports.RecordPlace(line: last.line, place: last.place)
    }
    let (rows, items) = try readable(aside)
    guard !items.isEmpty else { return report }
    var writer = RosterWriter(
      institution: institution, actor: caller.id, run: id, in: transaction)
    let outcomes = try writer.write(items)
    try Imports.resolve(Array(zip(rows, outcomes)), of: institution, in: transaction)
    try writer.resolveWaiting()
    for outcome in outcomes {
      report.tried += 1
      switch outcome.kind {
      case .created, .amended, .unchanged: report.resolved += 1
      case .waiting: report.waiting += 1
      case .quarantined: report.quarantined += 1
      }
    }
    try journal(
      "retry", "import", id.text, to: "\(report.resolved) of \(report.tried) went in",
      reason: reason, as: role)
    return report
  }

  /// The records that can be tried; nobody records what is their own.
  private func readable(
    _ rows: [Imports.Waiting]
  ) throws -> ([Imports.Waiting], [RosterWriter.Item]) {
    let decoder = JSONDecoder()
    let read = rows.compactMap { row -> (Imports.Waiting, RosterWriter.Item)? in
      let record = try? decoder.decode(RosterRecord.self, from: Data(row.record.utf8))
      return record.map { (row, .init(line: row.line, place: row.place, record: $0)) }
    }
    guard caller.learner != nil else { return (read.map(\.0), read.map(\.1)) }
    let ids = Array(Set(read.map(\.1.record.learner)))
    let learners = try Learners.find(ids, of: institution, in: transaction)
    let foreign = try read.filter { _, item in
      guard let learner = learners[item.record.learner] else { return true }
      return try !isCaller(learner.id)
    }
    return (foreign.map(\.0), foreign.map(\.1))
  }
}
