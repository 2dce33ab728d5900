public import LinkedData

/// A credential's place in a status list (Bitstring Status List v1.0, "BitstringStatusListEntry").
public struct StatusEntry: Sendable, Hashable {
  /// The URL of the list.
  public var list: String
  /// The place in it, chosen at random and never used twice.
  public var index: Int
  /// What a set bit means.
  public var purpose: StatusPurpose

  /// Makes an entry.
  public init(list: String, index: Int, purpose: StatusPurpose = .revocation) {
    self.list = list
    self.index = index
    self.purpose = purpose
  }

  /// Reads an entry; nil when it is not one.
  public init?(json: JSONValue) {
    guard json["type"]?.string == "BitstringStatusListEntry",
      let list = json["statusListCredential"]?.string,
      let text = json["statusListIndex"]?.string, let index = Int(text), String(index) == text,
      index >= 0,
      let purpose = json["statusPurpose"]?.string.flatMap(StatusPurpose.init(rawValue:))
    else { return nil }
    self.init(list: list, index: index, purpose: purpose)
  }

  /// `LIST#INDEX`, which is not the URL of the list.
  var id: String { "\(list)#\(index)" }

  /// The JSON object.
  public var json: JSONValue {
    [
      "id": .string(id), "type": "BitstringStatusListEntry",
      "statusPurpose": .string(purpose.rawValue), "statusListIndex": .string(String(index)),
      "statusListCredential": .string(list),
    ]
  }
}

/// What a set bit of a status list means.
public enum StatusPurpose: String, Sendable, Hashable, CaseIterable {
  /// The credential is withdrawn for good.
  case revocation
  /// The credential is withdrawn for the time being.
  case suspension
}
