import Foundation
import Postgres
import TestSupport
import Testing

/// Through a real proxy that hands each transaction to whichever server connection is free.
@Suite(.enabled(if: PgBouncer.isInstalled), .database) struct PgBouncerTests {
  @Test func `transactions, scopes, cursors and cancellation work through a pooling proxy`()
    async throws
  {
    let proxy = try PgBouncer(to: TestDatabase.current.conninfo)
    defer { proxy.stop() }
    let database = Database(DatabaseOptions(conninfo: try await proxy.conninfo(), connections: 6))
    try await database.write { _ = try $0.execute("create table note (tenant text, number int8)") }

    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<120 {
        group.addTask { try await write(number, to: database) }
      }
      try await group.waitForAll()
    }

    let (count, wrong, leaked) = try await database.read { transaction in
      try transaction.query(
        """
        select count(*), count(*) filter (where tenant <> (number % 5)::text),
          coalesce(current_setting('app.tenant', true), '')
        from note
        """
      ).only { row in (try row.next(Int.self), try row.next(Int.self), try row.next(String.self)) }
    }
    #expect(count == 120)
    #expect(wrong == 0)
    #expect(leaked == "")
    try await cancel(in: database)
    await database.shutDown()
  }

  /// Two statements, so that another client's transaction may come between where it must not.
  private func write(_ number: Int, to database: Database) async throws {
    let tenant = "\(number % 5)"
    try await database.write(as: Scope(settings: ["app.tenant": tenant])) { transaction in
      try transaction.advisoryLock(Int64(number % 3))
      try transaction.execute(
        "insert into note select current_setting('app.tenant'), \(number)")
      try transaction.forEachChunk(of: 10, "select number from note") { rows in
        #expect(rows.count > 0)
      }
    }
  }

  private func cancel(in database: Database) async throws {
    let start = ContinuousClock.now
    let sleeping = Task {
      try await database.read { transaction in _ = try transaction.query("select pg_sleep(10)") }
    }
    try await Task.sleep(for: .milliseconds(200))
    sleeping.cancel()
    await #expect(throws: CancellationError.self) { try await sleeping.value }
    #expect(ContinuousClock.now - start < .seconds(5))
    let answers = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask { try await database.read { try $0.query("select \(number)").only() } }
      }
      return try await group.reduce(0, +)
    }
    #expect(answers == 190)
  }
}

/// The proxy with two server connections in transaction mode, on a socket of its own.
private final class PgBouncer {
  static let program = "/usr/sbin/pgbouncer"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  private let folder: String
  private let process = Process()
  private let name: String

  init(to conninfo: String) throws {
    folder = NSTemporaryDirectory() + "bouncer-\(UUID().uuidString.lowercased())"
    let pairs = conninfo.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
    name = pairs.first { $0[0] == "dbname" }?[1].filter { $0 != "'" } ?? ""
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let settings = """
      [databases]
      \(name) = \(conninfo)
      [pgbouncer]
      pool_mode = transaction
      default_pool_size = 2
      auth_type = any
      listen_addr =
      listen_port = 6543
      unix_socket_dir = \(folder)
      """
    try settings.write(toFile: folder + "/bouncer.ini", atomically: true, encoding: .utf8)
    var arguments = ["-q", folder + "/bouncer.ini"]
    if geteuid() == 0 {
      arguments += ["-u", "postgres"]
      let owner = getpwnam("postgres")
      chown(folder, owner?.pointee.pw_uid ?? 0, owner?.pointee.pw_gid ?? 0)
    }
    process.executableURL = URL(fileURLWithPath: PgBouncer.program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func conninfo() async throws -> String {
    for _ in 0..<500 {
      if FileManager.default.fileExists(atPath: folder + "/.s.PGSQL.6543") { break }
      try await Task.sleep(for: .milliseconds(10))
    }
    return "host=\(folder) port=6543 user=postgres dbname=\(name)"
  }

  func stop() {
    // It inherits the blocked signals of this thread, so it would not hear a gentler one.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
