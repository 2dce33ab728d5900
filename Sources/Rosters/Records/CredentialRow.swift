public import Microcredentials

/// A certification earned elsewhere, or a badge of another issuer, that was validated.
public struct CredentialRow: Hashable, Sendable, Codable {
  /// The id of the learner.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// `certification` or `credential`.
  public var kind: FactKind
  /// Its code, as written.
  public var code: String
  /// Its title.
  public var title: String?
  /// Who gave it.
  public var issuer: String?
  /// The day on which it was given.
  public var on: Day
  /// The first day on which it no longer holds.
  public var expires: Day?
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, kind: FactKind, code: String,
    title: String? = nil, issuer: String? = nil, on: Day, expires: Day? = nil,
    key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.kind = kind
    self.code = code
    self.title = title
    self.issuer = issuer
    self.on = on
    self.expires = expires
    self.key =
      key
      ?? RosterKey.of(
        kind.rawValue, idSystem, learner, RosterKey.code(code), issuer, on.description)
  }
}

extension CredentialRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      kind: try source.kind(of: .credential),
      code: try source.requiredChecked(.code),
      title: try source.checked(.title),
      issuer: try source.checked(.issuer),
      on: try source.requiredDay(.on),
      expires: try source.day(.expires),
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
    try fields.encode(kind.rawValue, forKey: .kind)
    try fields.encode(code, forKey: .code)
    try fields.encodeIfPresent(title, forKey: .title)
    try fields.encodeIfPresent(issuer, forKey: .issuer)
    try fields.encode(on.description, forKey: .on)
    try fields.encodeIfPresent(expires?.description, forKey: .expires)
    try fields.encode(key, forKey: .key)
  }
}
