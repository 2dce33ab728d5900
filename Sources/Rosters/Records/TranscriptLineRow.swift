public import Microcredentials

/// A notation as it stands in a student system's own list.
public struct TranscriptLineRow: Hashable, Sendable, Codable {
  /// The student's id there.
  public var student: String
  /// The code of the program.
  public var program: String?
  /// The line in the transcript.
  public var text: String?
  /// The code of the term.
  public var term: String?
  /// The day on which it was earned.
  public var on: Day?
  /// The credits.
  public var credits: Quantity?
  /// The id of our notation, where they keep it.
  public var notation: String?
  /// Whether the list says that it was taken out.
  public var isVoid: Bool

  /// What identifies it in a list.
  public var key: String { notation ?? RosterKey.of(student, program, text, term) }

  /// Makes a row.
  public init(
    student: String, program: String? = nil, text: String? = nil, term: String? = nil,
    on: Day? = nil, credits: Quantity? = nil, notation: String? = nil, isVoid: Bool = false
  ) {
    self.student = student
    self.program = program
    self.text = text
    self.term = term
    self.on = on
    self.credits = credits
    self.notation = notation
    self.isVoid = isVoid
  }
}

extension TranscriptLineRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    let kind = try source.optional(.kind) { text throws(Unfit) in
      try RecordKind.notation.form(of: .kind).text(text)
    }
    self.init(
      student: try source.requiredChecked(.student), program: try source.checked(.program),
      text: try source.checked(.text), term: try source.checked(.term),
      on: try source.day(.on), credits: try source.quantity(.credits),
      notation: try source.checked(.notation), isVoid: kind == "void")
  }

  /// Reads a row from JSON and checks it as if it came from a file.
  public init(from decoder: any Decoder) throws {
    var fields = try CodedFields(decoder)
    try self.init(from: &fields)
  }

  /// Writes a row as JSON: texts under the words that mappings use.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(student, forKey: .student)
    try fields.encodeIfPresent(program, forKey: .program)
    try fields.encodeIfPresent(text, forKey: .text)
    try fields.encodeIfPresent(term, forKey: .term)
    try fields.encodeIfPresent(on?.description, forKey: .on)
    try fields.encodeIfPresent(credits?.description, forKey: .credits)
    try fields.encodeIfPresent(notation, forKey: .notation)
    if isVoid { try fields.encode("void", forKey: .kind) }
  }
}
