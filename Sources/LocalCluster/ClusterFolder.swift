import Foundation

extension LocalCluster {
  func prepareFolder() throws {
    let manager = FileManager.default
    if !manager.fileExists(atPath: paths.root) {
      let mode = identity.isAnother ? 0o711 : 0o700
      do {
        try manager.createDirectory(
          atPath: paths.root, withIntermediateDirectories: true,
          attributes: [.posixPermissions: mode])
      } catch {
        throw ClusterError("\(paths.root) cannot be made: check the folder above it")
      }
    }
  }

  /// Under the lock: folders, `initdb` at the first start, the end of a server left behind.
  func prepareData() async throws {
    try identity.checkPath(to: paths.root)
    try identity.own(paths.sockets)
    try rotateLog()
    try await endOrphan()
    if let version = try? String(contentsOfFile: paths.version, encoding: .utf8) {
      try check(version: version)
    } else {
      try initialise()
    }
  }

  private func check(version: String) throws {
    let made = Int(version.trimmingCharacters(in: .whitespacesAndNewlines))
    guard made == binaries.majorVersion else {
      throw ClusterError(
        "\(paths.data) was made by PostgreSQL \(made ?? 0), but \(binaries.folder) holds "
          + "\(binaries.majorVersion): install the former, or move the data with pg_upgrade")
    }
  }

  /// Into a folder of its own that gets its name last, so that a crash leaves nothing half made.
  private func initialise() throws {
    let draft = paths.data + ".new"
    try? FileManager.default.removeItem(atPath: draft)
    if let left = try? FileManager.default.contentsOfDirectory(atPath: paths.data), !left.isEmpty {
      throw ClusterError("\(paths.data) is neither empty nor a database: move it away")
    }
    try? FileManager.default.removeItem(atPath: paths.data)
    try identity.own(draft)
    let command = [
      "\(binaries.folder)/initdb", "-D", draft, "-U", "postgres", "--auth-local=trust",
      "--auth-host=reject", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions",
    ]
    let (status, text) = try Subprocess.output(
      identity.command(command + (settings.isThrowaway ? ["--no-sync"] : [])))
    guard status == 0 else {
      throw ClusterError("initdb failed in \(paths.root): \(LocalCluster.lastLines(of: text))")
    }
    guard rename(draft, paths.data) == 0 else {
      throw ClusterError("\(draft) cannot be renamed to \(paths.data)")
    }
  }

  /// One old log is kept once it has passed 16 MiB.
  private func rotateLog() throws {
    let size = try? FileManager.default.attributesOfItem(atPath: paths.log)[.size] as? Int
    if let size, size > 16 << 20 { rename(paths.log, paths.log + ".old") }
  }

  /// We hold the lock, so a server that still runs here has lost its daemon: it is on its way down
  /// already, or is told to go.
  private func endOrphan() async throws {
    let end = ContinuousClock.now + .seconds(30)
    while let orphan = Postmaster(file: paths.postmaster), orphan.isRunning(data: paths.data) {
      guard ContinuousClock.now < end else {
        throw ClusterError(
          "an old server (process \(orphan.pid)) still runs in \(paths.data): stop it with "
            + "`kill -QUIT \(orphan.pid)`")
      }
      Foundation.kill(orphan.pid, SIGINT)
      await LocalCluster.pause()
    }
  }

  /// Ready means: the process that we started says so. What a killed server leaves behind needs a
  /// moment to go, so an exit for that reason is tried again by the supervisor.
  func waitUntilReady(since ends: Int) async throws {
    let end = ContinuousClock.now + .seconds(settings.isThrowaway ? 60 : 600)
    while true {
      if supervisor.ends >= ends, let pid = supervisor.pid,
        let postmaster = Postmaster(file: paths.postmaster), postmaster.pid == pid,
        postmaster.isReady
      {
        return
      }
      if let failure = supervisor.failure { throw ClusterError(failure) }
      let hasEnded = supervisor.ends > ends && !isPredecessorInTheWay
      guard !hasEnded, ContinuousClock.now < end else {
        throw ClusterError("PostgreSQL does not start; its log says: \(tailOfLog())")
      }
      await LocalCluster.pause()
    }
  }

  /// The log speaks English, since the cluster is made with the locale C.UTF-8.
  private var isPredecessorInTheWay: Bool {
    let tail = tailOfLog()
    return tail.contains("\"postmaster.pid\" already exists")
      || tail.contains("pre-existing shared memory block") || supervisor.pid != nil
  }

  private func tailOfLog() -> String {
    let text = (try? String(contentsOfFile: paths.log, encoding: .utf8)) ?? ""
    return LocalCluster.lastLines(of: text) + " (\(paths.log))"
  }

  private static func lastLines(of text: String) -> String {
    text.split(separator: "\n").suffix(4).joined(separator: " | ")
  }
}
