import LinkedData

/// The rules of Open Badges 3.0 ("Data Models", "Serialization") beyond what the vocabulary says.
extension Verification {
  mutating func checkStructure(of object: JSONObject) {
    check(
      "json.serialization", JSONValue.object(object.removing("@context")).hasNoEmptyParts,
      "leave out members that are null or empty arrays")
    let types = object["type"].strings
    check(
      "vc.type", types.contains("VerifiableCredential"), "the type lacks VerifiableCredential")
    check("vc.id", object["id"].isURI, "the credential needs an id that is an absolute URI")
    check("vc.issuer", object["issuer"].id.isURI, "the issuer needs an id that is an absolute URI")
    check(
      "vc.validFrom", object["validFrom"].isInstant, "validFrom must be a dateTime with its zone")
    for name in ["validUntil", "awardedDate"] where object[name] != nil {
      check("vc.\(name)", object[name].isInstant, "\(name) must be a dateTime with its zone")
    }
    if types.contains("OpenBadgeCredential") || types.contains("AchievementCredential") {
      checkBadge(object)
    }
    if types.contains("BitstringStatusListCredential") { checkStatusList(object) }
    if let status = object["credentialStatus"] {
      check(
        "vc.credentialStatus", status.elements.count == 1 && StatusEntry(json: status) != nil,
        "credentialStatus must be one BitstringStatusListEntry with a decimal index")
    }
  }

  private mutating func checkBadge(_ object: JSONObject) {
    let subject = object["credentialSubject"]
    check(
      "ob.issuer-profile",
      object["issuer"]?["type"].strings.contains("Profile") ?? false
        && object["issuer"]?["name"]?.string != nil,
      "the issuer must be a Profile with a name")
    check(
      "ob.subject-type", subject?["type"].strings.contains("AchievementSubject") ?? false,
      "credentialSubject must be one AchievementSubject")
    check(
      "ob.subject-identified", subject?["id"].isURI ?? false || subject?["identifier"] != nil,
      "credentialSubject needs an id or an identifier")
    guard let achievement = subject?["achievement"]?.object else {
      check("ob.achievement", false, "credentialSubject needs an achievement")
      return
    }
    let texts = ["name", "description"].allSatisfy { achievement[$0]?.string != nil }
    check(
      "ob.achievement",
      texts && achievement["id"].isURI && achievement["type"].strings.contains("Achievement"),
      "the achievement needs id, type, name and description")
    let criteria = achievement["criteria"]
    check(
      "ob.criteria", criteria?["id"].isURI ?? false || criteria?["narrative"]?.string != nil,
      "the criteria need an id or a narrative")
    checkResults(subject?["result"], of: achievement)
  }

  private mutating func checkResults(_ results: JSONValue?, of achievement: JSONObject) {
    guard let results else { return }
    let descriptions = achievement["resultDescription"]?.elements ?? []
    let known = results.elements.allSatisfy { result in
      guard let link = result["resultDescription"]?.string else { return true }
      guard let target = descriptions.first(where: { $0["id"] == .string(link) }) else {
        return false
      }
      return target["resultType"]?.string != "Status" || result["status"] != nil
    }
    check(
      "ob.results", known, "each result must link to a description of the achievement and fit it")
  }

  private mutating func checkStatusList(_ object: JSONObject) {
    let encoded = object["credentialSubject"]?["encodedList"]?.string ?? ""
    check(
      "status.list", (try? StatusList(encodedList: encoded)) != nil,
      "encodedList must be 'u', base64url and GZIP of at least 131072 bits")
  }
}

extension JSONValue {
  fileprivate var hasNoEmptyParts: Bool {
    switch self {
    case .null: false
    case .array(let elements): !elements.isEmpty && elements.allSatisfy(\.hasNoEmptyParts)
    case .object(let object): object.members.allSatisfy(\.value.hasNoEmptyParts)
    case .bool, .number, .string: true
    }
  }
}

extension JSONValue? {
  fileprivate var strings: [String] { self?.elements.compactMap(\.string) ?? [] }
  fileprivate var isURI: Bool { self?.string.map(AbsoluteURI.accepts) ?? false }
  fileprivate var isInstant: Bool { self?.string.flatMap(Timestamp.seconds) != nil }
  /// The URI of an object or of a plain reference.
  var id: JSONValue? { self?["id"] ?? self }
}
