import LinkedData

/// The shape of a JSON value: what the OpenAPI document says of it and what a request is checked
/// against are the same value (JSON Schema 2020-12, as far as it is needed).
struct Schema: Sendable {
  indirect enum Kind: Sendable {
    case text(Format)
    case choice([String])
    case integer(ClosedRange<Int>)
    case flag
    case list(Schema, atMost: Int)
    case object([Property])
    /// Any JSON, for what is passed on as it was stored.
    case anything
  }

  struct Property: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }

  var kind: Kind
  /// What it is called in the document, where it is used more than once.
  var name: String?
  var note: String?
  var isNullable = false
  var example: JSONValue?
  /// Whether the endpoint judges the entries of this list, each by itself.
  var isJudgedByRow = false

  init(_ kind: Kind, name: String? = nil, note: String? = nil) {
    self.kind = kind
    self.name = name
    self.note = note
  }

  static let id = Schema(.text(.uuid))
  static let day = Schema(.text(.day), note: "A date in the institution's zone.")
  static let instant = Schema(.text(.instant), note: "An instant in UTC.")
  static let decimal = Schema(.text(.decimal), note: "An exact decimal number, as text.")
  static let flag = Schema(.flag)
  static let count = Schema(.integer(0...Int(Int32.max)))

  /// One line of text.
  static func line(_ most: Int = 200, _ note: String? = nil) -> Schema {
    Schema(.text(.line(most)), note: note)
  }

  /// Text of several lines.
  static func prose(_ most: Int = 4_000, _ note: String? = nil) -> Schema {
    Schema(.text(.prose(most)), note: note)
  }

  static func choice(_ words: [String], _ note: String? = nil) -> Schema {
    Schema(.choice(words), note: note)
  }

  static func list(of element: Schema, atMost count: Int = 1_000) -> Schema {
    Schema(.list(element, atMost: count))
  }

  static func object(_ name: String? = nil, _ note: String? = nil, _ properties: [Property])
    -> Schema
  {
    Schema(.object(properties), name: name, note: note)
  }

  /// The same shape, with another note.
  func noted(_ note: String) -> Schema {
    var copy = self
    copy.note = note
    return copy
  }

  /// The same shape, or null.
  var orNull: Schema {
    var copy = self
    copy.isNullable = true
    return copy
  }

  /// The same list, whose entries are judged one by one: a bad one does not refuse the request.
  var judgedByRow: Schema {
    var copy = self
    copy.isJudgedByRow = true
    return copy
  }

  /// The same shape with an example.
  func example(_ example: JSONValue) -> Schema {
    var copy = self
    copy.example = example
    return copy
  }
}

extension Schema.Property {
  /// A member that is always there.
  static func must(_ name: String, _ schema: Schema) -> Self {
    Self(name: name, schema: schema, isRequired: true)
  }

  /// A member that may be left out.
  static func may(_ name: String, _ schema: Schema) -> Self {
    Self(name: name, schema: schema, isRequired: false)
  }
}

/// What a text has to look like.
enum Format: Sendable, Hashable {
  case line(Int)
  case prose(Int)
  case uuid
  case day
  case instant
  case decimal
  case url
  case email
  case sha256
  /// Letters, digits and a few signs: codes, cursors.
  case token(Int)
  /// Any text: what repeats what a caller has sent.
  case any

  /// The regular expression of ECMA-262 that the document shows.
  var pattern: String? {
    switch self {
    case .line: #"^[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$"#
    case .prose: #"^[^\s\u0000-\u001f\u007f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"#
    case .uuid: #"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"#
    case .day: #"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"#
    case .instant: #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"#
    case .decimal: #"^[0-9]{1,9}(\.[0-9]{1,4})?$"#
    case .url: #"^https?://[^\s\u0000-\u001f\u007f]+$"#
    case .email: #"^[^\s@\u0000-\u001f\u007f]+@[^\s@\u0000-\u001f\u007f]+$"#
    case .sha256: #"^[0-9a-f]{64}$"#
    case .token: #"^[A-Za-z0-9._~:-]+$"#
    case .any: nil
    }
  }

  /// The format's name in JSON Schema.
  var name: String? {
    switch self {
    case .uuid: "uuid"
    case .day: "date"
    case .instant: "date-time"
    case .url: "uri"
    case .email: "email"
    default: nil
    }
  }

  /// The most code points.
  var limit: Int? {
    switch self {
    case .line(let most), .prose(let most), .token(let most): most
    case .url: 2_000
    case .email: 320
    default: nil
    }
  }
}
