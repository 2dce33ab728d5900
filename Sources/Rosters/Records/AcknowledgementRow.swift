/// What a student system says became of a row of the feed.
public struct AcknowledgementRow: Hashable, Sendable, Codable {
  /// What became of it.
  public enum Outcome: String, CaseIterable, Sendable, Codable {
    /// It stands in the student system.
    case accepted
    /// It does not, for a reason.
    case rejected
    /// It stood there already.
    case duplicate
    /// The student system does not know what it is about.
    case unknown

    /// Whether the row stands in the student system.
    public var isAccepted: Bool { self == .accepted || self == .duplicate }
  }

  /// The row's position in the ledger.
  public var position: Int?
  /// The id of the notation, where the student system goes by that.
  public var notation: String?
  /// What became of it.
  public var outcome: Outcome
  /// The student system's code for why.
  public var code: String?
  /// Why, in its words.
  public var text: String?
  /// The row as it was named.
  public var key: String

  /// Makes a row.
  public init(
    position: Int? = nil, notation: String? = nil, outcome: Outcome, code: String? = nil,
    text: String? = nil
  ) {
    self.position = position
    self.notation = notation
    self.outcome = outcome
    self.code = code
    self.text = text
    key = notation ?? position.map { String($0) } ?? ""
  }
}

extension AcknowledgementRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    let position = try source.wholeNumber(.position)
    let notation = try source.checked(.notation)
    if position == nil, notation == nil { throw source.missing(.position) }
    self.init(
      position: position, notation: notation,
      outcome: try source.required(.outcome) { text throws(Unfit) in
        let word = try Field.outcome.form.text(text)
        guard let outcome = Outcome(rawValue: word) else {
          throw Unfit(.valueUnknown, "one of the words of this field")
        }
        return outcome
      },
      code: try source.checked(.code), text: try source.checked(.text))
  }

  /// Reads a row from JSON and checks it as if it came from a file.
  public init(from decoder: any Decoder) throws {
    var fields = try CodedFields(decoder)
    try self.init(from: &fields)
  }

  /// Writes a row as JSON: texts under the words that mappings use.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encodeIfPresent(position.map { String($0) }, forKey: .position)
    try fields.encodeIfPresent(notation, forKey: .notation)
    try fields.encode(outcome.rawValue, forKey: .outcome)
    try fields.encodeIfPresent(code, forKey: .code)
    try fields.encodeIfPresent(text, forKey: .text)
  }
}
