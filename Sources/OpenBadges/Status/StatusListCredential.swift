public import LinkedData

/// A status list as a credential of its own (Bitstring Status List v1.0,
/// "BitstringStatusListCredential").
public struct StatusListCredential: Sendable {
  /// The URL at which it is served.
  public var id: String
  /// The issuer of the badges.
  public var issuer: String
  /// From when it may be used, in seconds since 1970 in UTC.
  public var validFrom: Int64
  /// Until when it may be used, which bounds replays.
  public var validUntil: Int64
  /// What a set bit means.
  public var purpose: StatusPurpose
  /// A hint for caches, in milliseconds.
  public var timeToLive: Int?
  /// The bits.
  public var list: StatusList

  /// Makes a list credential.
  public init(
    id: String, issuer: String, validFrom: Int64, validUntil: Int64,
    purpose: StatusPurpose = .revocation, timeToLive: Int? = nil, list: StatusList
  ) {
    self.id = id
    self.issuer = issuer
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.purpose = purpose
    self.timeToLive = timeToLive
    self.list = list
  }

  /// The JSON object without proof.
  public var json: JSONValue {
    var subject = JSONObject([
      ("id", .string(id + "#list")), ("type", "BitstringStatusList"),
      ("statusPurpose", .string(purpose.rawValue)), ("encodedList", .string(list.encodedList)),
    ])
    subject["ttl"] = timeToLive.map { .number(JSONNumber($0)) }
    return [
      "@context": .array(Vocabulary.statusListContexts.map { .string($0) }),
      "id": .string(id),
      "type": ["VerifiableCredential", "BitstringStatusListCredential"],
      "issuer": .string(issuer),
      "validFrom": .string(Timestamp.text(validFrom)),
      "validUntil": .string(Timestamp.text(validUntil)),
      "credentialSubject": .object(subject),
    ]
  }

  /// The signed document, compact UTF-8 JSON; `created` is in seconds since 1970 in UTC.
  public func signed(by signer: some Signer, created: Int64) throws -> [UInt8] {
    try DataIntegrity.sign(json, created: created, signer: signer).serialized
  }

  /// Reads the bits of a list credential whose proof the caller has verified.
  public static func list(in document: JSONValue) throws(StatusList.Refused) -> StatusList {
    guard let encoded = document["credentialSubject"]?["encodedList"]?.string else {
      throw .encoding
    }
    return try StatusList(encodedList: encoded)
  }
}
