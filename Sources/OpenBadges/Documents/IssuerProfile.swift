public import LinkedData

/// Who issues or created a badge (Open Badges 3.0, "Profile").
public struct IssuerProfile: Sendable, Hashable {
  /// A DID, for issuers `did:web:HOST`.
  public var id: String
  /// The name that wallets show.
  public var name: String
  /// The web site.
  public var url: String?
  /// Where to write.
  public var email: String?
  /// A sentence about the organisation.
  public var description: String?
  /// A logo.
  public var image: BadgeImage?

  /// Makes a profile.
  public init(
    id: String, name: String, url: String? = nil, email: String? = nil,
    description: String? = nil, image: BadgeImage? = nil
  ) {
    self.id = id
    self.name = name
    self.url = url
    self.email = email
    self.description = description
    self.image = image
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("id", .string(id)), ("type", ["Profile"])])
    object.set("name", text: name)
    object.set("url", text: url)
    object.set("email", text: email)
    object.set("description", text: description)
    object["image"] = image?.json
    return .object(object)
  }
}
