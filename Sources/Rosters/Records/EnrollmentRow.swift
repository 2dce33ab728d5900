public import Microcredentials

/// The enrollment of a learner in a program.
public struct EnrollmentRow: Hashable, Sendable, Codable {
  /// The id of the learner.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// The code of the program.
  public var program: String
  /// The day from which it counts.
  public var on: Day
  /// The label of the version it pins; nil for the one of that day.
  public var version: String?
  /// Whether another day than the one that is known corrects it; else what is known stays.
  public var corrects: Bool
  /// By which class the student system holds the learner in the program; nil where it is by none.
  /// With several, the enrollment lasts as long as one of them.
  public var membership: String?
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, program: String, on: Day, version: String? = nil,
    corrects: Bool = true, membership: String? = nil, key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.program = program
    self.on = on
    self.version = version
    self.corrects = corrects
    self.membership = membership
    self.key =
      key
      ?? RosterKey.of(
        idSystem, learner, RosterKey.code(program))
  }
}

extension EnrollmentRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      program: try source.requiredChecked(.program),
      on: try source.requiredDay(.on),
      version: try source.checked(.version),
      corrects: try source.truth(.corrects) ?? true,
      membership: try source.checked(.membership),
      key: try source.checked(.key))
  }

  /// Reads a row from JSON and checks it as if it came from a file.
  public init(from decoder: any Decoder) throws {
    var fields = try CodedFields(decoder)
    try self.init(from: &fields)
  }

  /// Writes a row as JSON: texts under the words that mappings use.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(learner, forKey: .learner)
    try fields.encodeIfPresent(idSystem, forKey: .idSystem)
    try fields.encode(program, forKey: .program)
    try fields.encode(on.description, forKey: .on)
    try fields.encodeIfPresent(version, forKey: .version)
    if !corrects { try fields.encode("false", forKey: .corrects) }
    try fields.encodeIfPresent(membership, forKey: .membership)
    try fields.encode(key, forKey: .key)
  }
}
