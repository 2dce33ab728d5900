import Foundation

/// Standard output for results, standard error for everything else; progress as a bar on a
/// terminal and as a line now and then elsewhere.
enum Terminal {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// A result, on standard output.
  static func say(_ text: String) { put(text + "\n", STDOUT_FILENO) }

  /// Anything else, on standard error.
  static func tell(_ text: String) { put(text + "\n", STDERR_FILENO) }

  static func put(_ text: String, _ descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}

/// Progress of one piece of work.
final class ProgressLine: @unchecked Sendable {
  private let lock = NSLock()
  private var last = Date.distantPast
  private var isShown = false

  /// Shows how far it is; `share` from 0 to 1 draws a bar.
  func show(_ text: String, share: Double? = nil) {
    lock.withLock {
      let pause = Terminal.isTerminal ? 0.1 : 5.0
      guard Date().timeIntervalSince(last) >= pause else { return }
      last = Date()
      guard Terminal.isTerminal else {
        Terminal.tell(text)
        return
      }
      isShown = true
      let bar = share.map { share -> String in
        let full = Int((min(max(share, 0), 1) * 24).rounded())
        return "[" + String(repeating: "=", count: full)
          + String(repeating: " ", count: 24 - full) + "] "
      }
      Terminal.put("\r\u{1B}[K\(bar ?? "")\(text)", STDERR_FILENO)
    }
  }

  /// Removes the bar.
  func end() {
    lock.withLock {
      if isShown { Terminal.put("\r\u{1B}[K", STDERR_FILENO) }
      isShown = false
    }
  }
}
