import LinkedData

/// Whom a badge is for, as it says itself.
public struct Recipient: Sendable, Hashable {
  private let id: String?
  private let identities: [JSONValue]

  init(_ credential: JSONObject) {
    let subject = credential["credentialSubject"]
    id = subject?["id"]?.string
    identities = subject?["identifier"]?.elements ?? []
  }

  /// Feeds what two equal recipients have in common.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(identities.count)
  }

  /// Whether it names somebody by an e-mail address, hashed or in the open.
  public var hasAddress: Bool {
    isMail || identities.contains { $0["identityType"] == "emailAddress" }
  }

  private var isMail: Bool { id?.lowercased().hasPrefix("mailto:") ?? false }

  /// Whether it is for whoever has the address: as it is written, or in lower case, as issuers that
  /// hash addresses write them.
  public func has(address: String) -> Bool {
    let spellings = Set([address, address.lowercased()])
    return spellings.contains { spelling in
      id.map { sameBytes($0, "mailto:" + spelling) } ?? false
        || identities.contains {
          $0["identityType"] == "emailAddress" && BadgeVerifier.is($0, spelling)
        }
    }
  }
}
