/// A person as another system knows them.
public struct LearnerRow: Hashable, Sendable, Codable {
  /// The id of the person in that system.
  public var id: String
  /// The system of ids, where the mapping names one: `SIS`.
  public var idSystem: String?
  /// The full name, where it is written as one.
  public var name: String?
  /// The given name.
  public var givenName: String?
  /// The family name.
  public var familyName: String?
  /// The e-mail address.
  public var email: String?
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    id: String, idSystem: String? = nil, name: String? = nil, givenName: String? = nil,
    familyName: String? = nil, email: String? = nil, key: String? = nil
  ) {
    self.id = id
    self.idSystem = idSystem
    self.name = name
    self.givenName = givenName
    self.familyName = familyName
    self.email = email
    self.key =
      key
      ?? RosterKey.of(
        id, idSystem)
  }
}

extension LearnerRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      id: try source.requiredChecked(.id),
      idSystem: try source.checked(.idSystem),
      name: try source.checked(.name),
      givenName: try source.checked(.givenName),
      familyName: try source.checked(.familyName),
      email: try source.checked(.email),
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
    try fields.encode(id, forKey: .id)
    try fields.encodeIfPresent(idSystem, forKey: .idSystem)
    try fields.encodeIfPresent(name, forKey: .name)
    try fields.encodeIfPresent(givenName, forKey: .givenName)
    try fields.encodeIfPresent(familyName, forKey: .familyName)
    try fields.encodeIfPresent(email, forKey: .email)
    try fields.encode(key, forKey: .key)
  }
}
