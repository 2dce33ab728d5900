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

/// Somebody who comes to the API, and the header fields that say who.
struct Visitor: Sendable {
  let person: UUID?
  let headers: HTTPFields
}

extension APIClient {
  /// A person with roles who has signed in.
  func person(
    _ roles: Role..., learner: UUID? = nil, at other: Campus? = nil
  ) async throws -> Visitor {
    try await person(roles, learner: learner, at: other)
  }

  func person(
    _ roles: [Role], learner: UUID? = nil, at other: Campus? = nil
  ) async throws -> Visitor {
    let at = other ?? campus
    let secret = UUID().uuidString
    let (institution, name) = (at.id, "Person \(secret.prefix(4))")
    let id = try await at.database.write(as: Scopes.institution(institution)) { transaction in
      let id = try People.add(
        subject: "test \(secret)", name: name, email: nil, of: institution, in: transaction)
      for role in roles {
        _ = try People.grant(
          role.rawValue, unit: nil, to: id, origin: "here", reason: "A test.", of: institution,
          by: "test", in: transaction)
      }
      if let learner {
        try People.link(id, to: learner, of: institution, in: transaction)
      }
      try Sessions.open(
        sha256: Secret.hash(secret), person: id, lasting: 3_600, idToken: nil,
        providerSession: nil, of: institution, in: transaction)
      return id
    }
    let stored = try await campus.database.read(as: Scopes.institution(institution)) {
      try Institutions.one(institution, in: $0)
    }
    return Visitor(
      person: id,
      headers: [
        .cookie: "\(WebSession.name(at: stored))=\(secret)",
        .csrfToken: WebSession.forgeryToken(of: secret),
      ])
  }

  /// Somebody in a role: with a token, or, as a learner, with a session.
  func visitor(_ role: Role, learner: UUID) async throws -> Visitor {
    guard role != .learner else { return try await person(learner: learner) }
    return Visitor(
      person: nil, headers: [.authorization: "Bearer \(try await token(role))"])
  }

  func get(_ path: String, by visitor: Visitor) async throws -> Answer {
    try await send(.get, path, nil, as: nil, visitor.headers)
  }

  func post(
    _ path: String, _ body: JSONValue?, by visitor: Visitor, _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await send(.post, path, body, as: nil, joined(visitor.headers, headers))
  }

  func patch(
    _ path: String, _ body: JSONValue, by visitor: Visitor, match: String
  ) async throws -> Answer {
    try await send(.patch, path, body, as: nil, joined(visitor.headers, [.ifMatch: match]))
  }

  private func joined(_ one: HTTPFields, _ other: HTTPFields) -> HTTPFields {
    var all = one
    all.append(contentsOf: other)
    return all
  }
}
