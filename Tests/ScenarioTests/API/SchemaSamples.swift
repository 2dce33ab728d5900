import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage

@testable import Web

/// Values that fit a schema, for tests that go through all endpoints.
extension Schema {
  /// A value with everything that is required; every id in it is the given one.
  func sample(_ id: UUID = UUID()) -> JSONValue {
    if let example, case .object = kind, case .object(let given) = example {
      // What is written as an example fits; its ids name nothing here.
      return sampled(given, id)
    }
    switch kind {
    case .text(let format): return .string(format.sample(id))
    case .choice(let words): return .string(words[0])
    case .integer(let range): return .number(range.lowerBound)
    case .flag: return true
    case .list(let element, _): return [element.sample(id)]
    case .object(let properties):
      return .object(
        JSONObject(
          properties.filter(\.isRequired).map { ($0.name, $0.schema.sample(id)) }))
    case .anything: return [:]
    }
  }

  private func sampled(_ given: JSONObject, _ id: UUID) -> JSONValue {
    guard case .object(let properties) = kind else { return .object(given) }
    let members = given.members.map { member -> (String, JSONValue) in
      let schema = properties.first { $0.name == member.name }?.schema
      if case .text(.uuid) = schema?.kind { return (member.name, .text(id)) }
      return (member.name, member.value)
    }
    return .object(JSONObject(members))
  }
}

extension Format {
  fileprivate func sample(_ id: UUID) -> String {
    switch self {
    case .line, .prose: "nonprofit"
    case .uuid: id.text
    case .day: "2026-09-01"
    case .instant: "2026-09-01T12:00:00Z"
    case .decimal: "3.5"
    case .url: "https://www.example.edu/work"
    case .email: "ada@example.edu"
    case .sha256: String(repeating: "0", count: 64)
    case .token, .any: "x"
    }
  }
}

extension Endpoint {
  /// The address with values for its variables.
  func address(_ value: (String) -> String) -> String {
    path.split(separator: "/").map { part in
      part.hasPrefix("{") ? "/" + value(String(part.dropFirst().dropLast())) : "/\(part)"
    }.joined()
  }

  /// The query that is required.
  func query(_ id: UUID) -> String {
    let needed = parameters.filter(\.isRequired).compactMap { parameter in
      parameter.schema.sample(id).string.map { "\(parameter.name)=\($0)" }
    }
    return needed.isEmpty ? "" : "?" + needed.joined(separator: "&")
  }

  /// A body that fits; nil where there is none.
  func sampleBody(_ id: UUID) -> JSONValue? {
    if case .json(let schema) = body { schema.sample(id) } else { nil }
  }
}
