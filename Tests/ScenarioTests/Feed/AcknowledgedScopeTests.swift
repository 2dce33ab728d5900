import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Which rows a consumer can speak of, who may speak for it, and what its word means.
@Suite(.database(.conferral)) struct AcknowledgedScopeTests {
  /// Two notations of each of the programs `workshop` and `other`, and a consumer that gets one.
  private func campus(isTest: Bool = true) async throws -> (Campus, [CorrectedAward]) {
    let (campus, awards) = try await Campus.withOpenLedger(2)
    let id = campus.id
    try await campus.app(
      """
      insert into feed_consumer (institution_id, consumer, profile, is_test, programs, clients)
      values (\(id)::int, 'sis', 'csv', \(isTest), array['workshop'], array['sis-token'])
      """)
    return (campus, awards)
  }

  private func release(
    _ number: Int, _ first: Int, _ last: Int, programs: [String]?, at campus: Campus
  ) async throws {
    let id = campus.id
    try await campus.app(
      """
      insert into feed_batch (institution_id, consumer, number, first_position, last_position,
          state, released_at, released_by, programs)
      values (\(id)::int, 'sis', \(Int32(number)), \(first), \(last), 'released',
        clock_timestamp(), 'registrar:1', \(programs))
      """)
  }

  private func acknowledge(
    _ campus: Campus, _ lines: [(Int, String)] = [], batch: String? = nil, rows: Int? = nil,
    accepted: Int, as caller: Caller? = nil
  ) async throws -> AcknowledgementReceipt {
    let report = AcknowledgementReport(
      batch: batch, totals: .init(rows: rows, accepted: accepted), acceptsOthers: rows != nil,
      lines: lines.enumerated().compactMap { place, line in
        .init(
          line: place + 1, position: line.0, notation: nil, outcome: line.1, code: nil, text: nil)
      })
    return try await campus.office.acting(as: caller ?? campus.staff(.registrar)) {
      try $0.acknowledge(report, from: "sis")
    }
  }

  @Test func `a batch has the rows of the scope that it was prepared with, and those sent again`()
    async throws
  {
    let (campus, _) = try await campus()
    let id = campus.id
    let workshop = try await campus.ledger().filter { $0.program == "workshop" }.map(\.position)
    try await release(1, 1, 4, programs: ["workshop"], at: campus)
    try await campus.app(
      "update feed_consumer set programs = array['other'] where institution_id = \(id)::int")
    let first = try await acknowledge(campus, batch: "1", rows: 2, accepted: 2)
    #expect(first.counts.others == 2 && first.changes.changed == 2)
    let again = try await acknowledge(campus, [(workshop[0], "duplicate")], accepted: 0)
    #expect(again.counts.duplicate == 1 && again.aside.isEmpty)
    try await release(2, 5, 4, programs: ["other"], at: campus)
    try await campus.app(
      """
      insert into feed_resend (institution_id, consumer, position, requested_by, reason, batch_id)
      select institution_id, consumer, \(workshop[1]), 'test', 'It was lost.', batch_id
        from feed_batch where institution_id = \(id)::int and number = 2
      """)
    let resent = try await acknowledge(campus, batch: "2", rows: 1, accepted: 1)
    #expect(resent.counts.others == 1)
    // What is neither in its scope nor in a batch is not its own.
    try await campus.app(
      "update feed_consumer set programs = array['workshop'] where institution_id = \(id)::int")
    let other = try await campus.ledger().first { $0.program == "other" }?.position ?? 0
    let strange = try await acknowledge(campus, [(other, "accepted")], accepted: 1)
    #expect(strange.aside.map(\.code) == ["row-unknown"] && strange.changes.changed == 0)
    try await Conferral.check(campus.database)
  }

  @Test func `a comparison expects what batches brought, not what the scope says today`()
    async throws
  {
    let (campus, _) = try await campus()
    let id = campus.id
    try await release(1, 1, 4, programs: ["workshop"], at: campus)
    try await campus.app(
      "update feed_consumer set programs = array['other'] where institution_id = \(id)::int")
    let list = try await campus.ledger().filter { $0.program == "workshop" }.dropFirst()
    let found = try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      try visit.compare(
        ComparisonOrder(
          consumer: "sis", mapping: ComparedRowsTests.mapping, title: "list"),
        bytes: Array(
          ComparedRowsTests.text(of: list.map { ComparedRowsTests.line($0) }).utf8))
    }
    #expect(
      Dictionary(uniqueKeysWithValues: zip(Comparisons.outcomes, found.counts).filter { $0.1 > 0 })
        == ["matched": 1, "missing": 1, "not sent": 2])
  }

  @Test(arguments: [true, false])
  func `only the word of a production system makes an award delivered`(isTest: Bool) async throws {
    let (campus, awards) = try await campus(isTest: isTest)
    let rows = try await campus.ledger().filter { $0.program == "workshop" }
    let award = try #require(UUID(uuidString: rows[0].award))
    #expect(awards.contains { $0.award == award })
    let id = campus.id
    func isDelivered() async throws -> Bool {
      try await campus.database.read(as: Scopes.institution(id)) {
        try DeliveredLines.isDelivered(award, of: id, in: $0)
      }
    }
    #expect(try await !isDelivered())
    _ = try await acknowledge(campus, [(rows[0].position, "accepted")], accepted: 1)
    #expect(try await isDelivered() == !isTest)
  }

  @Test func `a token speaks only for the consumer whose file names it`() async throws {
    let (campus, _) = try await campus()
    let position = try await campus.ledger().first { $0.program == "workshop" }?.position ?? 0
    func client(_ name: String) async throws -> Caller {
      let token = try await campus.office.createToken(
        named: name, role: .machineClient, unit: nil, days: 1, of: campus.id, by: "test")
      return Caller(
        institution: campus.institution, id: "token:\(token.id.text)",
        grants: [Caller.Grant(.feedClient)])
    }
    let (own, other) = (try await client("sis-token"), try await client("another-token"))
    let refusal = await #expect(throws: Refusal.self) {
      try await acknowledge(campus, [(position, "accepted")], accepted: 1, as: other)
    }
    #expect(refusal?.code == .nothingThere)
    #expect(try await campus.count("select count(*) from acknowledgement") == 0)
    let taken = try await acknowledge(campus, [(position, "accepted")], accepted: 1, as: own)
    #expect(taken.changes.changed == 1)
  }

  @Test func `ten thousand rows of one report are taken one by one`() async throws {
    let (campus, made) = try await campus()
    var awards = made
    let rows = try await campus.ledger().filter { $0.program == "workshop" }
    let place = try #require(awards.firstIndex { $0.award.text == rows[0].award.lowercased() })
    try await campus.write(awards[place].rows(10_000), of: awards[place].award)
    let lines = (5...10_004).map { ($0, $0.isMultiple(of: 10) ? "duplicate" : "accepted") }
    let start = ContinuousClock.now
    let receipt = try await acknowledge(campus, lines, accepted: 9_000)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(receipt.counts.duplicate == 1_000 && receipt.changes.changed == 10_000)
    #expect(
      try await campus.count(
        "select count(*) from acknowledgement_state where outcome = 'accepted'") == 9_000)
    try await campus.settle(awards[place])
  }

  @Test func `a file in another encoding, and rubbish, is refused or kept aside`() async throws {
    let (campus, _) = try await campus()
    let totals = Array(
      #"{"report": {"accepted": 0, "rejected": 0, "duplicate": 0, "unknown": 0}}"#.utf8)
    for (bytes, aside) in [
      (
        totals + [10] + Array("{\"position\": 1, \"outcome\": \"accepted\", \"text\": \"caf".utf8)
          + [0xE9] + Array("\"}".utf8), 1
      ),
      (totals + [10] + [UInt8](repeating: 0xFF, count: 500), 1),
    ] {
      let file = campus.folder.url.appendingPathComponent("rubbish")
      try Data(bytes).write(to: file)
      let report = try AcknowledgementFile.read(
        file, mapping: nil, batch: nil, totals: .init(), acceptsOthers: false)
      #expect(report.lines.isEmpty && report.quarantined.count == aside)
    }
    let file = campus.folder.url.appendingPathComponent("utf16")
    try #require("position,outcome\r\n1,accepted".data(using: .utf16)).write(to: file)
    #expect(throws: (any Error).self) {
      let report = try AcknowledgementFile.read(
        file, mapping: nil, batch: nil, totals: .init(accepted: 1), acceptsOthers: false)
      #expect(report.lines.isEmpty)
      throw NothingTaken()
    }
  }

  private struct NothingTaken: Error {}
}
