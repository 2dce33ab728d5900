public import LinkedData

/// An unsigned endorsement of an issuer, an achievement or a credential (Open Badges 3.0,
/// "EndorsementCredential").
public struct Endorsement: Sendable, Hashable {
  /// The URI of the endorsement.
  public var id: String
  /// Its title.
  public var name: String
  /// Who endorses.
  public var issuer: IssuerProfile
  /// From when, in seconds since 1970 in UTC.
  public var validFrom: Int64
  /// The id of what is endorsed.
  public var endorsedID: String
  /// Why, as Markdown.
  public var comment: String?

  /// Makes an endorsement.
  public init(
    id: String, name: String, issuer: IssuerProfile, validFrom: Int64, endorsedID: String,
    comment: String?
  ) {
    self.id = id
    self.name = name
    self.issuer = issuer
    self.validFrom = validFrom
    self.endorsedID = endorsedID
    self.comment = comment
  }

  /// The JSON object without proof.
  public var json: JSONValue {
    var subject = JSONObject([("id", .string(endorsedID)), ("type", ["EndorsementSubject"])])
    subject.set("endorsementComment", text: comment)
    var object = JSONObject([
      ("@context", .array(Vocabulary.badgeContexts.map { .string($0) })), ("id", .string(id)),
      ("type", ["VerifiableCredential", "EndorsementCredential"]),
    ])
    object.set("name", text: name)
    object["issuer"] = issuer.json
    object.set("validFrom", instant: validFrom)
    object["credentialSubject"] = .object(subject)
    return .object(object)
  }
}
