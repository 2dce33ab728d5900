/// How the records of a profile are written.
enum RecordForm: Sendable {
  case delimited(DelimitedForm)
  case fixed(FixedForm)
  /// One JSON object a line.
  case jsonLines(ContentNode)
  /// One element a line, of this name.
  case xml(ContentName, ContentNode)

  /// The fields of a record, in their order.
  var fields: [ProfileField] {
    switch self {
    case .delimited(let form): form.fields
    case .fixed(let form): form.fields
    case .jsonLines(let node), .xml(_, let node): node.fields
    }
  }
}

/// Fields with a delimiter between them.
struct DelimitedForm: Sendable {
  var delimiter: UInt8
  var hasQuotes: Bool
  /// Whether every text stands between quotation marks, needed or not.
  var quotesAll: Bool
  var isGuarded: Bool
  var fields: [ProfileField]

  static let quote = UInt8(ascii: "\"")

  /// Appends a cell and, where needed, its quotation marks.
  func append(cell: [UInt8], isText: Bool, to bytes: inout [UInt8]) {
    guard hasQuotes, quotesAll && isText || needsQuotes(cell) else {
      bytes.append(contentsOf: cell)
      return
    }
    bytes.append(Self.quote)
    for byte in cell {
      if byte == Self.quote { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(Self.quote)
  }

  private func needsQuotes(_ cell: [UInt8]) -> Bool {
    for byte in cell
    where byte == delimiter || byte == Self.quote || byte == 10 || byte == 13 {
      return true
    }
    // Readers that trim cells keep blanks between quotation marks.
    return cell.first == 32 || cell.last == 32
  }
}

/// Fields of fixed widths.
struct FixedForm: Sendable {
  var fields: [ProfileField]

  /// The length of a detail record, its type included.
  var width: Int { fields.reduce(1) { $0 + $1.width } }

  /// Appends the value on its side of the field; it is no longer than the field.
  func append(_ value: [UInt8], in field: ProfileField, to bytes: inout [UInt8]) {
    let missing = max(0, field.width - value.count)
    if field.padding == .right { bytes.append(contentsOf: value.prefix(field.width)) }
    for _ in 0..<missing { bytes.append(field.fill) }
    if field.padding == .left { bytes.append(contentsOf: value.prefix(field.width)) }
  }
}

/// A part of a JSON object or an XML element.
indirect enum ContentNode: Sendable {
  case field(ProfileField)
  /// Members, or elements and attributes (`@name`), written while the conditions hold.
  case group([(name: ContentName, node: ContentNode)], [FieldCondition])
  /// Items of an array, or elements of the same name.
  case list([ContentNode])

  /// All fields, in their order.
  var fields: [ProfileField] {
    switch self {
    case .field(let field): [field]
    case .group(let members, _): members.flatMap(\.node.fields)
    case .list(let nodes): nodes.flatMap(\.fields)
    }
  }
}

/// The name of a member, an element or an attribute, with the bytes that it is written with.
struct ContentName: Sendable {
  let text: String
  let isAttribute: Bool
  /// `"name":` of JSON.
  let key: [UInt8]
  /// ` name="` of an attribute, `<name` of an element.
  let opening: [UInt8]
  /// `</name>`.
  let closing: [UInt8]

  init(_ name: String) {
    isAttribute = name.hasPrefix("@")
    text = name
    var key: [UInt8] = []
    key.append(json: Array(name.utf8))
    self.key = key + [UInt8(ascii: ":")]
    opening = Array((isAttribute ? " \(name.dropFirst())=\"" : "<\(name)").utf8)
    closing = Array((isAttribute ? "\"" : "</\(name)>").utf8)
  }
}
