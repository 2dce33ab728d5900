public import LinkedData

/// A result of the holder (Open Badges 3.0, "Result").
public struct AchievementResult: Sendable, Hashable {
  /// The id of a result description of the same achievement.
  public var resultDescription: String
  /// The value reached, as text.
  public var value: String?
  /// `Completed`, `InProgress` and so on; required for descriptions of the kind `Status`.
  public var status: String?
  /// The id of the rubric level reached.
  public var achievedLevel: String?

  /// Makes a result.
  public init(
    resultDescription: String, value: String? = nil, status: String? = nil,
    achievedLevel: String? = nil
  ) {
    self.resultDescription = resultDescription
    self.value = value
    self.status = status
    self.achievedLevel = achievedLevel
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("type", ["Result"])])
    object.set("resultDescription", text: resultDescription)
    object.set("value", text: value)
    object.set("status", text: status)
    object.set("achievedLevel", text: achievedLevel)
    return .object(object)
  }
}
