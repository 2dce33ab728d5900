import LinkedData
import OpenBadges

extension SpoiledBadges {
  /// Badges with one value somewhere replaced or removed, each signed as it then is.
  static func random(_ count: Int) throws -> [SpoiledBadge] {
    let issuer = try SpoilingIssuer()
    let host = try issuer.host()
    var random = SplitMix(state: 20_261_122)
    let rich = try document(issuer)
    let places = paths(of: rich, "")
    let values: [JSONValue?] = [
      nil, "x", "", 1, -1, true, false, ["x"], ["x": "y"], [["type": ["Evidence"]]], "urn:x:1",
      ["en": "x"], ["EN": "x"], .array([1]), "ext:own", "https://example.org/ü",
    ]
    return try (0..<count).map { number in
      let place = places[Int(random.next() % UInt64(places.count))]
      let value = values[Int(random.next() % UInt64(values.count - 1))]
      let document = rich.setting(place, value)
      return SpoiledBadge(
        name: "\(number): \(place) is \(value.map { "\($0)" } ?? "gone")",
        input: try issuer.sign(document).serialized, host: host, reason: "",
        form: number.isMultiple(of: 2) ? .strict : .jsonLD)
    }
  }

  /// A badge that has nearly everything a badge may have.
  private static func document(_ issuer: SpoilingIssuer) throws -> JSONValue {
    let profile: JSONValue = [
      "id": "https://source.example.org/", "type": ["Profile"], "name": "Source",
      "otherIdentifier": [
        ["type": "IdentifierEntry", "identifier": "1", "identifierType": "identifier"]
      ],
      "address": [
        "type": ["Address"], "addressCountry": "US",
        "geo": ["type": "GeoCoordinates", "latitude": 1, "longitude": 2],
      ],
      "dateOfBirth": "1990-02-28", "official": "Rector",
      "parentOrg": ["id": "https://parent.example.org/", "type": ["Profile"]],
    ]
    return issuer.document
      .setting("credentialSubject/source", profile)
      .setting("credentialSubject/achievement/creator", profile)
      .setting(
        "evidence", [["id": "https://e.example/1", "type": ["Evidence"], "name": "Portfolio"]]
      )
      .setting(
        "credentialSubject/achievement/related",
        [["id": "https://r.example/1", "type": ["Related"], "inLanguage": "de-CH"]]
      )
      .setting(
        "credentialSubject/achievement/otherIdentifier",
        [["type": "IdentifierEntry", "identifier": "1", "identifierType": "ext:own"]]
      )
      .setting(
        "credentialSubject/result",
        [
          [
            "type": ["Result"], "status": "Completed",
            "resultDescription": .string(Fixture.base + "/achievements/data/v3/status"),
          ]
        ]
      )
      .setting("image", ["id": "https://i.example/1", "type": "Image", "caption": "x"])
      .setting("termsOfUse", [["id": "https://t.example/1", "type": "1EdTechCredentialRefresh"]])
      .setting("validUntil", "2040-01-01T00:00:00Z")
  }

  private static func paths(of value: JSONValue, _ path: String) -> [String] {
    let own = path.isEmpty ? [] : [path]
    return switch value {
    case .object(let object):
      own + object.members.flatMap { paths(of: $0.value, "\(path)/\($0.name)") }
    case .array(let elements):
      own + elements.enumerated().flatMap { paths(of: $1, "\(path)/\($0)") }
    case .null, .bool, .number, .string: own
    }
  }
}

/// A small generator of random numbers, the same on every machine.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
