/// A person as another system knows them.
public struct LearnerRow: Hashable, Sendable, Codable {
  /// The id of the person in that system.
  public var id: String
  /// The system of ids, where the mapping names one: `SIS`.
  public var idSystem: String?
  /// Another id of the same person: `123`.
  public var otherID: String?
  /// The system of that other id: `sis`.
  public var otherSystem: String?
  /// Whether a person whom nobody knows is added; else only people who are known are changed.
  public var adds: Bool
  /// Whether an id that had ended is that of the same person when it comes back.
  public var returns: Bool
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
    id: String, idSystem: String? = nil, otherID: String? = nil, otherSystem: String? = nil,
    adds: Bool = true, returns: Bool = false, name: String? = nil, givenName: String? = nil,
    familyName: String? = nil, email: String? = nil, key: String? = nil
  ) {
    self.id = id
    self.idSystem = idSystem
    self.otherID = otherID
    self.otherSystem = otherSystem
    self.adds = adds
    self.returns = returns
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
      otherID: try source.checked(.otherID),
      otherSystem: try source.checked(.otherSystem),
      adds: try source.truth(.adds) ?? true,
      returns: try source.truth(.returns) ?? false,
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
    try fields.encodeIfPresent(otherID, forKey: .otherID)
    try fields.encodeIfPresent(otherSystem, forKey: .otherSystem)
    if !adds { try fields.encode("false", forKey: .adds) }
    if returns { try fields.encode("true", forKey: .returns) }
    try fields.encodeIfPresent(name, forKey: .name)
    try fields.encodeIfPresent(givenName, forKey: .givenName)
    try fields.encodeIfPresent(familyName, forKey: .familyName)
    try fields.encodeIfPresent(email, forKey: .email)
    try fields.encode(key, forKey: .key)
  }
}
