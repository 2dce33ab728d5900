import AsyncHTTPClient
import Foundation
import LinkedData
import NIOCore
import NIOHTTP1
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The university of deploy/samples, set up by the program's own commands and served by a daemon
/// that is a process of its own.
struct SampleUniversity: Sendable {
  static let site = "https://badges.example.edu"
  private static let samples = Repository.folder.appendingPathComponent("deploy/samples").path

  let folder: TemporaryFolder
  let daemon: Daemon
  let port: Int
  let office: Office
  let institution: Institution

  /// A badge that somebody earned there.
  struct Badge: Sendable {
    let award: String
    let credential: String
    let program: String
    let learner: String
    let email: String?
  }

  /// Sets it up, lets it award and serves it until `body` returns.
  static func serve(_ body: (SampleUniversity) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let programs = try FileManager.default.contentsOfDirectory(atPath: "\(samples)/programs")
    try await command(["institution", "apply", "\(samples)/institution.yaml"], in: folder)
    try await command(["key", "create"], in: folder)
    try await command(
      ["program", "apply"] + programs.map { "\(samples)/programs/\($0)" }, in: folder)
    for what in ["people", "results", "evidence"] {
      let roster = "\(samples)/roster/\(what)"
      try await command(["import", "\(roster).yaml", "\(roster).csv"], in: folder)
    }
    try await command(["reconcile", "--until-idle"], in: folder)
    let port = try FreePort.next()
    let office = Office(
      database: TestDatabase.current.database, keys: KeyFiles(directory: keys(folder)),
      daemon: "test", logger: .quiet, clock: nil, cabinet: nil, posting: nil)
    let university = SampleUniversity(
      folder: folder,
      daemon: try Daemon(
        ["serve"], database: TestDatabase.current.conninfo, keys: keys(folder), in: folder,
        port: port),
      port: port, office: office, institution: try await office.institution("esu"))
    try await eventually { await DaemonCaller(port: port, token: "").isUp() }
    try await body(university)
    #expect(await university.daemon.end(with: SIGTERM) == 0, "\(university.daemon.said)")
    #expect(!(try await command(["fsck"], in: folder)).contains("BROKEN"))
  }

  /// Runs a command of the program to its end; what it said.
  @discardableResult func command(_ arguments: String...) async throws -> String {
    try await Self.command(arguments, in: folder)
  }

  @discardableResult private static func command(
    _ arguments: [String], in folder: TemporaryFolder
  ) async throws -> String {
    let process = try Daemon(
      arguments, database: TestDatabase.current.conninfo, keys: keys(folder), in: folder)
    #expect(await process.finish() == 0, "\(arguments): \(process.said)")
    return process.said
  }

  private static func keys(_ folder: TemporaryFolder) -> URL {
    folder.url.appendingPathComponent("keys")
  }

  /// Brings one more result; the daemon sees to what follows from it.
  func record(_ row: String) async throws {
    let header = try String(contentsOfFile: "\(Self.samples)/roster/results.csv", encoding: .utf8)
      .prefix { $0 != "\n" }
    let file = try folder.write("\(header)\n\(row)\n", to: "\(UUID().uuidString).csv")
    try await command("import", "\(Self.samples)/roster/results.yaml", file.path)
  }

  /// A registrar's way through the API of the daemon.
  func registrar() async throws -> DaemonCaller {
    let said = try await command(
      "token", "create", "--name", "desk", "--role", "registrar", "--expires", "7d")
    let secret = try #require(said.split(separator: "\n").first { !$0.contains(" ") })
    return DaemonCaller(port: port, token: String(secret))
  }

  /// Decides something about an award.
  func decide(_ what: String, _ badge: Badge, _ more: JSONObject = JSONObject()) async throws {
    var body = more
    body["reason"] = "A test."
    let answer = try await registrar().post(
      "/awards/\(badge.award)/\(what)", .object(body), key: UUID().uuidString)
    #expect(answer.status == 200, "\(what): \(String(decoding: answer.body, as: UTF8.self))")
  }

  /// The badges that stand, each once.
  func badges() async throws -> [Badge] {
    try await TestDatabase.current.database.read(as: Scopes.institution(institution.id)) {
      try $0.query(
        """
        select distinct a.award_id::text, c.credential_id::text, p.code, l.name, l.email
          from award a
          join credential c using (institution_id, award_id)
          join program p using (institution_id, program_id)
          join learner l using (institution_id, learner_id)
         where not exists (
           select from award_revocation r
            where (r.institution_id, r.award_id) = (a.institution_id, a.award_id))
         order by a.award_id::text
        """
      ).map { row in
        Badge(
          award: try row.next(), credential: try row.next(), program: try row.next(),
          learner: try row.next(), email: try row.next())
      }
    }
  }

  /// What the daemon answers at an address of the site.
  func fetch(_ path: String) async throws -> (status: Int, body: [UInt8]) {
    let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    let bytes = try await response.body.collect(upTo: 8 << 20)
    return (Int(response.status.code), Array(bytes.readableBytesView))
  }
}
