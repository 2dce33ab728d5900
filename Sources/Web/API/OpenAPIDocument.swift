import HTTPTypes
import LinkedData
import Office

/// The OpenAPI 3.1 document of endpoints, made from the same values as the routes.
struct OpenAPIDocument {
  private var shelf = SchemaShelf()
  private(set) var json: JSONValue = .null

  init(_ endpoints: [Endpoint]) {
    var paths = JSONObject()
    for endpoint in endpoints {
      var path = paths[endpoint.path]?.object ?? JSONObject()
      path[endpoint.method.rawValue.lowercased()] = description(of: endpoint)
      paths[endpoint.path] = .object(path)
    }
    _ = shelf.json(of: Self.problem)
    json = [
      "openapi": "3.1.0", "info": Self.info, "servers": [["url": .string(API.root)]],
      "security": [["token": []], ["session": []]],
      "tags": .array(
        Endpoint.Tag.allCases.map { tag -> JSONValue in ["name": .string(tag.rawValue)] }),
      "paths": .object(paths),
      "components": [
        "schemas": .object(
          JSONObject(shelf.shapes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })),
        "responses": Self.refusals, "headers": Self.headers, "securitySchemes": Self.schemes,
      ],
    ]
  }

  private mutating func description(of endpoint: Endpoint) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("operationId", .string(endpoint.id)), ("tags", [.string(endpoint.tag.rawValue)]),
      ("summary", .string(endpoint.summary)), ("description", .string(note(of: endpoint))),
      ("x-action", .string(endpoint.action.rawValue)),
      (
        "x-roles",
        .array(endpoint.action.roles.map(\.rawValue).sorted().map { .string($0) })
      ),
    ]
    let parameters = parameters(of: endpoint)
    if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
    switch endpoint.body {
    case .none: break
    case .json(let schema):
      members.append(
        (
          "requestBody",
          [
            "required": true,
            "content": ["application/json": ["schema": shelf.json(of: schema)]],
          ]
        ))
    case .bytes(let types, let note):
      let content = types.map { ($0, ["schema": [:] as JSONValue] as JSONValue) }
      members.append(
        (
          "requestBody",
          [
            "required": true, "description": .string(note),
            "content": .object(JSONObject(content)),
          ]
        ))
    }
    members.append(("responses", responses(of: endpoint)))
    return .object(JSONObject(members))
  }

  private func note(of endpoint: Endpoint) -> String {
    let roles = endpoint.action.roles.map(\.rawValue).sorted().joined(separator: ", ")
    let who = "For: \(roles)."
    return endpoint.note.map { "\($0)\n\n\(who)" } ?? who
  }

  private mutating func parameters(of endpoint: Endpoint) -> [JSONValue] {
    let described = Dictionary(endpoint.variables.map { ($0.name, $0) }) { first, _ in first }
    var parameters = endpoint.variableNames.map { name -> JSONValue in
      let schema = described[name]?.schema ?? .id
      return [
        "name": .string(name), "in": "path", "required": true,
        "description": .string(described[name]?.note ?? "The id of the \(name)."),
        "schema": shelf.json(of: schema),
      ]
    }
    for parameter in endpoint.parameters {
      parameters.append([
        "name": .string(parameter.name), "in": "query", "required": .bool(parameter.isRequired),
        "description": .string(parameter.note), "schema": shelf.json(of: parameter.schema),
      ])
    }
    if endpoint.match != .ignored {
      parameters.append([
        "name": "If-Match", "in": "header", "required": .bool(endpoint.needsMatch),
        "description": "The ETag that the thing had when it was read.",
        "schema": ["type": "string", "pattern": "^\"[0-9a-f]{32}\"$"],
      ])
    }
    if endpoint.isUnsafe, case .streams = endpoint.work { return parameters }
    if endpoint.isUnsafe {
      parameters.append([
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description":
          "A key of the caller's: the same call with it happens once and is answered the same, for a day.",
        "schema": ["type": "string", "pattern": "^[!-~]{1,200}$"],
      ])
    }
    return parameters
  }

  private mutating func responses(of endpoint: Endpoint) -> JSONValue {
    var responses = JSONObject()
    responses["\(endpoint.answer.status.code)"] = answer(of: endpoint)
    if endpoint.method == .get { responses["304"] = ["description": "It is as it was."] }
    for (status, name) in Self.refusalNames {
      if status == 412, endpoint.match == .ignored { continue }
      if status == 428, !endpoint.needsMatch { continue }
      if status == 415, case .none = endpoint.body { continue }
      responses["\(status)"] = ["$ref": .string("#/components/responses/\(name)")]
    }
    return .object(responses)
  }

  private mutating func answer(of endpoint: Endpoint) -> JSONValue {
    let tag: JSONValue = ["ETag": ["$ref": "#/components/headers/ETag"]]
    switch endpoint.answer {
    case .json(_, let schema):
      return [
        "description": .string(endpoint.summary), "headers": tag,
        "content": ["application/json": ["schema": shelf.json(of: schema)]],
      ]
    case .page(let schema):
      let page = Schema.object(
        nil, nil,
        [
          .must("items", .list(of: schema, atMost: Paging.most)),
          .may("next", Schema(.text(.token(1_000)), note: "Where the next page begins.")),
        ])
      return [
        "description": .string(endpoint.summary),
        "headers": [
          "ETag": ["$ref": "#/components/headers/ETag"],
          "Link": ["$ref": "#/components/headers/Link"],
        ],
        "content": ["application/json": ["schema": shelf.json(of: page)]],
      ]
    case .bytes(let types, let note):
      let content = types.map { ($0, ["schema": [:] as JSONValue] as JSONValue) }
      return ["description": .string(note), "content": .object(JSONObject(content))]
    case .nothing: return ["description": "Done."]
    }
  }
}
