/// What is wrong with a JSON text, and at which byte.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The byte, counted from 0.
  public let offset: Int
  /// What is wrong there.
  public let problem: String

  /// One sentence for a person.
  public var description: String { "JSON at byte \(offset): \(problem)" }
}

/// How large a JSON text may be.
public struct JSONLimits: Sendable {
  /// The most bytes.
  public var bytes: Int
  /// The most arrays and objects inside one another.
  public var depth: Int

  /// Limits; by default 4 MiB and 64 levels.
  public init(bytes: Int = 4 << 20, depth: Int = 64) {
    self.bytes = bytes
    self.depth = depth
  }
}

extension JSONValue {
  /// Parses one JSON text strictly: UTF-8 without byte order mark, unique member names, no lone
  /// surrogates, nothing after the value.
  public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, depthLimit: limits.depth)
    guard bytes.count <= limits.bytes else {
      throw JSONError(offset: limits.bytes, problem: "more than \(limits.bytes) bytes")
    }
    self = try parser.document()
  }
}

struct JSONParser {
  let bytes: [UInt8]
  let depthLimit: Int
  var position = 0

  init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  func fail(_ problem: String) -> JSONError { JSONError(offset: position, problem: problem) }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    guard peek == nil else { throw fail("text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    defer { skipSpace() }
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    try enter(depth)
    var members: [JSONObject.Member] = []
    var names: Set<[UInt8]> = []
    skipSpace()
    if skip(UInt8(ascii: "}")) { return .object(JSONObject()) }
    repeat {
      skipSpace()
      let name = try string()
      guard names.insert([UInt8](name.utf8)).inserted else { throw fail("a member name twice") }
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw fail("expected ':' after a member name") }
      members.append(JSONObject.Member(name: name, value: try value(depth: depth)))
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else { throw fail("expected ',' or '}'") }
    return .object(JSONObject(distinct: members))
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    try enter(depth)
    var elements: [JSONValue] = []
    skipSpace()
    if skip(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      elements.append(try value(depth: depth))
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "]")) else { throw fail("expected ',' or ']'") }
    return .array(elements)
  }

  private mutating func enter(_ depth: Int) throws(JSONError) {
    guard depth <= depthLimit else { throw fail("more than \(depthLimit) levels") }
    position += 1
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let length = JSONNumber.length(of: bytes[position...])
    let text = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
    guard length > 0, let number = JSONNumber(text) else { throw fail("expected a value") }
    position += length
    return .number(number)
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: text.utf8) else { throw fail("expected '\(text)'") }
    position += text.utf8.count
    return value
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }
}
