import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The document says what the daemon does, and the daemon does what the document says.
@Suite(.database(.conferral)) struct OpenAPITests {
  private static let document = OpenAPIDocument(API.endpoints).json

  private static var operations: [(method: String, path: String, operation: JSONValue)] {
    (document["paths"]?.object?.members ?? []).flatMap { path in
      (path.value.object?.members ?? []).map { (String($0.name), String(path.name), $0.value) }
    }
  }

  /// The interpreter that has openapi-spec-validator.
  private static let python = ProcessInfo.processInfo.environment["CONFERRAL_PEERS_PYTHON"]
  private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"

  @Test(.enabled(if: python != nil || isCI))
  func `a validator that is not ours finds the document valid`() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data(Self.document.serialized), to: "openapi.json")
    let python = try #require(Self.python, "CONFERRAL_PEERS_PYTHON is not set")
    let found = try await Execution.run(
      python,
      ["-m", "openapi_spec_validator", "--schema", "3.1", "--validation-errors", "all", file.path])
    #expect(found.status == 0, "\(found.text)")
    // A validator that finds nothing wrong with anything proves nothing.
    let broken = Self.document.serialized.replacing(
      Array("\"responses\":{\"200\"".utf8), with: Array("\"answers\":{\"200\"".utf8))
    let brokenFile = try folder.write(Data(broken), to: "broken.json")
    let refused = try await Execution.run(
      python, ["-m", "openapi_spec_validator", "--schema", "3.1", brokenFile.path])
    #expect(refused.status != 0)
  }

  @Test func `every endpoint stands in the document once, under its own id`() {
    let written = Self.operations.map { "\($0.method.uppercased()) \($0.path)" }
    let endpoints = API.endpoints.map { "\($0.method.rawValue) \($0.path)" }
    #expect(written.count == endpoints.count)
    #expect(Set(written) == Set(endpoints))
    let ids = Self.operations.compactMap { $0.operation["operationId"]?.string }
    #expect(ids.count == written.count)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z][A-Za-z]+/) != nil })
  }

  @Test func `every reference leads somewhere, and nothing is described that is not used`() {
    var references: Set<String> = []
    func collect(_ value: JSONValue) {
      switch value {
      case .object(let object):
        for member in object.members {
          if member.name == "$ref", let target = member.value.string { references.insert(target) }
          collect(member.value)
        }
      case .array(let values): values.forEach(collect)
      default: break
      }
    }
    collect(Self.document)
    for reference in references {
      let steps = reference.split(separator: "/")
      #expect(steps.first == "#")
      let target = steps.dropFirst().reduce(Self.document as JSONValue?) { value, step in
        value?[String(step)]
      }
      #expect(target?.object?.members.isEmpty == false, "\(reference)")
    }
    let shapes = Self.document["components"]?["schemas"]?.object?.members ?? []
    for shape in shapes {
      #expect(references.contains("#/components/schemas/\(shape.name)"), "\(shape.name)")
    }
  }

  @Test func `a choice offers each word once`() {
    func check(_ value: JSONValue, _ place: String) {
      switch value {
      case .object(let object):
        for member in object.members { check(member.value, "\(place)/\(member.name)") }
        let words = value["enum"]?.elements.compactMap(\.string) ?? []
        #expect(Set(words).count == words.count, "\(place)")
      case .array(let values):
        for (index, value) in values.enumerated() { check(value, "\(place)/\(index)") }
      default: break
      }
    }
    check(Self.document, "")
  }

  @Test func `what compares If-Match says so, and what says so compares it`() {
    for (method, path, operation) in Self.operations {
      let names = operation["parameters"]?.elements.compactMap { $0["name"]?.string } ?? []
      let says = operation["description"]?.string?.contains("If-Match") ?? false
      #expect(!says || names.contains("If-Match"), "\(method) \(path)")
      #expect(
        names.contains("If-Match") == (operation["responses"]?["412"] != nil),
        "\(method) \(path)")
    }
  }

  @Test func `a name means one shape`() {
    var shapes: [String: JSONValue] = [:]
    func collect(_ schema: Schema) {
      // What is named and says nothing more refers to the shape of that name, within itself.
      if case .anything = schema.kind, schema.name != nil { return }
      if let name = schema.name {
        var bare = schema
        bare.name = nil
        bare.isNullable = false
        var shelf = SchemaShelf()
        let json = shelf.json(of: bare)
        #expect(shapes[name] == nil || shapes[name] == json, "\(name)")
        shapes[name] = json
      }
      switch schema.kind {
      case .list(let element, _): collect(element)
      case .object(let properties): properties.forEach { collect($0.schema) }
      default: break
      }
    }
    for endpoint in API.endpoints {
      if case .json(let schema) = endpoint.body { collect(schema) }
      switch endpoint.answer {
      case .json(_, let schema), .page(let schema): collect(schema)
      case .bytes, .nothing: break
      }
    }
  }

  @Test func `examples fit what they are examples of`() {
    func check(_ schema: Schema, _ id: String) {
      if let example = schema.example {
        #expect(schema.faults(in: example).isEmpty, "\(id): \(schema.faults(in: example))")
      }
      switch schema.kind {
      case .list(let element, _): check(element, id)
      case .object(let properties): properties.forEach { check($0.schema, id) }
      default: break
      }
    }
    for endpoint in API.endpoints {
      if case .json(let schema) = endpoint.body { check(schema, endpoint.id) }
    }
  }

  @Test func `every operation of the document answers`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let everybody = try await api.person(Role.granted)
      let served = try await api.client.execute(
        uri: "/api/v1/openapi.json", method: .get, headers: [:], body: nil
      ) { Array($0.body.readableBytesView) }
      #expect(served == Self.document.serialized)
      for (method, path, _) in Self.operations {
        let address = path.replacing(/\{[^}]+\}/, with: UUID().text)
        let verb = try #require(HTTPRequest.Method(method.uppercased()))
        let answer = try await api.send(verb, address, nil, as: nil, everybody.headers)
        // The router's own 404, not that of an endpoint that finds nothing.
        #expect(answer.problem != "http-404" && answer.status != 405, "\(method) \(path)")
        let nobody = try await api.send(verb, address, nil, as: nil)
        #expect(nobody.status == 401, "\(method) \(path)")
      }
    }
  }
}
