/// What one kind of somebody else's file means in our words: a mapping file, read and checked.
public struct Mapping: Sendable {
  /// What it is called.
  public let name: String
  /// What it is for.
  public let summary: String
  /// The other files it looks values up in.
  public let lookups: [Lookup]

  let format: Format
  /// The system of the learners' ids, where a record names none.
  let idSystem: String?
  let missing: [String]
  /// What tells rows about the same thing apart by age.
  let newest: Newest?
  /// The cells that the values are made from, each once.
  let references: [Reference]
  let records: [MappedRecord]

  /// Reads a mapping file, YAML as the article <doc:Mappings> describes it.
  ///
  /// - Throws: every mistake in it at once.
  public init(_ yaml: String) throws(MappingMistakes) {
    var parser = MappingParser()
    self = try parser.parse(yaml)
  }

  init(
    name: String, summary: String, format: Format, idSystem: String?, missing: [String],
    newest: Newest? = nil, lookups: [Lookup], references: [Reference], records: [MappedRecord]
  ) {
    self.name = name
    self.summary = summary
    self.format = format
    self.idSystem = idSystem
    self.missing = missing
    self.newest = newest
    self.lookups = lookups
    self.references = references
    self.records = records
  }

  /// What its rows are for.
  public enum Purpose: String, CaseIterable, Sendable {
    /// Facts about learners.
    case roster
    /// What a student system says became of rows of the feed.
    case acknowledgements
    /// A student system's own list of notations.
    case notations
  }

  /// What all of its records are for; nil for a mixture.
  public var purpose: Purpose? {
    let purposes = Set(records.map(\.kind.purpose))
    return purposes.count == 1 ? purposes.first : nil
  }

  /// The words of the fields that at least one of its records fills.
  public var filledFields: Set<String> {
    Set(records.flatMap { $0.filled.map(\.word) })
  }

  /// The columns of the file that it reads.
  public var columns: [String] {
    references.filter { $0.lookup == nil }.map(\.column)
  }

  /// Another file that values are looked up in.
  public struct Lookup: Hashable, Sendable {
    /// What the mapping calls it.
    public let name: String
    /// The name of the file, without folders.
    public let file: String
    let keys: [String]
    /// The references whose values are the key to look up.
    let by: [Int]
    /// The columns that values are made from.
    var columns: [String] = []
    let format: Format
    let missing: [String]
    /// What a row must be like to be found.
    let conditions: [Condition]
    let leniency: Leniency

    /// A condition on a column of the other file.
    struct Condition: Hashable, Sendable {
      var column: String
      var test: MappedRecord.Condition.Test
    }

    /// When a key that the file lacks is a missing value and no fault of the row.
    enum Leniency: String, CaseIterable, Sendable {
      case never = "false"
      case always = "true"
      /// Where the file holds only what changed.
      case inDelta = "delta"
    }

    /// Whether it may lack a key, and be lacking as a whole, in a bundle that holds all rows of
    /// the file or only those that changed.
    public func isLenient(isDelta: Bool) -> Bool {
      leniency == .always || (isDelta && leniency == .inDelta)
    }
  }

  /// Which of several rows about the same thing is the newest.
  struct Newest: Sendable {
    /// What the row is about.
    var of: MappedText
    /// When that last changed.
    var by: MappedText
  }

  /// How a file is written.
  struct Format: Hashable, Sendable {
    var dialect = CSVDialect()
    /// The names of the columns; nil for those in the header line.
    var columns: [String]?
    var skippedLines = 0
    /// Columns that the file need not have.
    var optionalColumns: Set<String> = []
    /// What else a column may be called.
    var otherNames: [String: [String]] = [:]
    /// Whether `UserId` and `userid` are one column.
    var ignoresCase = false
  }

  /// A cell: a column of the file, or of the row that a lookup found.
  struct Reference: Hashable, Sendable {
    var lookup: Int?
    var column: String
    /// As it is written between braces.
    var name: String
  }
}

/// What a row becomes, and when.
final class MappedRecord: Sendable {
  let kind: RecordKind
  let conditions: [Condition]
  /// The fields without which no record is made, though the row is in order.
  let essentials: [Field]
  /// The fields that are filled; so few that looking through them is faster than hashing.
  private let fields: [Field]
  private let values: [MappedValue]

  init(
    _ kind: RecordKind, conditions: [Condition], essentials: [Field],
    values: [Field: MappedValue]
  ) {
    self.kind = kind
    self.conditions = conditions
    self.essentials = essentials
    let ordered = Array(values)
    fields = ordered.map(\.key)
    self.values = ordered.map(\.value)
  }

  /// The fields that it fills.
  var filled: [Field] { fields }

  subscript(field: Field) -> MappedValue? {
    for index in fields.indices where fields[index] == field { return values[index] }
    return nil
  }

  /// What a cell must be like for the record to be made.
  struct Condition: Sendable {
    enum Test: Hashable, Sendable {
      case present, absent
      case oneOf([String])
      /// None of these, a missing value included.
      case noneOf([String])

      func holds(of cell: String?) -> Bool {
        switch self {
        case .present: cell != nil
        case .absent: cell == nil
        case .oneOf(let words): cell.map(words.contains) ?? false
        case .noneOf(let words): cell.map { !words.contains($0) } ?? true
        }
      }
    }

    var reference: Int
    var test: Test
  }
}
