public import Foundation

/// A pooling proxy in transaction mode with few server connections, on a socket of its own.
public final class PgBouncer {
  private static let program = "/usr/sbin/pgbouncer"

  /// Whether tests with it run: where the Debian package pgbouncer is installed, and in CI, where it
  /// must not be missing.
  public static var isWanted: Bool {
    FileManager.default.isExecutableFile(atPath: program)
      || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  private let folder: String
  private let process = Process()
  private let name: String

  /// Starts it before the database of a connection string; `example` is a configuration whose
  /// settings hold, but for the addresses and the login.
  public init(to conninfo: String, pool: Int = 2, example: URL? = nil) throws {
    folder = NSTemporaryDirectory() + "bouncer-\(UUID().uuidString.lowercased())"
    let pairs = conninfo.split(separator: " ").map { $0.split(separator: "=").map(String.init) }
    name = pairs.first { $0[0] == "dbname" }?[1].filter { $0 != "'" } ?? ""
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let base = try example.map { try String(contentsOf: $0, encoding: .utf8) }
    let settings = """
      \(base ?? "[pgbouncer]\npool_mode = transaction")
      default_pool_size = \(pool)
      auth_type = any
      listen_addr =
      listen_port = 6543
      unix_socket_dir = \(folder)
      [databases]
      \(name) = \(conninfo)
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

  /// The connection string of the proxy, once it listens.
  public func conninfo() async throws -> String {
    while process.isRunning, !FileManager.default.fileExists(atPath: folder + "/.s.PGSQL.6543") {
      try await Task.sleep(for: .milliseconds(10))
    }
    return "host=\(folder) port=6543 user=postgres dbname=\(name)"
  }

  /// Stops it and removes its folder.
  public func stop() {
    // It inherits the blocked signals of this thread, so it would not hear a gentler one.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(atPath: folder)
  }
}
