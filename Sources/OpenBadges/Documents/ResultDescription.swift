public import LinkedData

/// One level of a rubric (Open Badges 3.0, "RubricCriterionLevel").
public struct RubricLevel: Sendable, Hashable {
  /// A URI, to which a result's `achievedLevel` points.
  public var id: String
  /// The name of the level.
  public var name: String
  /// What the level demands.
  public var description: String?
  /// Its points, as text.
  public var points: String?

  /// Makes a level.
  public init(id: String, name: String, description: String? = nil, points: String? = nil) {
    self.id = id
    self.name = name
    self.description = description
    self.points = points
  }

  var json: JSONValue {
    var object = JSONObject([("id", .string(id)), ("type", ["RubricCriterionLevel"])])
    object.set("name", text: name)
    object.set("description", text: description)
    object.set("points", text: points)
    return .object(object)
  }
}

/// A result that may be reported for an achievement (Open Badges 3.0, "ResultDescription").
public struct ResultDescription: Sendable, Hashable {
  /// A URI, to which results point.
  public var id: String
  /// What is reported, such as a final grade.
  public var name: String
  /// One of the enumerated kinds such as `LetterGrade` or `Status`, or `ext:…`.
  public var resultType: String
  /// The values allowed, from low to high.
  public var allowedValues: [String]
  /// The value required to pass.
  public var requiredValue: String?
  /// The least value.
  public var valueMin: String?
  /// The greatest value.
  public var valueMax: String?
  /// The levels of a rubric, from low to high.
  public var rubricLevels: [RubricLevel]
  /// The id of the level required to pass.
  public var requiredLevel: String?

  /// Makes a description.
  public init(
    id: String, name: String, resultType: String, allowedValues: [String] = [],
    requiredValue: String? = nil, valueMin: String? = nil, valueMax: String? = nil,
    rubricLevels: [RubricLevel] = [], requiredLevel: String? = nil
  ) {
    self.id = id
    self.name = name
    self.resultType = resultType
    self.allowedValues = allowedValues
    self.requiredValue = requiredValue
    self.valueMin = valueMin
    self.valueMax = valueMax
    self.rubricLevels = rubricLevels
    self.requiredLevel = requiredLevel
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("id", .string(id)), ("type", ["ResultDescription"])])
    object.set("name", text: name)
    object.set("resultType", text: resultType)
    object.set("allowedValue", list: allowedValues.map { .string(CleanText.of($0)) })
    object.set("requiredValue", text: requiredValue)
    object.set("valueMin", text: valueMin)
    object.set("valueMax", text: valueMax)
    object.set("rubricCriterionLevel", list: rubricLevels.map(\.json))
    object.set("requiredLevel", text: requiredLevel)
    return .object(object)
  }
}
