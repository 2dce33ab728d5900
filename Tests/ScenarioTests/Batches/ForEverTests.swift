import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A released batch is the same bytes for ever, whoever writes it, wherever and after whatever.
@Suite(.database(.conferral)) struct ForEverTests {
  private func twoBatches() async throws -> (Campus, [FeedBatches.Batch]) {
    let campus = try await Campus.withLedger(3)
    try await campus.people(#"77,"Zoë ""Å"" Ångström""#)
    try await campus.enrollments("77,workshop,2026-08-24")
    try await campus.results("77,workshop,W 1,2026-09-01,,,3")
    try await campus.reconcile()
    try await campus.declare()
    let first = try await campus.send()
    try await campus.revoke("2", "workshop", barring: true)
    try await campus.more(2, from: 100)
    return (campus, [first, try await campus.send()])
  }

  @Test func `after a year of changes it is the same, and from another daemon`() async throws {
    let (campus, batches) = try await twoBatches()
    var before: [[UInt8]] = []
    for batch in batches { before.append(try await campus.file(of: batch)) }
    #expect(before.map(\.count) == batches.map { $0.release?.bytes })
    campus.clock?.set("2027-10-01T12:00:00Z")
    let id = campus.id
    try await campus.owner("update learner set name = 'Renamed ' || name")
    try await campus.owner("update institution set name = 'Renamed', zone = 'Pacific/Apia'")
    try await campus.owner(
      """
      insert into learner_alias (institution_id, system, external_id, learner_id, valid_from,
          recorded_by)
      select \(id)::int, 'sis', 'new-' || n, stable_id('crowd' || n), '2027-01-01', 'test'
        from generate_series(1, 3) n
      """)
    try await campus.people("7777,Grace Hopper")
    try await campus.merge("3", into: "7777")
    try await campus.apply(
      Campus.notedProgram.replacingOccurrences(of: "version: \"1\"", with: "version: \"2\"")
        .replacingOccurrences(of: "title: Program", with: "title: Renamed"))
    try await campus.apply(SampleProgram.badge("other"))
    try await campus.declare(profile: "json-lines", isTest: true, programs: ["other"])
    try await campus.declare(consumer: "another")
    let other = campus.colleague()
    for (batch, bytes) in zip(batches, before) {
      let now = try await other.office.batch(batch.number, of: "banner", institution: id)
      #expect(try await other.file(of: now) == bytes)
    }
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `a process of another zone and language writes the same`() async throws {
    let (campus, batches) = try await twoBatches()
    let turkish = ["TZ": "Asia/Kolkata", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"]
    for (place, settings) in [("here", [:]), ("there", turkish)] as [(String, [String: String])] {
      let folder = campus.folder.url.appendingPathComponent(place)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for batch in batches {
        let command = try campus.daemon(
          "feed", "batch", "render", "banner", "\(batch.number)", "--folder", folder.path,
          settings: settings)
        #expect(await command.finish() == 0, "\(command.said)")
        let name = try await campus.office.text(of: batch, at: campus.id).fileName
        let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
        #expect(Array(bytes) == (try await campus.file(of: batch)))
      }
    }
  }

  static let tools = [
    "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin", "/usr/bin",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0 + "/pg_dump") }

  @Test(.enabled(if: ForEverTests.tools != nil))
  func `a dump that was restored into another database writes the same`() async throws {
    let (campus, batches) = try await twoBatches()
    let tools = try #require(Self.tools)
    let here = TestDatabase.current.conninfo
    let name = "copy_\(UUID().uuidString.prefix(8).lowercased())"
    let there = here.split(separator: " ").map { part in
      part.hasPrefix("dbname=") ? "dbname=\(name)" : String(part)
    }.joined(separator: " ")
    let file = campus.folder.url.appendingPathComponent("dump.sql").path
    for (program, arguments) in [
      ("pg_dump", ["-d", here, "-f", file]),
      ("psql", ["-q", "-d", here, "-c", "create database \(name)"]),
      ("psql", ["-q", "-v", "ON_ERROR_STOP=1", "-d", there, "-f", file]),
    ] {
      let (status, text) = try await Execution.run("\(tools)/\(program)", arguments)
      try #require(status == 0, "\(program): \(text)")
    }
    let database = Database(DatabaseOptions(conninfo: there))
    let copy = campus.over(database)
    for batch in batches {
      let found = try await copy.office.batch(batch.number, of: "banner", institution: campus.id)
      #expect(try await copy.file(of: found) == (try await campus.file(of: batch)))
    }
    await database.shutDown()
    _ = try await Execution.run(
      "\(tools)/psql", ["-q", "-d", here, "-c", "drop database \(name)"])
  }

  @Test func `a ledger that was changed by force writes nothing whole, and the batch is named`()
    async throws
  {
    let (campus, batches) = try await twoBatches()
    try await campus.owner("alter table notation disable trigger history_is_only_added_to")
    try await campus.owner(
      "update notation set text = text || '!' where position = 1")
    let refusal = await #expect(throws: Refusal.self) {
      _ = try await campus.file(of: batches[0])
    }
    let sentence = refusal?.description ?? ""
    #expect(sentence.hasPrefix("Batch 1 of banner") && sentence.contains("length in bytes"))
    #expect(try await campus.file(of: batches[1]).count == batches[1].release?.bytes)
    if Daemon.isPresent {
      let verify = try campus.daemon("feed", "verify", "--stored")
      #expect(await verify.finish() == 1)
      #expect(verify.said.contains("BROKEN  banner 1") && verify.said.contains("ok      banner 2"))
    }
    try await campus.owner("update notation set text = rtrim(text, '!') where position = 1")
    try await campus.owner("alter table notation enable trigger history_is_only_added_to")
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `one changed byte anywhere in a chain of five is found and named`() async throws {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    let folder = try TemporaryFolder()
    var files = [try await campus.deliver(try await campus.send(), into: folder)]
    for step in 1..<5 {
      try await campus.more(2, from: step * 100)
      files.append(try await campus.deliver(try await campus.send(), into: folder))
    }
    let path = folder.url.appendingPathComponent("feed").path
    func verify() async throws -> (Int32, String) {
      let command = try Daemon(
        ["feed", "verify", path], database: "host=/nowhere", keys: folder.url, in: folder)
      return (await command.finish(), command.said)
    }
    let (status, said) = try await verify()
    #expect(status == 0 && said.contains("banner-000005.csv"), "\(said)")
    for file in files {
      let whole = try Data(contentsOf: file)
      for place in [3, whole.count / 3, whole.count / 2, whole.count - 4] {
        var changed = whole
        changed[place] = changed[place] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
        try changed.write(to: file)
        let (status, said) = try await verify()
        #expect(status == 1, "\(file.lastPathComponent) at \(place): \(said)")
        #expect(said.contains("BROKEN  \(file.lastPathComponent)"), "\(place): \(said)")
      }
      try whole.write(to: file)
    }
    try FileManager.default.removeItem(at: files[2])
    let (missing, told) = try await verify()
    #expect(missing == 1 && told.contains("banner-000003.csv"), "\(told)")
  }
}
