import Foundation

/// A JSON value of bounded size and depth.
enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSON])
  case object([String: JSON])

  /// Nil when it is not JSON, or nested deeper than any document that is read here.
  init?(_ bytes: some Collection<UInt8>) {
    guard JSON.depth(of: bytes) <= 16,
      let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes))
    else { return nil }
    self = value
  }

  var text: String? { if case .text(let text) = self { text } else { nil } }
  var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var list: [JSON]? { if case .list(let list) = self { list } else { nil } }
  var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }

  /// The texts of a list, or nil when it is no list of texts only.
  var texts: [String]? {
    guard let list else { return nil }
    let texts = list.compactMap(\.text)
    return texts.count == list.count ? texts : nil
  }

  /// How deep brackets nest, counted before anything recursive looks at them.
  private static func depth(of bytes: some Collection<UInt8>) -> Int {
    var (depth, deepest, inText, escaped) = (0, 0, false, false)
    for byte in bytes {
      if escaped {
        escaped = false
      } else if inText {
        escaped = byte == UInt8(ascii: "\\")
        inText = byte != UInt8(ascii: "\"")
      } else if byte == UInt8(ascii: "\"") {
        inText = true
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        deepest = max(deepest, depth)
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
      }
    }
    return deepest
  }
}

extension JSON: Decodable {
  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let object = try? value.decode([String: JSON].self) {
      self = .object(object)
    } else if let list = try? value.decode([JSON].self) {
      self = .list(list)
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if value.decodeNil() {
      self = .null
    } else {
      throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a JSON value")
    }
  }
}
