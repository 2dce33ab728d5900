public import Microcredentials

/// The end of an id: the system that gave it no longer has the person. The person stays, with
/// everything that is known of them.
public struct DepartureRow: Hashable, Sendable, Codable {
  /// The id that ends.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// The first day on which it is nobody's; nil for the day of the import.
  public var on: Day?
  /// Why, where that is recorded.
  public var reason: String?
  /// The stable identity of what the row says.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, on: Day? = nil, reason: String? = nil,
    key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.on = on
    self.reason = reason
    self.key = key ?? RosterKey.of(learner, idSystem)
  }
}

extension DepartureRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      on: try source.day(.on),
      reason: try source.checked(.reason),
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
    try fields.encodeIfPresent(on?.description, forKey: .on)
    try fields.encodeIfPresent(reason, forKey: .reason)
    try fields.encode(key, forKey: .key)
  }
}
