import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The daemon and the commands behind PgBouncer in transaction mode.
@Suite(.enabled(if: Daemon.isPresent && PgBouncer.isWanted), .database(.conferral))
struct PoolingProxyTests {
  @Test func `everything works with three server connections for two daemons and the commands`()
    async throws
  {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    let proxy = try PgBouncer(
      to: TestDatabase.current.conninfo, pool: 3,
      example: Repository.folder.appendingPathComponent("deploy/pgbouncer.ini.example"))
    defer { proxy.stop() }
    let conninfo = try await proxy.conninfo()
    func start(_ arguments: String..., port: Int? = nil) throws -> Daemon {
      try Daemon(
        arguments, database: conninfo, keys: campus.office.keys.directory, in: campus.folder,
        port: port)
    }
    let daemons = try (0..<2).map {
      try start("serve", port: 18_000 + 100 * $0 + .random(in: 0..<100))
    }
    let learners = 1...1_500
    for (kind, rows) in [
      (SmallFile.people, learners.map { "\($0),Person \($0)" }),
      (.enrollments, learners.map { "\($0),nonprofit,2026-08-24" }),
      (
        .results,
        learners.flatMap { n in
          [
            "\(n),course,NPM 301,2026-09-01,A",
            "\(n),course,NPM 302,2026-09-0\(1 + n % 9),\(n % 3 == 0 ? "F" : "B")",
          ]
        }
      ),
    ] {
      let mapping = try campus.folder.write(kind.mapping, to: "\(kind).yaml")
      let file = try campus.folder.write(kind.text(rows), to: "\(kind).csv")
      let command = try start("import", mapping.path, file.path)
      #expect(await command.finish() == 0, "\(command.said)")
    }
    try await eventually {
      let awards = try await campus.count("select count(*) from award")
      let marks = try await campus.count("select count(*) from dirty_log")
      return awards == 1_000 && marks == 0
    }
    let explain = try start("explain", "7", "nonprofit")
    #expect(await explain.finish() == 0, "\(explain.said)")
    #expect(explain.said.contains("Awarded at"))
    for arguments in ["feed", "worklist", "fsck"] {
      let command = try start(arguments)
      #expect(await command.finish() == 0, "\(command.said)")
      if arguments == "feed" { #expect(command.said.split(separator: "\n").count == 1_000) }
    }
    let servers = try await campus.count(
      """
      select count(*) from pg_stat_activity
       where datname = current_database() and application_name = 'conferral'
      """)
    #expect((1...3).contains(servers))
    for daemon in daemons { #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)") }
    let expected = learners.filter { $0 % 3 != 0 }.map {
      AwardLine(student: "\($0)", program: "nonprofit", earnedOn: "2026-09-0\(1 + $0 % 9)")
    }
    #expect(try await campus.awards() == expected.sorted())
    #expect(try await campus.ledger().map(\.position) == Array(1...1_000))
  }
}
