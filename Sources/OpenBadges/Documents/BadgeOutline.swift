import LinkedData

/// What all credentials of one program version have in common.
public struct BadgeOutline: Sendable, Hashable {
  /// Who issues.
  public var issuer: IssuerProfile
  /// What is certified.
  public var achievement: Achievement
  /// The name of the credential that wallets show.
  public var name: String
  /// A sentence about the credential.
  public var description: String?
  /// Who assessed the holders on behalf of the issuer, when that is somebody else.
  public var assessor: IssuerProfile?

  /// Makes an outline.
  public init(
    issuer: IssuerProfile, achievement: Achievement, name: String, description: String? = nil,
    assessor: IssuerProfile? = nil
  ) {
    self.issuer = issuer
    self.achievement = achievement
    self.name = name
    self.description = description
    self.assessor = assessor
  }

  static let credentialTypes = ["VerifiableCredential", "OpenBadgeCredential"]
  static let refreshType = "1EdTechCredentialRefresh"
  static func refreshService(_ url: String) -> JSONValue {
    ["id": .string(url), "type": .string(refreshType)]
  }
  static let schema: JSONValue = [
    [
      "id":
        "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
      "type": "1EdTechJsonSchemaValidator2019",
    ]
  ]
}
