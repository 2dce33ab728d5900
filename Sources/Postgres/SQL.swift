/// A statement whose interpolations bind: `"… where id = \(id)"` sends `$1` and the value apart.
///
/// The text can only come from literals, so that no value is ever part of it. Other statements are
/// joined with `\(sql: part)` and renumbered; names are quoted with `\(identifier: name)`.
public struct SQL: ExpressibleByStringInterpolation, Sendable, CustomStringConvertible {
  /// The text between the parameters: always one piece more than there are parameters.
  private var pieces: [String]
  private(set) var parameters: ParameterBuffer
  private(set) var fault: String?

  /// Only a literal of the program can become text, never a computed string.
  public typealias StringLiteralType = StaticString

  /// A statement without parameters.
  public init(stringLiteral value: StaticString) {
    pieces = [value.description]
    parameters = ParameterBuffer()
  }

  /// What the compiler builds from an interpolated literal.
  public init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.sql
  }

  private init() {
    pieces = [""]
    parameters = ParameterBuffer()
  }

  /// Text composed by this module out of its own words and numbers.
  static func trusted(_ text: String) -> SQL {
    var sql = SQL()
    sql.append(text: text)
    return sql
  }

  /// The text as it is sent, with `$1`, `$2`… for the parameters.
  public var text: String {
    guard pieces.count > 1 else { return pieces[0] }
    var text = pieces[0]
    for number in 1..<pieces.count {
      text += "$\(number)"
      text += pieces[number]
    }
    return text
  }

  /// The text alone: the values are never printed.
  public var description: String { text }

  /// The number of parameters.
  public var parameterCount: Int { pieces.count - 1 }

  /// Statements one after another, with a separator between them.
  public static func joined(_ parts: some Sequence<SQL>, separator: StaticString) -> SQL {
    var whole = SQL()
    for (index, part) in parts.enumerated() {
      if index > 0 { whole.append(text: separator.description) }
      whole.append(part)
    }
    return whole
  }

  fileprivate mutating func append(text: String) { pieces[pieces.count - 1] += text }

  fileprivate mutating func append(_ other: SQL) {
    append(text: other.pieces[0])
    pieces.append(contentsOf: other.pieces.dropFirst())
    parameters.append(contentsOf: other.parameters)
    fault = fault ?? other.fault
  }

  fileprivate mutating func bind(_ value: some Bindable) {
    do {
      try parameters.appendParameter(value)
    } catch {
      fault = fault ?? "parameter $\(pieces.count) cannot be sent: \(error.reason)"
    }
    pieces.append("")
  }

  fileprivate mutating func append(identifier: String) {
    if identifier.utf8.contains(0) || identifier.isEmpty {
      fault = fault ?? "a name is empty or holds a NUL character"
    }
    append(text: SQL.quoted(identifier: identifier))
  }

  static func quoted(identifier: String) -> String {
    "\""
      + identifier.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// Collects the pieces of an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    /// Only literals.
    public typealias StringLiteralType = StaticString

    fileprivate var sql = SQL()

    /// Called by the compiler.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Literal text, called by the compiler.
    public mutating func appendLiteral(_ literal: StaticString) {
      sql.append(text: literal.description)
    }

    /// Binds a value as the next parameter.
    public mutating func appendInterpolation(_ value: some Bindable) { sql.bind(value) }

    /// Binds a value, or null, as the next parameter.
    public mutating func appendInterpolation<V: Bindable>(_ value: V?) { sql.bind(value) }

    /// Joins another statement; its parameters are renumbered.
    public mutating func appendInterpolation(sql part: SQL) { sql.append(part) }

    /// Text of the program itself, unquoted.
    public mutating func appendInterpolation(raw text: StaticString) {
      sql.append(text: text.description)
    }

    /// A name, quoted as an identifier.
    public mutating func appendInterpolation(identifier: String) {
      sql.append(identifier: identifier)
    }
  }
}
