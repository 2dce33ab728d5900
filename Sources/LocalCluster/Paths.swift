#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files of one cluster.
struct Paths: Sendable {
  /// The folder given, absolute.
  let root: String
  var data: String { root + "/data" }
  var lock: String { root + "/lock" }
  /// Locked, shared, by every process that uses the cluster.
  var users: String { root + "/users" }
  var log: String { root + "/postgres.log" }
  var postmaster: String { data + "/postmaster.pid" }
  var version: String { data + "/PG_VERSION" }

  /// The folder of the socket: beside the data, or a short one where that name is too long for a
  /// socket (107 bytes).
  let sockets: String

  init(root: String) {
    var absolute = root.hasPrefix("/") ? root : Paths.workingFolder + "/" + root
    while absolute.count > 1, absolute.hasSuffix("/") { absolute.removeLast() }
    self.root = absolute
    let beside = absolute + "/run"
    if (beside + "/.s.PGSQL.5432.lock").utf8.count < 107 {
      sockets = beside
    } else {
      sockets = "/tmp/pg-\(geteuid())-\(String(Paths.hash(absolute), radix: 36))"
    }
  }

  private static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// FNV-1a: the same folder finds the same socket in every run.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// A lock on a file that ends with the process, however it ends.
struct FileLock: Sendable {
  private let descriptor: Int32

  /// Nil when another process holds it, or for a shared lock when another holds it alone.
  init?(path: String, isShared: Bool = false) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ClusterError("\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
  }

  func release() { close(descriptor) }
}
