import ArgumentParser
import Foundation
import LocalCluster
import Office
import Postgres
import Storage

extension Bench {
  /// `conferral bench comparison`
  struct Comparison: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "comparison", abstract: "A student system's list held against the ledger.",
      discussion: """
        Of a hundred lines one is missing, one extra, two different and one there twice, without our \
        ids. Floor: psql copies the same file into a table and joins it with the ledger.
        """)

    @Option(help: "How many rows the ledger has, and lines the list.")
    var rows = 100_000

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(rows)
        try await campus.fillLedger(rows)
        _ = try await campus.release(in: "csv")
        let list = campus.folder.appendingPathComponent("list.csv")
        try campus.psql(["copy (\(Self.lines)) to stdout csv header"], to: list)
        let floor = try campus.psql([
          "create temp table list (student text, program text, term text, text text)",
          "\\copy list from '\(list.path)' csv header",
          "select count(*) from list full join notation using (student, program, term)",
        ])
        let order = ComparisonOrder(consumer: "csv", mapping: Self.mapping, title: "list.csv")
        Memory.forgetPeak()
        let before = Memory.peak
        let start = ContinuousClock.now
        let found = try await campus.office.compare(order, file: list, at: 1, by: "bench")
        let ours = seconds(since: start)
        Terminal.say(
          """
          comparison of \(found.listed) lines with \(rows) rows: \
          \(found.counts[0]) as sent, \(found.counts[1...4].reduce(0, +)) not
          floor, copy and full join    \(Rounded.text(floor)) s
          read, stored and compared    \(Rounded.text(ours)) s, \(Int(Double(rows) / ours)) rows/s
          ratio to the floor           \(Rounded.text(ours / floor))
          memory grew by               \(Memory.peak - before) MiB
          """)
      }
    }

    private static let mapping = """
      mapping: list
      records:
        - notation: {student: "{student}", program: "{program}", term: "{term}", text: "{text}"}
      """

    private static let lines = """
      select student, program, case when position % 100 = 2 then '2251' else term end as term,
             case when position % 100 = 3 then 'Something else' else text end as text
        from notation, generate_series(1, 2) copy
       where position % 100 <> 1 and (copy = 1 or position % 100 = 4)
      union all
      select 'X' || position, program, term, text from notation where position % 100 = 5
      """
  }
}

extension BenchCampus {
  /// Runs commands with psql; the seconds they took.
  @discardableResult
  func psql(_ commands: [String], to file: URL? = nil) throws -> Double {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "\(cluster.programFolder)/psql")
    process.arguments =
      ["--no-psqlrc", "--quiet"] + commands.flatMap { ["--command", $0] }
      + [cluster.conninfo(database: "bench")]
    process.standardOutput = FileHandle.nullDevice
    if let file {
      try Data().write(to: file)
      process.standardOutput = try FileHandle(forWritingTo: file)
    }
    let start = ContinuousClock.now
    _ = try process.startFree()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refusal(.unavailable, "psql failed with status \(process.terminationStatus).")
    }
    return seconds(since: start)
  }
}
