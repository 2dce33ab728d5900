import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// What becomes of each row of a student system's list, and of comparisons that do not end.
@Suite(.database(.conferral)) struct ComparedRowsTests {
  static let mapping = """
    mapping: list
    records:
      - notation: {student: "{student}", program: "{program}", text: "{text}", term: "{term}", on: "{on}", credits: "{credits}", notation: "{id}"}
    """

  static func line(_ row: Notation, text: String? = nil, keepsID: Bool = true) -> String {
    "\(row.student),\(row.program),\"\(text ?? row.text)\",\(row.term ?? ""),\(row.earnedOn),"
      + "\(row.credits.map { $0.description } ?? ""),\(keepsID ? row.id : "")"
  }

  static func text(of lines: [String]) -> String {
    (["student,program,text,term,on,credits,id"] + lines).joined(separator: "\n")
  }

  /// Twenty notations delivered, of which five were voided before; then two more are voided and
  /// five are added, none of which is delivered.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.badge("workshop").replacing("credit: none", with: "credit: 3")
        .replacing("{workshop: W 1}", with: "{workshop: W 1, credits: 3}"))
    try await campus.crowd(20)
    try await campus.reconcile()
    for student in 1...5 { try await campus.revoke("\(student)", "workshop", barring: true) }
    try await campus.deliver()
    for student in 6...7 { try await campus.revoke("\(student)", "workshop", barring: true) }
    try await campus.crowd(5, from: 21)
    try await campus.reconcile()
    return campus
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64], [true, false])
  func `every row comes to what was done to it`(seed: UInt64, keepsID: Bool) async throws {
    let campus = try await campus()
    var random = Seeded(seed)
    var (lines, expected) = ([String](), [Int: String]())
    for row in try await campus.ledger().filter({ $0.kind == .add }).shuffled(using: &random) {
      let student = Int(row.student) ?? 0
      let choice = Int.random(in: 0..<4, using: &random)
      let text = choice == 1 ? "Something else" : row.text
      if choice > 0 { lines.append(Self.line(row, text: text, keepsID: keepsID)) }
      switch (student, choice) {
      case (1...5, 0): break
      case (1...5, _): expected[row.position] = "extra"
      case (6...7, 0): break
      case (6...7, _), (21...25, 0): expected[row.position] = "not sent"
      // That it is there though it was not sent is odd, but not wrong.
      case (_, 0): expected[row.position] = "missing"
      case (_, 1): expected[row.position] = "different"
      default: expected[row.position] = "matched"
      }
    }
    let content = Self.text(of: lines)
    let rows = try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      let found = try visit.compare(
        ComparisonOrder(consumer: "sis", mapping: Self.mapping, title: "list"),
        bytes: Array(content.utf8))
      return try Comparisons.outcomes.flatMap {
        try visit.comparisonRows(of: found.id, outcome: $0, after: 0, limit: 1_000)
      }
    }
    let found = Dictionary(rows.map { ($0.position ?? 0, $0.outcome) }) { "\($0), \($1)" }
    #expect(found == expected)
    #expect(rows.filter { $0.outcome == "extra" }.allSatisfy { $0.reason == "voided here" })
  }

  /// Compares a list of lines; its rows as outcome, line and position.
  private func compare(_ lines: [String], _ campus: Campus) async throws -> [String] {
    try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      let found = try visit.compare(
        ComparisonOrder(consumer: "sis", mapping: Self.mapping, title: "list"),
        bytes: Array(Self.text(of: lines).utf8))
      return try ["matched", "different", "twice", "extra"].flatMap { outcome in
        try visit.comparisonRows(of: found.id, outcome: outcome, after: 0, limit: 1_000).map {
          "\(outcome) \($0.line ?? 0) \($0.position ?? 0)"
        }
      }
    }
  }

  @Test func `of lines of one notation the most alike is its counterpart, the others are twice`()
    async throws
  {
    let campus = try await campus()
    let row = try #require(try await campus.ledger().first { $0.student == "10" })
    let place = row.position
    let right = Self.line(row, keepsID: false)
    let wrongTerm = right.replacing("2026FA", with: "2027SP")
    let worse = Self.line(row, text: "Else", keepsID: false).replacing("2026FA", with: "2027SP")
    #expect(
      try await compare([wrongTerm, wrongTerm], campus)
        == ["different 2 \(place)", "twice 3 \(place)"])
    #expect(
      try await compare([worse, wrongTerm], campus)
        == ["different 3 \(place)", "twice 2 \(place)"])
    #expect(
      try await compare([wrongTerm, right, worse], campus)
        == ["matched 3 \(place)", "twice 2 \(place)", "twice 4 \(place)"])
    // Whoever names the notation has it, and a better line without its id is there twice.
    #expect(
      try await compare([right, Self.line(row, text: "Else")], campus)
        == ["different 3 \(place)", "twice 2 \(place)"])
    let strange = right.replacing(row.program, with: "another")
    #expect(
      try await compare([strange, right], campus) == ["matched 3 \(place)", "extra 2 0"])
    try await Conferral.check(campus.database)
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `a comparison that is killed while it compares shows nothing, and the next one goes on`()
    async throws
  {
    let campus = try await campus()
    try await campus.owner(
      """
      create function wait_in_the_matching() returns trigger language plpgsql as
      $$ begin perform pg_sleep(600); return new; end $$
      """)
    try await campus.owner(
      """
      create trigger wait_in_the_matching before update on comparison_row
        for each row execute function wait_in_the_matching()
      """)
    let row = try #require(try await campus.ledger().last)
    let list = try campus.folder.write(Self.text(of: [Self.line(row)]), to: "list.csv")
    let mapping = try campus.folder.write(Self.mapping, to: "list.yaml")
    let command = try campus.daemon(
      "feed", "compare", "sis", list.path, "--mapping", mapping.path)
    let sleeping: SQL =
      """
      select count(*) from pg_stat_activity
       where datname = current_database() and wait_event = 'PgSleep'
      """
    try await eventually { try await campus.count(sleeping) == 1 }
    await command.end()
    try await eventually { try await campus.count(sleeping) == 0 }
    try await campus.owner("drop trigger wait_in_the_matching on comparison_row")
    let killed: UUID = try await campus.database.read {
      try $0.query("select comparison_id from comparison").only()
    }
    let registrar = campus.staff(.registrar)
    let left = try await campus.office.reading(as: registrar) { try $0.comparison(killed) }
    #expect(left.state == "loading" && left.counts.allSatisfy { $0 == 0 })
    for outcome in Comparisons.outcomes {
      await #expect(throws: Refusal.self) {
        try await campus.office.reading(as: registrar) {
          try $0.comparisonRows(of: killed, outcome: outcome, after: 0, limit: 10)
        }
      }
    }
    let again = try campus.daemon(
      "feed", "compare", "sis", list.path, "--mapping", mapping.path)
    _ = await again.finish()
    #expect(again.said.contains("1 rows listed"))
    let states: [String] = try await campus.database.read {
      try $0.query("select state from comparison order by started_at").column()
    }
    #expect(states == ["refused", "done"])
    try await Conferral.check(campus.database)
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `a comparison that was killed is given up when the next one begins`() async throws {
    let campus = try await campus()
    let list = campus.folder.url.appendingPathComponent("long.csv")
    let row = try #require(try await campus.ledger().last)
    try Data(Self.text(of: Array(repeating: Self.line(row), count: 150_000)).utf8).write(to: list)
    let mapping = try campus.folder.write(Self.mapping, to: "list.yaml")
    let command = try campus.daemon(
      "feed", "compare", "sis", list.path, "--mapping", mapping.path)
    while try await campus.count("select count(*) from comparison_row") == 0 {
      try #require(command.isRunning, "\(command.said)")
      try await Task.sleep(for: .milliseconds(10))
    }
    await command.end()
    #expect(try await campus.count("select count(*) from comparison where state = 'loading'") == 1)
    _ = try await campus.office.acting(as: campus.staff(.registrar)) { visit in
      try visit.compare(
        ComparisonOrder(consumer: "sis", mapping: Self.mapping, title: "list"),
        bytes: Array(Self.text(of: []).utf8))
    }
    let states: [String] = try await campus.database.read {
      try $0.query("select state from comparison order by started_at").column()
    }
    #expect(states == ["refused", "done"])
  }

  @Test func `a comparison whose matching fails ends as refused`() async throws {
    let campus = try await campus()
    try await campus.owner(
      """
      create function fail_the_matching() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$
      """)
    try await campus.owner(
      """
      create trigger fail_the_matching before update on comparison_row
        for each row execute function fail_the_matching()
      """)
    let row = try #require(try await campus.ledger().last)
    let list = try campus.folder.write(Self.text(of: [Self.line(row)]), to: "list.csv")
    await #expect(throws: (any Error).self) {
      try await campus.office.compare(
        ComparisonOrder(consumer: "sis", mapping: Self.mapping, title: "list"), file: list,
        at: campus.id, by: "test")
    }
    #expect(
      try await campus.count(
        "select count(*) from comparison where state = 'refused' and ended_at is not null") == 1)
  }
}
