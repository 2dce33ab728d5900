import LinkedData

extension BadgeVerifier {
  mutating func checkSchema(of object: JSONObject, _ place: Place, isEndorsement: Bool) {
    let name = isEndorsement ? "EndorsementCredential" : "AchievementCredential"
    for form in forms {
      var walk = SchemaWalk(form: form)
      walk.check(.object(object), .part(name), "")
      report.check(
        place.prefix + "schema." + form.rawValue, walk.problems.isEmpty,
        "It has the form that Open Badges 3.0 describes.",
        else: "It does not have the form that Open Badges 3.0 describes: "
          + walk.problems.joined(separator: "; ") + ".")
    }
    for schema in object["credentialSchema"]?.elements ?? []
    where schema["type"] == "1EdTechJsonSchemaValidator2019" {
      report.check(
        place.prefix + "schema.declared",
        schema["id"]?.string?.hasPrefix("https://purl.imsglobal.org/spec/ob/v3p0/schema/json")
          ?? false, "It declares the schema of Open Badges 3.0.",
        else: "The schema that it declares is not that of Open Badges 3.0.")
    }
  }
}

/// A walk through a document along the tables of the schema.
struct SchemaWalk {
  let form: BadgeVerifier.SchemaForm
  private(set) var problems: [String] = []

  init(form: BadgeVerifier.SchemaForm) { self.form = form }

  mutating func check(_ value: JSONValue, _ shape: SchemaShape, _ path: String) {
    guard problems.count < 4 else { return }
    switch shape {
    case .part(let name): object(value, name, path)
    case .list(let element): list(value, element, path)
    case .issuer where value.object != nil && !isLanguageMap(value, .text):
      object(value, "Profile", path)
    case .issuer: check(value, .text, path)
    default:
      if !fits(value, shape) { problem(path, "must be \(Self.words(shape))") }
    }
  }

  private mutating func problem(_ path: String, _ text: String) {
    if problems.count < 4 { problems.append("\(path.isEmpty ? "the whole" : path) \(text)") }
  }

  private mutating func object(_ value: JSONValue, _ name: String, _ path: String) {
    guard let object = value.object, let facts = SchemaFacts.classes[name] else {
      return problem(path, "must be an object")
    }
    for property in required(facts, name) where object[property] == nil {
      problem(path, "lacks \(property)")
    }
    for member in object.members {
      if let shape = shape(of: member.name, facts, name) {
        check(member.value, shape, path + "/" + member.name)
      } else if !facts.isOpen {
        problem(path, "has a property that is not allowed there")
      }
    }
  }

  private func required(_ facts: SchemaClass, _ name: String) -> [String] {
    name == "CredentialStatus" && form == .jsonLD ? ["type"] : facts.required
  }

  private func shape(of property: String, _ facts: SchemaClass, _ name: String) -> SchemaShape? {
    guard property.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    if form == .jsonLD, name == "EndorsementCredential", property == "evidence" {
      return .list(.part("Evidence"))
    }
    return facts.properties[property]
  }

  private mutating func list(_ value: JSONValue, _ element: SchemaShape, _ path: String) {
    guard case .array(let elements) = value else {
      return form == .jsonLD ? check(value, element, path) : problem(path, "must be an array")
    }
    for (index, item) in elements.enumerated() { check(item, element, "\(path)/\(index)") }
  }

  private func fits(_ value: JSONValue, _ shape: SchemaShape) -> Bool {
    switch shape {
    case .number: if case .number = value { true } else { false }
    case .flag: if case .bool = value { true } else { false }
    case .dateTime: value.string != nil
    case .date: value.string.map(SchemaShape.isDate) ?? false
    case .word(let words, let isOpen):
      value.string.map { text in
        words.contains { sameBytes($0, text) } || isOpen && SchemaShape.isExtension(text)
      } ?? false
    case .types(let groups): fits(value, types: groups)
    case .contexts: fits(contexts: value)
    case .text, .token, .languageTag, .constant:
      value.string.map { fits($0, shape) } ?? isLanguageMap(value, shape)
    case .list, .part, .issuer: false
    }
  }

  private func fits(_ text: String, _ shape: SchemaShape) -> Bool {
    switch shape {
    case .token: SchemaShape.isToken(text)
    case .languageTag: SchemaShape.isLanguageTag(text)
    case .constant(let wanted): sameBytes(text, wanted)
    default: true
    }
  }

  private func isLanguageMap(_ value: JSONValue, _ shape: SchemaShape) -> Bool {
    guard form == .jsonLD, let object = value.object else { return false }
    return object.members.allSatisfy {
      SchemaShape.isLanguageKey($0.name) && $0.value.string.map { fits($0, shape) } ?? false
    }
  }

  private func fits(_ value: JSONValue, types groups: [[String]]) -> Bool {
    guard case .array(let elements) = value else {
      return form == .jsonLD && fits(value, .text)
    }
    return elements.allSatisfy { fits($0, .text) }
      && groups.allSatisfy { group in
        elements.contains { element in group.contains { element == .string($0) } }
      }
  }

  private func fits(contexts value: JSONValue) -> Bool {
    guard case .array(let elements) = value else {
      return form == .jsonLD && (value.string != nil || value.object != nil)
    }
    return elements.count >= 2 && elements[0] == .string(ContextFacts.credentials.url)
      && elements[1].string.map(SchemaShape.isBadgeContext) ?? false
      && elements.dropFirst(2).allSatisfy { $0.string != nil || $0.object != nil }
  }

  private static func words(_ shape: SchemaShape) -> String {
    switch shape {
    case .text, .constant, .issuer: "a text as expected there"
    case .number: "a number"
    case .flag: "true or false"
    case .date: "a date"
    case .dateTime: "a dateTime"
    case .token: "a compact JWS"
    case .languageTag: "a language tag"
    case .word: "one of the words allowed there"
    case .types: "an array of the types expected there"
    case .contexts: "the contexts of Open Badges in their order"
    case .list: "an array"
    case .part: "an object"
    }
  }
}
