public import LinkedData

/// A picture by its URL (Open Badges 3.0, "Image").
public struct BadgeImage: Sendable, Hashable {
  /// The URL of the picture; also its id.
  public var id: String
  /// What it shows, for those who do not see it.
  public var caption: String?

  /// Makes an image.
  public init(id: String, caption: String? = nil) {
    self.id = id
    self.caption = caption
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("id", .string(id)), ("type", "Image")])
    object.set("caption", text: caption)
    return .object(object)
  }
}
