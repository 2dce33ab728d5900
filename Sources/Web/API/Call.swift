import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import OpenBadges

/// A request that was understood: checked against its endpoint, with its caller known.
struct Call: Sendable {
  let caller: Caller
  /// Values of the path's variables.
  let variables: [String: String]
  /// Values of the query's parameters.
  let query: [String: String]
  /// The body; null where there is none.
  let body: Fields
  /// The entity tags of If-Match; nil where it was not sent.
  let matches: [String]?
  let requestID: String
  /// What a page of the caller's session sends with every change; nil for one with a token.
  var csrfToken: String?
  /// The media types that the caller likes, for endpoints that answer with files.
  var accept: String?
  /// Whether the caller has gone away meanwhile.
  var hasLeft: @Sendable () -> Bool = { false }
  /// What the endpoint's `verify` came to.
  var verified: Result<VerificationReport, any Error>?
  /// What the endpoint's `write` came to.
  var written: Result<Office.WrittenBatch, any Error>?

  /// An id in the path; one that is no UUID names nothing.
  func id(_ name: String) throws -> UUID {
    guard let id = variables[name].flatMap(UUID.init(uuidString:)) else { throw Problem.notFound }
    return id
  }

  /// A text in the path.
  func text(_ name: String) throws -> String {
    guard let text = variables[name], !text.isEmpty else { throw Problem.notFound }
    return text
  }

  func query(_ name: String) -> String? { query[name] }

  func queryID(_ name: String) -> UUID? { query[name].flatMap(UUID.init(uuidString:)) }

  func queryDay(_ name: String) -> Day? { query[name].flatMap { Day($0) } }

  /// Refuses a change of something that is not as the caller has read it (RFC 9110, 13.1.1).
  func check(isStill json: JSONValue) throws {
    guard let matches else { return }
    let tag = Reply.tag(of: json.serialized)
    guard matches.contains("*") || matches.contains(tag) else {
      throw Refusal(
        .changedMeanwhile, "It was changed since you read it: read it again and repeat the change.")
    }
  }
}

/// The members of an object that was checked against its schema.
struct Fields: Sendable {
  let json: JSONValue

  init(_ json: JSONValue) { self.json = json }

  /// Whether the member is there, be it null.
  func has(_ name: String) -> Bool { json[name] != nil }

  func textIfAny(_ name: String) -> String? { json[name]?.string }

  func text(_ name: String) throws -> String { try present(textIfAny(name), name) }

  func dayIfAny(_ name: String) -> Day? { textIfAny(name).flatMap { Day($0) } }

  func day(_ name: String) throws -> Day { try present(dayIfAny(name), name) }

  func idIfAny(_ name: String) -> UUID? { textIfAny(name).flatMap(UUID.init(uuidString:)) }

  func id(_ name: String) throws -> UUID { try present(idIfAny(name), name) }

  func quantityIfAny(_ name: String) -> Quantity? { textIfAny(name).flatMap { Quantity($0) } }

  func flagIfAny(_ name: String) -> Bool? {
    if case .bool(let flag) = json[name] { flag } else { nil }
  }

  func integerIfAny(_ name: String) -> Int? {
    if case .number(let number) = json[name] { Int(number.text) } else { nil }
  }

  func list(_ name: String) -> [Fields] {
    guard case .array(let values) = json[name] else { return [] }
    return values.map { Fields($0) }
  }

  func texts(_ name: String) -> [String] { list(name).compactMap(\.json.string) }

  /// What the schema requires is there; should the two ever disagree, the caller hears it.
  private func present<Value>(_ value: Value?, _ name: String) throws -> Value {
    guard let value else {
      throw Problem.unprocessable([Fault(place: "/\(name)", detail: "It is missing.")])
    }
    return value
  }
}
