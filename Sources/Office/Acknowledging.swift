import Crypto
import Foundation
import Logging
import Rosters
import Storage

/// What student systems say became of the rows that they got.
extension Visit {
  /// The most rows that one report lists.
  public static var mostAcknowledged: Int { 250_000 }

  /// Records a report of a consumer: all of it, or nothing where a total does not match.
  ///
  /// The same report again adds nothing, nor does a row that says what was said before; one that
  /// came before another one is a word of its own, as the latest word on a row counts.
  public func acknowledge(
    _ report: AcknowledgementReport, from consumer: String
  ) throws -> AcknowledgementReceipt {
    let role = try mayFollow(consumer, .acknowledge)
    guard
      let standing = try FeedConsumers.one(
        consumer, locking: true, of: institution, in: transaction)
    else { throw Refusal.noConsumer(consumer) }
    try report.check()
    let hash = report.sha256
    if let known = try Acknowledgements.known(
      hash, of: consumer, institution: institution, in: transaction)
    {
      // Also that it came twice is written down: somebody repeats what is done.
      try journal(
        "repeat acknowledgement report", "feed consumer", consumer, to: known.id.text,
        reason: "The same report as before.", as: role)
      return AcknowledgementReceipt(
        report: known.id, batch: known.batch, isKnown: true, counts: known.counts,
        changes: .init(), aside: [])
    }
    let batch = try report.batch.map { try releasedBatch($0, of: consumer) }
    let sorted = try SortedReport(report, batch, standing.consumer, self)
    let id = try Acknowledgements.add(
      titled: report.title, sha256: hash, batch: batch?.id, counts: sorted.counts, of: consumer,
      by: caller.id, institution: institution, in: transaction)
    try Acknowledgements.add(sorted.aside, to: id, institution: institution, in: transaction)
    var changes = Acknowledgements.Changes()
    for start in stride(from: 0, to: sorted.words.count, by: 10_000) {
      let part = Array(sorted.words[start..<min(start + 10_000, sorted.words.count)])
      changes.add(
        try Acknowledgements.record(
          part, of: consumer, in: id, at: office.clock?(), by: caller.id, institution: institution,
          in: transaction))
    }
    if report.acceptsOthers, let batch {
      changes.add(
        try Acknowledgements.acceptOthers(
          than: sorted.words.map(\.position), of: batch.id, consumer, in: id,
          at: office.clock?(), by: caller.id, institution: institution, in: transaction))
    }
    let counts = sorted.counts
    try journal(
      "acknowledge", "feed consumer", consumer, to: id.text,
      reason: "\(counts.accepted) accepted, \(counts.rejected) rejected, "
        + "\(counts.duplicate) duplicate, \(counts.unknown) unknown", as: role)
    if changes.contradicted > 0 {
      office.logger.warning(
        "rows were rejected that had been accepted",
        metadata: ["consumer": "\(consumer)", "rows": "\(changes.contradicted)"])
    }
    return AcknowledgementReceipt(
      report: id, batch: batch?.number, isKnown: false, counts: counts, changes: changes,
      aside: sorted.aside)
  }

  private func releasedBatch(
    _ name: String, of consumer: String
  ) throws -> Acknowledgements.Batch {
    guard
      let batch = try Acknowledgements.batch(
        name, of: consumer, institution: institution, in: transaction)
    else {
      throw Refusal(.nothingThere, "“\(consumer)” has no batch \(name): name one that it got.")
    }
    guard batch.state == "released" else {
      throw Refusal(
        .wrongState,
        "Batch \(batch.number) of “\(consumer)” is \(batch.state): only what was released is "
          + "acknowledged.")
    }
    return batch
  }
}

extension Office {
  /// Records a report that the machine's operator brings as a file.
  public func acknowledge(
    _ report: AcknowledgementReport, from consumer: String, to institution: Int, by actor: String
  ) async throws -> AcknowledgementReceipt {
    let caller = try await operatorCaller(institution, actor, as: .registrar)
    return try await acting(as: caller) { try $0.acknowledge(report, from: consumer) }
  }

  /// Whoever works at the machine itself, in a role.
  func operatorCaller(
    _ institution: Int, _ actor: String, as role: Role
  ) async throws -> Caller {
    let all = try await institutions()
    guard let found = all.first(where: { $0.id == institution }) else {
      throw Refusal(.noInstitution, "There is no such institution.")
    }
    return Caller(institution: found, id: actor, grants: [Caller.Grant(role)])
  }
}

extension AcknowledgementReport {
  /// What is wrong with it whatever the ledger says.
  func check() throws {
    guard lines.count + quarantined.count <= Visit.mostAcknowledged else {
      throw Refusal(
        .invalid,
        "The report lists more than \(Visit.mostAcknowledged) rows: send it in parts, or list only "
          + "what was not accepted and say “others: accepted”.")
    }
    guard !totals.isEmpty else {
      throw Refusal(
        .invalid,
        "The report declares no totals, so that nobody can tell whether it is whole: say how many "
          + "rows it accepts, rejects, has already and does not know.")
    }
    if totals.rows != nil, batch == nil {
      throw Refusal(.invalid, "The report counts the rows of a batch: say of which.")
    }
    guard acceptsOthers else { return try checkIsReadable() }
    guard batch != nil, totals.rows != nil, totals.accepted != nil else {
      throw Refusal(
        .invalid,
        "To accept what is not listed, say which batch it is, how many rows it has and how many of "
          + "them are accepted.")
    }
    if let row = quarantined.first {
      throw Refusal(
        .invalid,
        "Line \(row.line) cannot be read, and might not be accepted: correct it, or list every row."
      )
    }
  }

  private func checkIsReadable() throws {
    guard lines.isEmpty, let row = quarantined.first else { return }
    throw Refusal(
      .invalid,
      "No row of the report can be read, so that it says nothing: line \(row.line): \(row.reason). "
        + "Correct it, or read it through a mapping of its layout.")
  }

  /// A hash of everything that it says, in its order.
  var sha256: [UInt8] {
    var hash = SHA256()
    func add(_ text: String?) {
      hash.update(data: Data((text.map { "\($0.utf8.count):\($0)" } ?? "-").utf8))
    }
    func add(_ number: Int?) { add(number.map { String($0) }) }
    add(batch)
    for total in [
      totals.rows, totals.accepted, totals.rejected, totals.duplicate, totals.unknown,
    ] { add(total) }
    add(acceptsOthers ? "others" : nil)
    for line in lines {
      add(line.row.position)
      add(line.row.notation)
      add(line.row.outcome.rawValue)
      add(line.row.code)
      add(line.row.text)
    }
    for row in quarantined {
      add(row.line)
      add(row.code)
    }
    return [UInt8](hash.finalize())
  }
}
