import LinkedData

/// The rules of Open Badges 3.0 about what was achieved, beyond what its schema says.
extension BadgeVerifier {
  mutating func checkBadge(_ object: JSONObject, _ place: Place) {
    let prefix = place.prefix + "ob."
    guard let subject = object["credentialSubject"]?.object else {
      report.fail(prefix + "subject", "credentialSubject must be one object.")
      return
    }
    report.check(
      prefix + "subject-type", subject["type"]?.elements.contains("AchievementSubject") ?? false,
      "It is about an achievement.", else: "credentialSubject must be an AchievementSubject.")
    report.check(
      prefix + "subject-identified",
      !(subject["id"]?.string ?? "").isEmpty || subject["identifier"] != nil,
      "It says who achieved it.", else: "credentialSubject needs an id or an identifier.")
    guard let achievement = subject["achievement"]?.object else {
      report.fail(prefix + "subject", "The achievement must be an object.")
      return
    }
    let criteria = achievement["criteria"]?.object
    report.check(
      prefix + "criteria",
      ["id", "narrative"].contains { !(criteria?[$0]?.string ?? "").isEmpty },
      "It says what had to be done.", else: "The criteria need an id or a narrative.")
    checkResults(subject, achievement, prefix)
    checkCredits(subject["creditsEarned"], achievement["creditsAvailable"], prefix)
    let images = [
      object["image"], subject["image"], achievement["image"], object["issuer"]?["image"],
    ]
    for image in images.compactMap(\.self) { check(image: image, prefix) }
    if subject["evidence"] != nil {
      report.fail(
        prefix + "evidence", "Evidence belongs to the credential, not to its subject.")
    }
    for item in object["evidence"]?.elements ?? []
    where item["id"]?.string?.hasPrefix("data:") ?? false {
      report.info(prefix + "evidence", "Evidence is embedded in the badge itself.")
    }
  }

  private mutating func checkResults(
    _ subject: JSONObject, _ achievement: JSONObject, _ prefix: String
  ) {
    let results = subject["result"]?.elements ?? []
    let descriptions = achievement["resultDescription"]?.elements ?? []
    guard results.count <= 500, descriptions.count <= 500 else {
      report.fail(prefix + "results", "It has more than 500 results or descriptions of results.")
      return
    }
    let problems = results.flatMap { Self.problems(of: $0, descriptions) }
    report.check(
      prefix + "results", problems.isEmpty, "Every result fits its description.",
      else: problems.prefix(3).joined(separator: " "))
  }

  private static func problems(of result: JSONValue, _ descriptions: [JSONValue]) -> [String] {
    guard result.object != nil else { return ["A result is not an object."] }
    guard let link = result["resultDescription"] else { return [] }
    guard let target = descriptions.last(where: { $0["id"] == link }) else {
      return ["A result links to a description that the achievement does not have."]
    }
    var problems: [String] = []
    if target["resultType"] == "Status", result["status"] == nil {
      problems.append("A result of the type Status has no status.")
    }
    let value = result["value"]
    if let value, let allowed = target["allowedValue"]?.elements, !allowed.contains(value) {
      problems.append("A result has a value that its description does not allow.")
    }
    let levels = target["rubricCriterionLevel"]?.elements.compactMap { $0["id"] } ?? []
    if let level = result["achievedLevel"], !levels.contains(level) {
      problems.append("A result has a level that its description does not have.")
    }
    let number = { (value: JSONValue?) in value?.string.flatMap { Double($0) } }
    if let value = number(value) {
      if let least = number(target["valueMin"]), value < least {
        problems.append("A result is below the least value of its description.")
      }
      if let most = number(target["valueMax"]), value > most {
        problems.append("A result is above the greatest value of its description.")
      }
    }
    return problems
  }

  private mutating func checkCredits(
    _ earned: JSONValue?, _ available: JSONValue?, _ prefix: String
  ) {
    guard earned != nil || available != nil else { return }
    let numbers = [earned, available].map { value -> Double?? in
      guard let value else { return .some(nil) }
      guard case .number(let number) = value, let double = number.double, double >= 0 else {
        return nil
      }
      return double
    }
    guard case (let earned??, let available??) = (numbers[0], numbers[1]) else {
      report.check(
        prefix + "credits", numbers.allSatisfy { $0 != nil }, "The credits are a number.",
        else: "Credits must be numbers that are not negative.")
      return
    }
    report.check(
      prefix + "credits", earned <= available, "No more credits were earned than there are.",
      else: "More credits were earned than there are.")
  }

  private mutating func check(image: JSONValue, _ prefix: String) {
    let id = image["id"]?.string ?? ""
    report.check(
      prefix + "image",
      image["type"] == "Image"
        && ["http:", "https:", "data:", "urn:"].contains(where: id.hasPrefix),
      "A picture has an address.", else: "A picture must be an Image with an address as its id.")
  }

  /// Verifies the endorsements within a badge, which are credentials of their own.
  mutating func checkEndorsements(of object: JSONObject, _ place: Place) async {
    var found: [(JSONValue, isToken: Bool)] = []
    for member in object.members { Self.findEndorsements(member.name, member.value, &found) }
    guard found.count <= 30 else {
      report.fail(place.prefix + "endorsement", "It has more than 30 endorsements.")
      return
    }
    guard found.isEmpty || place.depth < 3 else {
      report.fail(
        place.prefix + "endorsement", "Its endorsements stand too deep within one another.")
      return
    }
    for (index, (value, isToken)) in found.enumerated() {
      let inner = Place(prefix: "\(place.prefix)endorsement[\(index)].", depth: place.depth + 1)
      if isToken, let token = value.string {
        await credential(.jwt(token), inner)
      } else if !isToken, let endorsement = value.object {
        await credential(endorsement, inner, isToken: false)
      } else {
        report.fail(inner.prefix + "vc.structure", "The endorsement has the wrong form.")
      }
    }
  }

  private static func findEndorsements(
    _ name: String, _ value: JSONValue, _ out: inout [(JSONValue, isToken: Bool)]
  ) {
    if name == "endorsement" || name == "endorsementJwt" {
      out += value.elements.map { ($0, name == "endorsementJwt") }
      return
    }
    switch value {
    case .array(let elements): for element in elements { findEndorsements("", element, &out) }
    case .object(let object):
      for member in object.members { findEndorsements(member.name, member.value, &out) }
    case .null, .bool, .number, .string: return
    }
  }
}
