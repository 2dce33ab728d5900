import Foundation
public import Logging

extension LocalCluster {
  /// A cluster for this process alone, in memory where the system has `/dev/shm`; the folders that
  /// dead processes left under the same prefix are removed first.
  public static func throwaway(
    prefix: String, settings: ClusterSettings = .throwaway(), binaries: String? = nil,
    logger: Logger = Logger(label: "cluster")
  ) throws -> LocalCluster {
    let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
    sweep(base: base, prefix: prefix)
    let folder = "\(base)/\(prefix)-\(getpid())-\(String(UInt32.random(in: 0...(.max)), radix: 36))"
    return try LocalCluster(
      folder: folder, settings: settings, binaries: binaries, logger: logger)
  }

  private static func sweep(base: String, prefix: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    for name in names where name.hasPrefix(prefix + "-") {
      let paths = Paths(root: "\(base)/\(name)")
      guard let owner = name.dropFirst(prefix.count + 1).split(separator: "-").first,
        let pid = pid_t(owner), Foundation.kill(pid, 0) != 0, errno == ESRCH,
        let lock = try? FileLock(path: paths.lock)
      else { continue }
      defer { lock.release() }
      let postmaster = Postmaster(file: paths.postmaster)
      guard postmaster?.isRunning(data: paths.data) != true else { continue }
      remove(paths)
    }
  }

  static func remove(_ paths: Paths) {
    for folder in [paths.sockets, paths.root] {
      try? FileManager.default.removeItem(atPath: folder)
    }
  }

  /// Crashes it and removes its folder without waiting for the actor: for the end of a process.
  public nonisolated func abandon() {
    supervisor.stop(with: SIGQUIT)
    for _ in 0..<400 where supervisor.pid != nil { usleep(5000) }
    LocalCluster.remove(paths)
  }
}
