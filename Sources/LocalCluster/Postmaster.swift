import Foundation

/// What `postmaster.pid` says.
struct Postmaster {
  let pid: pid_t
  let isReady: Bool

  /// Line 1 is the process, line 8 its state.
  init?(file: String) {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let pid = lines.first.flatMap({ pid_t($0.trimmingCharacters(in: .whitespaces)) }) else {
      return nil
    }
    self.pid = pid
    isReady = lines.count > 7 && lines[7].trimmingCharacters(in: .whitespaces) == "ready"
  }

  /// Whether that process runs and serves this very folder; the number may be somebody else's now.
  func isRunning(data: String) -> Bool {
    guard let command = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/cmdline")) else {
      return false
    }
    return String(decoding: command, as: UTF8.self).contains(data)
  }
}
