import Foundation

/// A child process started with `posix_spawn`: own process group, no inherited files, default
/// signals. The thread that starts it should live as long as the child, because Linux ties the
/// parent-death signal to that thread.
struct Subprocess {
  let pid: pid_t

  /// Starts a program; both outputs go to the descriptor, standard input is empty.
  init(_ arguments: [String], output: Int32) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    for descriptor in 3...Subprocess.highestFile + 1_000 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Subprocess.reset(&attributes)
    let pointers = (Subprocess.inRoot + arguments).map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    var pid = pid_t()
    let failure = posix_spawn(&pid, Subprocess.inRoot[0], &actions, &attributes, pointers, environ)
    guard failure == 0 else {
      throw ClusterError("\(arguments[0]) cannot be run: \(String(cString: strerror(failure)))")
    }
    self.pid = pid
  }

  /// The server's user may have no access to the folder where this program was started.
  private static let inRoot = ["/bin/sh", "-c", "cd / && exec \"$@\"", "sh"]

  /// Other threads open more meanwhile, which get the lowest free numbers.
  private static var highestFile: Int32 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.compactMap { Int32($0) }.max() ?? 2
  }

  /// Ctrl-C reaches the whole foreground group; the database must outlive its client.
  private static func reset(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
  }

  /// Waits for the end but leaves the process a zombie, so that its pid is not given away yet.
  func waitForEnd() {
    var info = siginfo_t()
    while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
  }

  /// Collects the ended process; the exit code, or 128 + the signal.
  func reap() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// Runs a program to its end and returns what it wrote.
  static func output(_ arguments: [String]) throws -> (status: Int32, text: String) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ClusterError("no pipe can be made") }
    defer { close(ends[0]) }
    let child: Subprocess
    do {
      defer { close(ends[1]) }
      child = try Subprocess(arguments, output: ends[1])
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count > 0 { bytes += chunk[..<count] } else if count == 0 || errno != EINTR { break }
    }
    return (child.reap(), String(decoding: bytes, as: UTF8.self))
  }
}
