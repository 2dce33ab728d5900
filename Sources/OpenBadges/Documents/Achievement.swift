public import LinkedData

/// What a program version certifies (Open Badges 3.0, "Achievement").
public struct Achievement: Sendable, Hashable {
  /// A URL of its own for each program version.
  public var id: String
  /// The name of the badge.
  public var name: String
  /// What it stands for.
  public var description: String
  /// The URL of the criteria.
  public var criteriaID: String?
  /// The criteria as Markdown; one of URL and text must be there.
  public var criteriaNarrative: String?
  /// One of the enumerated kinds, or `ext:…`.
  public var achievementType = "MicroCredential"
  /// The credits of the program; nothing for programs not for credit.
  public var creditsAvailable: Credits?
  /// The number of the program version.
  public var version: String?
  /// The program's code.
  public var humanCode: String?
  /// A language tag (BCP 47).
  public var inLanguage: String?
  /// The field of study.
  public var fieldOfStudy: String?
  /// The specialisation within the field.
  public var specialization: String?
  /// Key words.
  public var tags: [String] = []
  /// The picture of the badge.
  public var image: BadgeImage?
  /// Competencies and standards.
  public var alignments: [Alignment] = []
  /// The results that may be reported.
  public var resultDescriptions: [ResultDescription] = []
  /// Who created it, when that is not the issuer.
  public var creator: IssuerProfile?
  /// Ids of the achievements that it builds on or leads to.
  public var related: [String] = []

  /// Makes an achievement; everything optional is set afterwards.
  public init(
    id: String, name: String, description: String, criteriaID: String?,
    criteriaNarrative: String? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.criteriaID = criteriaID
    self.criteriaNarrative = criteriaNarrative
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("id", .string(id)), ("type", ["Achievement"])])
    object.set("achievementType", text: achievementType)
    object.set("name", text: name)
    object.set("description", text: description)
    object["criteria"] = criteria
    object.set("version", text: version)
    object.set("humanCode", text: humanCode)
    object.set("inLanguage", text: inLanguage)
    object.set("fieldOfStudy", text: fieldOfStudy)
    object.set("specialization", text: specialization)
    object.set("creditsAvailable", credits: creditsAvailable)
    object.set("tag", list: tags.map { .string(CleanText.of($0)) })
    object["image"] = image?.json
    object["creator"] = creator?.json
    object.set("alignment", list: alignments.map(\.json))
    object.set("related", list: related.map { ["id": .string($0), "type": ["Related"]] })
    object.set("resultDescription", list: resultDescriptions.map(\.json))
    return .object(object)
  }

  private var criteria: JSONValue {
    var criteria = JSONObject()
    criteria.set("id", uri: criteriaID)
    criteria.set("narrative", text: criteriaNarrative)
    return .object(criteria)
  }
}
