import Foundation
import Logging
import Storage
import Synchronization

/// One JSON object a line on standard error, keys in a fixed order.
struct JSONLogHandler: LogHandler {
  /// The longest value; a longer one is cut, so that a line stays a line.
  private static let limit = 8_192
  /// One line at a time, also where the system takes it in parts.
  private static let output = Mutex(())

  let label: String
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let line = line(of: event, at: Date())
    Self.output.withLock { _ in Terminal.put(line, STDERR_FILENO) }
  }

  /// The event as a line: `time` in UTC with milliseconds, `level`, `from`, `message`, then what
  /// belongs to it; metadata with the name of one of these gets an underscore.
  func line(of event: LogEvent, at time: Date) -> String {
    let all = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
    let ours = [
      "time": Self.text(of: time),
      "level": event.level.rawValue, "from": label, "message": "\(event.message)",
    ]
    var members = all.mapValues { "\($0)" }
    if let error = event.error { members["error"] = "\(error)" }
    for name in ours.keys {
      if let value = members.removeValue(forKey: name) { members[name + "_"] = value }
    }
    members.merge(ours) { $1 }
    // By hand: a line for every request is a good part of what a request costs.
    let pairs = members.sorted { $0.key < $1.key }.map { name, value in
      JSONText.quoted(name) + ":" + JSONText.quoted(Self.shortened(value))
    }
    return "{" + pairs.joined(separator: ",") + "}\n"
  }

  /// The second that was written last, up to its fraction: to format a date costs more than all the
  /// rest of a line.
  private static let second = Mutex<(number: Int64, text: String)>((.min, ""))

  private static func text(of time: Date) -> String {
    let milliseconds = Int64((time.timeIntervalSince1970 * 1_000).rounded(.down))
    let (number, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let start = second.withLock { second in
      if second.number != number {
        let whole = Date(timeIntervalSince1970: Double(number))
        second = (number, String(whole.formatted(.iso8601).dropLast()))
      }
      return second.text
    }
    return start + "." + String("\(1_000 + rest)".dropFirst()) + "Z"
  }

  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit / 4))) + "…"
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
