public import LinkedData

/// A competency or standard that an achievement is aligned with (Open Badges 3.0, "Alignment").
public struct Alignment: Sendable, Hashable {
  /// The name of the target.
  public var targetName: String
  /// The URL of the target.
  public var targetUrl: String
  /// One of the enumerated kinds such as `CFItem`, or `ext:…`.
  public var targetType: String?
  /// The framework that the target belongs to.
  public var targetFramework: String?
  /// The code of the target within its framework.
  public var targetCode: String?
  /// A sentence about the target.
  public var targetDescription: String?

  /// Makes an alignment.
  public init(
    targetName: String, targetUrl: String, targetType: String? = nil,
    targetFramework: String? = nil, targetCode: String? = nil, targetDescription: String? = nil
  ) {
    self.targetName = targetName
    self.targetUrl = targetUrl
    self.targetType = targetType
    self.targetFramework = targetFramework
    self.targetCode = targetCode
    self.targetDescription = targetDescription
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("type", ["Alignment"])])
    object.set("targetName", text: targetName)
    object.set("targetUrl", text: targetUrl)
    object.set("targetType", text: targetType)
    object.set("targetFramework", text: targetFramework)
    object.set("targetCode", text: targetCode)
    object.set("targetDescription", text: targetDescription)
    return .object(object)
  }
}
