import Foundation
import Office
import Postgres
import TestSupport

/// The program `conferral` as a process of its own, for tests that kill it.
final class Daemon: Sendable {
  /// Where the program is: CONFERRAL_EXECUTABLE, else beside the tests.
  static let executable: String? = {
    let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent().appendingPathComponent("conferral").path
    let named = ProcessInfo.processInfo.environment["CONFERRAL_EXECUTABLE"]
    return [named, beside].compactMap { $0 }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isPresent: Bool { executable != nil }

  private let process = Process()
  /// What it has said so far.
  let log: URL

  /// Starts a subcommand over a database, with the keys of a campus.
  init(
    _ arguments: [String], database conninfo: String, keys: URL, in folder: TemporaryFolder,
    port: Int? = nil, settings: [String: String] = [:]
  ) throws {
    log = try folder.write("", to: "log-\(UUID().uuidString)")
    process.executableURL = URL(fileURLWithPath: Self.executable ?? "")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["DATABASE_URL"] = conninfo
    environment["CONFERRAL_KEYS"] = keys.path
    environment["CONFERRAL_FOLDER"] = folder.url.path
    environment["CONFERRAL_PORT"] = port.map(String.init)
    process.environment = environment.merging(settings) { $1 }
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  var isRunning: Bool { process.isRunning && exit == nil }

  /// How it ended, asked of the kernel: Foundation misses the end of a process whose socket another
  /// one inherited, which began in the same moment. Nil while it runs, or once Foundation knows.
  private var exit: Int32? {
    var facts = siginfo_t()
    let id = id_t(process.processIdentifier)
    guard waitid(P_PID, id, &facts, WEXITED | WNOHANG | WNOWAIT) == 0,
      facts._sifields._sigchld.si_pid != 0
    else { return nil }
    return facts._sifields._sigchld.si_status
  }

  var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

  /// Sends a signal and waits for the end; its status.
  @discardableResult func end(with signal: Int32 = SIGKILL) async -> Int32 {
    if process.isRunning { Foundation.kill(process.processIdentifier, signal) }
    return await finish()
  }

  /// Waits until it ends by itself; its status.
  func finish() async -> Int32 {
    while process.isRunning {
      if let exit { return exit }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return process.terminationStatus
  }
}

extension Campus {
  /// Starts a subcommand over the database of the running test.
  func daemon(
    _ arguments: String..., port: Int? = nil, settings: [String: String] = [:]
  ) throws -> Daemon {
    try Daemon(
      arguments, database: TestDatabase.current.conninfo, keys: office.keys.directory,
      in: folder, port: port, settings: settings)
  }
}

extension Campus {
  /// How many locks in a mode a table has, or wait for it when they are not granted. `pg_locks` tells
  /// those of the other tests too, in whose databases the same table has the same number.
  func locks(on table: String, in mode: String? = nil, granted: Bool = true) async throws -> Int {
    try await count(
      """
      select count(*) from pg_locks
       where database = (select oid from pg_database where datname = current_database())
         and relation = \(table)::regclass and granted = \(granted)
         and mode = coalesce(\(mode), mode)
      """)
  }
}

/// Looks again and again until something is so; throws when it takes too long.
func eventually(
  within patience: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + patience
  while try await !condition() {
    guard ContinuousClock.now < end else { throw NeverHappened() }
    try await Task.sleep(for: .milliseconds(10))
  }
}

/// Something that was awaited did not happen in time.
struct NeverHappened: Error {}
