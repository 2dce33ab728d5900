import LinkedData

/// The rules of the data models that concern a credential as a whole (VCDM 2.0; Open Badges 3.0,
/// "Data Models" and "Serialization").
extension BadgeVerifier {
  mutating func checkSerialization(of object: JSONObject, _ place: Place) {
    var problems: [String] = []
    for member in object.members where member.name != "@context" {
      Self.findEmptyParts(member.value, "/" + member.name, &problems)
    }
    report.check(
      place.prefix + "json.serialization", problems.isEmpty,
      "No member is null or an empty array.",
      else: "Members that are null or empty arrays: \(problems.joined(separator: ", ")).")
  }

  private static func findEmptyParts(_ value: JSONValue, _ path: String, _ out: inout [String]) {
    guard out.count < 4 else { return }
    switch value {
    case .null: out.append(path)
    case .array(let elements):
      if elements.isEmpty { out.append(path) }
      for (index, element) in elements.enumerated() {
        findEmptyParts(element, "\(path)/\(index)", &out)
      }
    case .object(let object):
      for member in object.members { findEmptyParts(member.value, "\(path)/\(member.name)", &out) }
    case .bool, .number, .string: break
    }
  }

  mutating func checkStructure(of object: JSONObject, _ place: Place) {
    let prefix = place.prefix
    checkContexts(of: object, place)
    let types = object["type"]?.elements.compactMap(\.string) ?? []
    let wanted =
      ["VerifiableCredential"] + (place.isStatusList ? ["BitstringStatusListCredential"] : [])
    report.check(
      prefix + "vc.type", wanted.allSatisfy(types.contains), "It is a verifiable credential.",
      else: "The type must include \(wanted.joined(separator: " and ")).")
    if !place.isStatusList || object["id"] != nil {
      report.check(
        prefix + "vc.id", Self.isURI(object["id"]), "It has an id.",
        else: "The id must be an absolute URI.")
    }
    report.check(
      prefix + "vc.issuer", Self.isURI(Self.id(of: object["issuer"])), "It names its issuer.",
      else: "The issuer must be a URI or have one as its id.")
    if object["vc"] != nil {
      report.fail(
        prefix + "jwt.no-vc-claim", "A credential of version 2.0 must not have a member 'vc'.")
    }
    guard !place.isStatusList else { return }
    let profile = object["issuer"]?.object
    let name = profile?["name"]?.string ?? ""
    report.check(
      prefix + "ob.issuer-profile",
      profile?["type"]?.elements.contains("Profile") ?? false && !name.isEmpty,
      "The issuer is a profile with a name.",
      else: "The issuer must be a Profile with a name.")
  }

  private mutating func checkContexts(of object: JSONObject, _ place: Place) {
    let contexts = object["@context"]?.list ?? []
    let isVersion2 = contexts.first == .string(ContextFacts.credentials.url)
    let name = place.prefix + "vc.context"
    guard !place.isStatusList else {
      report.check(
        name, isVersion2, "The first context is that of verifiable credentials 2.0.",
        else: "The first context must be that of verifiable credentials 2.0.")
      return
    }
    let second = contexts.count > 1 ? contexts[1].string ?? "" : ""
    let isBadge = SchemaShape.isBadgeContext(second)
    report.check(
      name, isVersion2 && isBadge,
      "The contexts are those of verifiable credentials 2.0 and Open Badges 3.0, in this order.",
      else: "@context must be an array that begins with the contexts of verifiable credentials 2.0 "
        + "and of Open Badges 3.0.")
    if isVersion2, isBadge, second != ContextFacts.openBadges.url {
      report.info(name, "It uses an older context than that of Open Badges 3.0.3.")
    }
  }

  mutating func checkVocabulary(of object: JSONObject, _ place: Place) {
    let name = place.prefix + "jsonld.safe"
    do throws(VocabularyError) {
      _ = try Vocabulary.dataset(
        of: .object(object.removing("proof")), acceptingIRIs: true)
      report.pass(name, "Every term is defined, so the signature covers all of it.")
    } catch {
      report.fail(name, Self.sentence(error))
    }
  }

  static func sentence(_ error: VocabularyError) -> String {
    if error.problem == .unknownContexts {
      return "\(error.path) names a context that is not known here, so it cannot be verified."
    }
    return "The signature would not cover all of it: \(error.description)."
  }

  mutating func checkValidity(of object: JSONObject, _ place: Place) {
    let prefix = place.prefix + "validity."
    var from: Int64?
    if let value = object["validFrom"] {
      from = instant(value, prefix + "from", "validFrom")
      if let from {
        report.check(
          prefix + "from", from <= now, "It is valid already.",
          else: "It is not valid yet: validFrom is in the future.")
      }
    } else if !place.isStatusList {
      report.fail(prefix + "from", "validFrom is missing.")
    }
    if let value = object["validUntil"], let until = instant(value, prefix + "until", "validUntil")
    {
      report.check(
        prefix + "until", until >= now, "It has not expired.",
        else: "It has expired: validUntil is in the past.")
      if let from {
        report.check(
          prefix + "order", until >= from, "validUntil is not before validFrom.",
          else: "validUntil is before validFrom.")
      }
    }
    if let value = object["awardedDate"] {
      _ = instant(value, place.prefix + "validity", "awardedDate")
    }
  }

  /// The seconds of an instant, or a note that it is none.
  private mutating func instant(_ value: JSONValue, _ name: String, _ property: String) -> Int64? {
    if let seconds = value.string.flatMap(Timestamp.seconds) { return seconds }
    report.fail(name, "\(property) must be a dateTime with upper-case T and Z, or another zone.")
    return nil
  }

  static func isURI(_ value: JSONValue?) -> Bool {
    guard let text = value?.string, let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
      return false
    }
    let scheme = text.utf8[..<colon]
    let rest = text.utf8[colon...].dropFirst()
    let isLetter = { (byte: UInt8) in (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }
    return scheme.first.map(isLetter) ?? false
      && scheme.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0) }
      && !rest.isEmpty && rest.allSatisfy { $0 > 0x20 }
  }

  /// The URI of an object or of a plain reference.
  static func id(of value: JSONValue?) -> JSONValue? {
    if case .object(let object)? = value { object["id"] } else { value }
  }
}

extension JSONValue {
  /// The elements, when this is an array.
  var list: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
