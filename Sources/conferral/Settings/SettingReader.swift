import Foundation
import Office

/// Reads settings one after another, and keeps what it saw of each for `conferral config`.
struct SettingReader {
  /// A setting as it is declared and as it stands.
  struct Entry: Sendable {
    let name: String
    /// What it is for.
    let words: String
    /// What it looks like.
    let form: String
    /// What holds without it, in words.
    let standard: String
    /// A value that somebody might write.
    let example: String
    /// The variable that names a file with the secret; nil for what is none.
    var file: String?
    /// The effective value as it may be shown.
    var shown: String
    /// Where it comes from.
    var origin: String
  }

  let sources: SettingSources
  private(set) var entries: [Entry] = []
  private(set) var mistakes: [String] = []

  init(_ sources: SettingSources) { self.sources = sources }

  /// Notes what is wrong with settings that are right one by one.
  mutating func object(_ sentence: String) { mistakes.append(sentence) }

  /// Shows another value of the last setting, where it is used as another than it was read.
  mutating func showLast(_ effective: String) {
    guard !entries.isEmpty else { return }
    entries[entries.count - 1].shown = effective
  }

  /// A setting with its form: nil from `parse` is a mistake that is told with the form.
  mutating func value<Value>(
    _ name: String, _ words: String, form: String, example: String, default standard: Value?,
    inWords: String, shown: String? = nil, parse: (String) -> Value?
  ) -> Value? {
    var entry = Entry(
      name: name, words: words, form: form, standard: inWords, example: example,
      shown: shown ?? inWords, origin: "default")
    defer { entries.append(entry) }
    guard let found = sources.find(name) else { return standard }
    guard let value = parse(found.text) else {
      mistakes.append("\(name) is \(form); correct it (\(found.origin)).")
      return standard
    }
    entry.origin = found.origin
    entry.shown = Self.printable(found.text)
    return value
  }

  mutating func number(
    _ name: String, _ words: String, _ range: ClosedRange<Int>, default standard: Int
  ) -> Int {
    value(
      name, words, form: "a number from \(range.lowerBound) to \(range.upperBound)",
      example: "\(standard)", default: standard, inWords: "\(standard)"
    ) { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    } ?? standard
  }

  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ words: String, default standard: Choice
  ) -> Choice where Choice.RawValue == String {
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return value(
      name, words, form: "one of \(all)", example: standard.rawValue, default: standard,
      inWords: standard.rawValue, parse: Choice.init(rawValue:)) ?? standard
  }

  mutating func flag(_ name: String, _ words: String) -> Bool {
    value(
      name, words, form: "on or off", example: "off", default: false, inWords: "off"
    ) { text in
      ["on": true, "true": true, "off": false, "false": false][text.lowercased()]
    } ?? false
  }

  mutating func text(_ name: String, _ words: String, default standard: String) -> String {
    value(
      name, words, form: "text", example: standard, default: standard, inWords: standard
    ) { $0 } ?? standard
  }

  /// A text that may be missing; `form` says what `accepts` asks.
  mutating func text(
    _ name: String, _ words: String, form: String = "text", example: String,
    accepts: (String) -> Bool = { _ in true }
  ) -> String? {
    value(name, words, form: form, example: example, default: nil, inWords: "(not set)") { text in
      accepts(text) ? text : nil
    }
  }

  /// A folder; a relative path starts where the program was started.
  mutating func folder(
    _ name: String, _ words: String, example: String, default standard: URL, inWords: String
  ) -> URL {
    value(
      name, words, form: "a folder", example: example, default: standard, inWords: inWords,
      shown: standard.path
    ) { URL(fileURLWithPath: $0, isDirectory: true) } ?? standard
  }

  /// An absolute http or https URL without user and password.
  mutating func url(
    _ name: String, _ words: String, example: String, unset: String = "(not set)"
  ) -> URL? {
    let form = "an absolute http(s) URL without user and password"
    return value(
      name, words, form: form, example: example, default: nil, inWords: unset
    ) { text in
      guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()),
        url.host?.isEmpty == false, url.user == nil, url.password == nil
      else { return nil }
      return url
    }
  }

  /// A secret; it is never shown, and it may lie in a file.
  mutating func secret(
    _ name: String, _ words: String, file: String? = nil, unset: String = "(not set)"
  ) -> Secret? {
    let file = file ?? name + "_FILE"
    var entry = Entry(
      name: name, words: words, form: "a secret", standard: unset,
      example: "/etc/conferral/\(name.lowercased())", file: file, shown: "(not set)",
      origin: "default")
    defer { entries.append(entry) }
    do {
      guard let found = try sources.findSecret(name, file: file) else { return nil }
      entry.shown = "(set)"
      entry.origin = found.origin
      return Secret(found.text)
    } catch {
      mistakes.append("\(error)")
      return nil
    }
  }

  /// One line, whatever somebody wrote.
  private static func printable(_ text: String) -> String {
    String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
  }
}
