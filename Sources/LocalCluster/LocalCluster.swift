import Foundation
public import Logging

/// A private PostgreSQL that lives in a folder and stops with this process, even when the process
/// is killed. It listens on a socket that only its owner can reach, and nowhere else.
public actor LocalCluster {
  let paths: Paths
  let binaries: Binaries
  let settings: ClusterSettings
  let identity: Identity
  private let logger: Logger
  let supervisor: Supervisor
  private var lock: FileLock?
  /// Held while this process uses the cluster, whoever runs it.
  var use: FileLock?

  /// A cluster in that folder, which is made at the first start; `binaries` names the folder of
  /// `initdb` and `postgres` where it should not be searched.
  public init(
    folder: String, settings: ClusterSettings = .durable(), binaries: String? = nil,
    logger: Logger = Logger(label: "cluster")
  ) throws {
    paths = Paths(root: folder)
    self.settings = settings
    self.binaries = try Binaries.find(in: binaries)
    identity = try Identity.current()
    self.logger = logger
    let server = LocalCluster.command(self.binaries, paths, settings)
    supervisor = Supervisor(
      command: identity.mortalCommand(server), log: paths.log, logger: logger)
  }

  /// The folder of the data, the log and the lock.
  public nonisolated var folder: String { paths.root }

  /// The file that PostgreSQL logs to.
  public nonisolated var logFile: String { paths.log }

  /// The folder of PostgreSQL's programs.
  public nonisolated var programFolder: String { binaries.folder }

  /// A libpq connection string for a database and a user of this cluster.
  public nonisolated func conninfo(
    user: String = "postgres", database: String = "postgres"
  ) -> String {
    let values = [("host", paths.sockets), ("port", "5432"), ("user", user), ("dbname", database)]
    return values.map { "\($0)=\(LocalCluster.quoted($1))" }.joined(separator: " ")
  }

  private static func quoted(_ value: String) -> String {
    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\")
    return "'" + escaped.replacingOccurrences(of: "'", with: "\\'") + "'"
  }

  /// The process of the postmaster while it runs.
  public nonisolated var pid: Int32? { supervisor.pid }

  /// Makes the cluster if it is not there, starts it, and returns when it accepts connections.
  public func start() async throws {
    guard lock == nil else { return }
    try prepareFolder()
    guard let lock = try FileLock(path: paths.lock) else {
      throw ClusterError(
        "another process uses the database in \(paths.root): stop it, or choose another folder")
    }
    do {
      try await prepareData()
      self.lock = lock
      try await launch()
    } catch {
      self.lock = nil
      lock.release()
      throw error
    }
  }

  private func launch() async throws {
    let ends = supervisor.ends
    supervisor.start()
    do {
      try await waitUntilReady(since: ends)
    } catch {
      await halt()
      throw error
    }
  }

  private static func command(
    _ binaries: Binaries, _ paths: Paths, _ settings: ClusterSettings
  ) -> [String] {
    [
      "\(binaries.folder)/postgres", "-D", paths.data, "-k", paths.sockets,
      "-c", "listen_addresses=", "-c", "port=5432", "-c", "unix_socket_permissions=0700",
      "-c", "logging_collector=off", "-c", "log_destination=stderr",
    ] + settings.arguments
  }

  /// Stops it quickly but cleanly: open transactions are rolled back, the data is flushed.
  public func stop() async {
    guard lock != nil else { return }
    await halt()
    lock?.release()
    lock = nil
  }

  private func halt() async {
    for (signal, patience) in [(SIGINT, 20.0), (SIGQUIT, 10.0), (SIGKILL, 10.0)] {
      supervisor.stop(with: signal)
      let end = ContinuousClock.now + .seconds(patience)
      while supervisor.pid != nil, ContinuousClock.now < end { await LocalCluster.pause() }
      if supervisor.pid == nil { break }
      logger.warning("PostgreSQL does not stop", metadata: ["signal": "\(signal)"])
    }
  }

  /// Stops and starts it; `immediate` crashes it on the way, so that it has to recover.
  public func restart(immediate: Bool = false) async throws {
    guard lock != nil else { return try await start() }
    let ends = supervisor.ends
    supervisor.send(immediate ? SIGQUIT : SIGINT)
    try await waitUntilReady(since: ends + 1)
  }

  /// Kills the postmaster without warning, for tests; it is started again by itself.
  public func kill() async throws {
    guard lock != nil else { return }
    let ends = supervisor.ends
    supervisor.send(SIGKILL)
    try await waitUntilReady(since: ends + 1)
  }

  /// Stops it and removes its folder.
  public func destroy() async {
    await stop()
    LocalCluster.remove(paths)
  }

  static func pause() async { try? await Task.sleep(for: .milliseconds(5)) }
}
