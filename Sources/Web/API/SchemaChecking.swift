import Foundation
import LinkedData
import Microcredentials

/// What is wrong with a part of a request.
struct Fault: Sendable, Hashable {
  /// Where: a JSON pointer (RFC 6901) into the body, or the name of a parameter.
  let place: String
  /// What is wrong there, and what is wanted.
  let detail: String
}

extension Schema {
  /// What does not fit, at most twenty faults; none when the value has this shape.
  func faults(in value: JSONValue, at place: String = "") -> [Fault] {
    var checker = SchemaChecker()
    checker.check(value, self, at: place)
    return checker.faults
  }
}

private struct SchemaChecker {
  var faults: [Fault] = []

  mutating func add(_ place: String, _ detail: String) {
    if faults.count < 20 { faults.append(Fault(place: place, detail: detail)) }
  }

  mutating func check(_ value: JSONValue, _ schema: Schema, at place: String) {
    if case .null = value, schema.isNullable { return }
    switch (schema.kind, value) {
    case (.anything, _): return
    case (.text(let format), .string(let text)):
      if let fault = format.fault(in: text) { add(place, fault) }
    case (.choice(let words), .string(let text)):
      if !words.contains(text) {
        add(place, "It is one of: \(words.joined(separator: ", ")).")
      }
    case (.integer(let range), .number(let number)):
      guard let whole = Int(number.text), range.contains(whole) else {
        add(place, "It is a whole number from \(range.lowerBound) to \(range.upperBound).")
        return
      }
    case (.flag, .bool): return
    case (.list(let element, let most), .array(let values)):
      guard values.count <= most else {
        add(place, "There are at most \(most) entries.")
        return
      }
      if schema.isJudgedByRow { return }
      for (index, value) in values.enumerated() { check(value, element, at: "\(place)/\(index)") }
    case (.object(let properties), .object(let object)): check(object, properties, at: place)
    default: add(place, "It is \(schema.words).")
    }
  }

  private mutating func check(
    _ object: JSONObject, _ properties: [Schema.Property], at place: String
  ) {
    var left = Set(object.members.map(\.name))
    for property in properties {
      left.remove(property.name)
      if let value = object[property.name] {
        check(value, property.schema, at: "\(place)/\(property.name)")
      } else if property.isRequired {
        add("\(place)/\(property.name)", "It is missing.")
      }
    }
    for name in left.sorted() {
      let escaped = name.replacing("~", with: "~0").replacing("/", with: "~1")
      add("\(place)/\(escaped.prefix(100))", "There is no member of this name.")
    }
  }
}

extension Schema {
  fileprivate var words: String {
    switch kind {
    case .text(let format): format.words
    case .choice(let words): "one of: \(words.joined(separator: ", "))"
    case .integer: "a whole number"
    case .flag: "true or false"
    case .list: "a list"
    case .object: "an object"
    case .anything: "any value"
    }
  }
}

extension Format {
  /// What is wrong with a text; nil when it fits.
  func fault(in text: String) -> String? {
    if let limit, text.unicodeScalars.count > limit { return "It has at most \(limit) characters." }
    return fits(text) ? nil : "It is \(words)."
  }

  fileprivate var words: String {
    switch self {
    case .line: "one line of text that begins with a visible character"
    case .prose: "text that begins with a visible character, without control characters"
    case .uuid: "a UUID"
    case .day: "a date such as 2026-08-24"
    case .instant: "an instant in UTC such as 2026-08-24T08:00:00Z"
    case .decimal: "a decimal number as text, such as \"3.5\", with at most four decimals"
    case .url: "an absolute http or https URL"
    case .email: "an e-mail address"
    case .sha256: "a SHA-256 in 64 lower-case hexadecimal digits"
    case .token: "made of letters, digits and the signs . _ ~ : -"
    case .any: "text"
    }
  }

  private func fits(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }
    switch self {
    case .any: return true
    case .line:
      return Self.beginsVisibly(text) && !scalars.contains(where: isControl)
    case .prose:
      return Self.beginsVisibly(text)
        && !scalars.contains { isControl($0) && !["\t", "\n", "\r"].contains($0) }
    case .uuid: return text.utf8.count == 36 && UUID(uuidString: text) != nil
    case .day: return text.utf8.count == 10 && Day(text) != nil
    case .instant:
      return (try? Date(text, strategy: .iso8601)) != nil && text.hasSuffix("Z")
    case .decimal: return Self.isDecimal(text) && Quantity(text) != nil
    case .url:
      let lower = text.lowercased()
      return (lower.hasPrefix("https://") || lower.hasPrefix("http://"))
        && !scalars.contains { isControl($0) || $0.properties.isWhitespace }
        && URLComponents(string: text)?.host?.isEmpty == false
    case .email:
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
        && !scalars.contains { isControl($0) || $0.properties.isWhitespace }
    case .sha256:
      return text.utf8.count == 64
        && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    case .token:
      return !text.isEmpty
        && text.utf8.allSatisfy { byte in
          byte.isAlphanumeric || [46, 95, 126, 58, 45].contains(byte)
        }
    }
  }

  private static func beginsVisibly(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return !first.properties.isWhitespace && !(0x1C...0x1F).contains(first.value)
  }

  private static func isDecimal(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: 46, omittingEmptySubsequences: false)
    guard parts.count <= 2, (1...9).contains(parts[0].count) else { return false }
    guard parts.count == 1 || (1...4).contains(parts[1].count) else { return false }
    return parts.allSatisfy { $0.allSatisfy { (48...57).contains($0) } }
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self)
  }
}
