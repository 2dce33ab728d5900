public import LinkedData

/// An identifier of the holder, salted and hashed (Open Badges 3.0, "IdentityObject").
public struct IdentityHash: Sendable, Hashable {
  /// The kind of identifier, such as `emailAddress` or `sourcedId`.
  public var identityType: String
  /// `sha256$` and hexadecimal digits, or the identifier itself when it is not hashed.
  public var identityHash: String
  /// The salt; nothing when the identifier is not hashed.
  public var salt: String?
  /// Whether the identifier is hashed.
  public var hashed: Bool

  /// An identifier hashed with a salt; no case is folded, so pass the exact text that will be
  /// compared later.
  public init(hashing identifier: String, type: String, salt: String) {
    identityType = type
    identityHash = Self.hash(identifier, salt: salt)
    self.salt = salt
    hashed = true
  }

  /// An identifier in the open.
  public init(open identifier: String, type: String) {
    identityType = type
    identityHash = identifier
    salt = nil
    hashed = false
  }

  /// `sha256$` and the SHA-256 of the UTF-8 bytes of identifier and salt.
  public static func hash(_ identifier: String, salt: String) -> String {
    let digest = [UInt8]((identifier + CleanText.of(salt)).utf8).sha256
    return "sha256$" + String(decoding: digest.hex, as: UTF8.self)
  }

  /// Whether this identity is that of the identifier.
  public func matches(_ identifier: String) -> Bool {
    hashed
      ? sameBytes(identityHash, Self.hash(identifier, salt: salt ?? ""))
      : sameBytes(identityHash, identifier)
  }

  /// The JSON object.
  public var json: JSONValue {
    var object = JSONObject([("type", "IdentityObject"), ("hashed", .bool(hashed))])
    object.set("identityType", text: identityType)
    object.set("salt", text: salt)
    object.set("identityHash", text: identityHash)
    return .object(object)
  }
}
