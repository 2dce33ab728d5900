public import LinkedData

/// One piece of evidence of a credential (Open Badges 3.0, "Evidence").
public struct EvidenceItem: Sendable, Hashable {
  /// An immutable URL; leave it out only when there is none.
  public var id: String?
  /// What it is called.
  public var name: String?
  /// What it is.
  public var description: String?
  /// How it was made, as Markdown.
  public var narrative: String?
  /// Its kind, such as `Portfolio`.
  public var genre: String?
  /// For whom it was made.
  public var audience: String?

  /// Makes a piece of evidence.
  public init(
    id: String?, name: String? = nil, description: String? = nil, narrative: String? = nil,
    genre: String? = nil, audience: String? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.narrative = narrative
    self.genre = genre
    self.audience = audience
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject()
    object.set("id", uri: id)
    object["type"] = ["Evidence"]
    object.set("name", text: name)
    object.set("description", text: description)
    object.set("narrative", text: narrative)
    object.set("genre", text: genre)
    object.set("audience", text: audience)
    return .object(object)
  }
}
