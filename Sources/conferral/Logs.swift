import Foundation
import Logging
import Synchronization

/// One JSON object a line on standard error, keys in a fixed order.
struct JSONLogHandler: LogHandler {
  let label: String
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var members: [String: String] = [
      "time": Date().ISO8601Format(.init(includingFractionalSeconds: true)),
      "level": event.level.rawValue, "from": label, "message": "\(event.message)",
    ]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
      members[key] = "\(value)"
    }
    if let error = event.error { members["error"] = "\(error)" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var line = try? encoder.encode(members) else { return }
    line.append(0x0A)
    line.withUnsafeBytes { bytes in _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
  }
}

/// Short lines for a person at a terminal.
struct TerminalLogHandler: LogHandler {
  let label: String
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
    var details = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    if let error = event.error { details.append("error=\(error)") }
    let level = event.level >= .warning ? "\(event.level): " : ""
    Terminal.tell("\(level)\(event.message) \(details.joined(separator: " "))")
  }
}

/// Sets logging up once for the process; the first caller decides how.
enum Logs {
  private static let hasBegun = Mutex(false)

  static func begin(level: Logger.Level, forPeople: Bool) -> Logger {
    let isFirst = hasBegun.withLock { begun in
      defer { begun = true }
      return !begun
    }
    guard isFirst else { return Logger(label: "conferral") }
    LoggingSystem.bootstrap { label in
      if forPeople {
        var handler = TerminalLogHandler(label: label)
        handler.logLevel = level
        return handler
      }
      var handler = JSONLogHandler(label: label)
      handler.logLevel = level
      return handler
    }
    return Logger(label: "conferral")
  }
}
