import LinkedData

/// Collects the named shapes while a document is written.
struct SchemaShelf {
  private(set) var shapes: [String: JSONValue] = [:]

  /// The shape as JSON Schema; a named one as a reference to its one description.
  mutating func json(of schema: Schema) -> JSONValue {
    guard let name = schema.name else { return inline(schema) }
    if shapes[name] == nil {
      // First its name, so that a shape may contain itself.
      shapes[name] = .null
      var bare = schema
      bare.isNullable = false
      shapes[name] = inline(bare)
    }
    let reference: JSONValue = ["$ref": .string("#/components/schemas/\(name)")]
    return schema.isNullable ? ["oneOf": [reference, ["type": "null"]]] : reference
  }

  private mutating func inline(_ schema: Schema) -> JSONValue {
    var members: [(String, JSONValue)] = []
    func type(_ name: String) -> (String, JSONValue) {
      ("type", schema.isNullable ? [.string(name), "null"] : .string(name))
    }
    switch schema.kind {
    case .text(let format):
      members.append(type("string"))
      if let name = format.name { members.append(("format", .string(name))) }
      if let pattern = format.pattern { members.append(("pattern", .string(pattern))) }
      if let limit = format.limit {
        members.append(("minLength", 1))
        members.append(("maxLength", .number(JSONNumber(limit))))
      }
    case .choice(let words):
      members.append(type("string"))
      let all = words.map { JSONValue.string($0) } + (schema.isNullable ? [.null] : [])
      members.append(("enum", .array(all)))
    case .integer(let range):
      members.append(type("integer"))
      members.append(("minimum", .number(JSONNumber(range.lowerBound))))
      members.append(("maximum", .number(JSONNumber(range.upperBound))))
    case .flag: members.append(type("boolean"))
    case .list(let element, let most):
      members.append(type("array"))
      members.append(("items", json(of: element)))
      members.append(("maxItems", .number(JSONNumber(most))))
    case .object(let properties):
      members.append(type("object"))
      let named = properties.map { ($0.name, json(of: $0.schema)) }
      members.append(("properties", .object(JSONObject(named))))
      let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
      if !required.isEmpty { members.append(("required", .array(required))) }
      members.append(("additionalProperties", false))
    case .anything: break
    }
    if let note = schema.note { members.append(("description", .string(note))) }
    if let example = schema.example { members.append(("examples", [example])) }
    return .object(JSONObject(members))
  }
}
