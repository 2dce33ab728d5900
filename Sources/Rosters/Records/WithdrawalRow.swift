public import Microcredentials

/// The withdrawal of a learner from a program.
public struct WithdrawalRow: Hashable, Sendable, Codable {
  /// The id of the learner.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// The code of the program.
  public var program: String
  /// The day from which it is effective; nil for the day of the import.
  public var on: Day?
  /// Why, where that is recorded.
  public var reason: String?
  /// By which class the student system holds the learner in the program; nil where it is by none.
  /// With several, the enrollment lasts as long as one of them.
  public var membership: String?
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, program: String, on: Day? = nil,
    reason: String? = nil, membership: String? = nil, key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.program = program
    self.on = on
    self.reason = reason
    self.membership = membership
    self.key =
      key
      ?? RosterKey.of(
        idSystem, learner, RosterKey.code(program))
  }
}

extension WithdrawalRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      program: try source.requiredChecked(.program),
      on: try source.day(.on),
      reason: try source.checked(.reason),
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
    try fields.encodeIfPresent(on?.description, forKey: .on)
    try fields.encodeIfPresent(reason, forKey: .reason)
    try fields.encodeIfPresent(membership, forKey: .membership)
    try fields.encode(key, forKey: .key)
  }
}
