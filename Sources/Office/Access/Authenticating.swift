import Crypto
public import Foundation
import LinkedData
import Postgres
public import Storage

/// A secret that is shown once; only its hash is kept.
public struct Secret: Sendable {
  /// The secret itself.
  public let text: String

  /// 256 random bits behind a prefix that makes it easy to find where it leaked.
  static func make(prefix: String) -> Secret {
    let key = SymmetricKey(size: .bits256).withUnsafeBytes { [UInt8]($0) }
    return Secret(text: prefix + String(decoding: Base64URL.encode(key), as: UTF8.self))
  }

  /// What is kept of a secret.
  public static func hash(_ text: String) -> [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}

extension Office {
  /// Makes a token for a system and returns it, this once.
  public func createToken(
    named name: String, role: Role, unit: String?, days: Int, of institution: Int, by actor: String
  ) async throws -> (id: UUID, secret: Secret) {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      try Self.createToken(
        named: name, role: role, unit: unit, days: days, of: institution,
        by: Journal.Actor(id: actor, role: Role.operator.rawValue), in: transaction)
    }
  }

  static func createToken(
    named name: String, role: Role, unit: String?, days: Int, of institution: Int,
    by actor: Journal.Actor, in transaction: Transaction
  ) throws -> (id: UUID, secret: Secret) {
    guard (1...3_660).contains(days) else {
      throw Refusal(.invalid, "A token lasts from 1 to 3660 days.")
    }
    return try createToken(
      named: name, role: role, unit: unit, seconds: days * 86_400, reason: "For \(days) days.",
      of: institution, by: actor, in: transaction)
  }

  static func createToken(
    named name: String, role: Role, unit: String?, seconds: Int, reason: String,
    of institution: Int, by actor: Journal.Actor, in transaction: Transaction
  ) throws -> (id: UUID, secret: Secret) {
    guard role != .learner else {
      throw Refusal(.invalid, "A token cannot be a learner: learners sign in.")
    }
    if let unit, try People.within(units: [unit], of: institution, in: transaction).isEmpty {
      throw Refusal(.invalid, "There is no unit \(unit).")
    }
    let secret = Secret.make(prefix: "mcd_")
    let id = try Tokens.add(
      name: name, sha256: Secret.hash(secret.text), role: role.rawValue, unit: unit,
      lasting: seconds, of: institution, by: actor.id, in: transaction)
    let entry = Journal.Entry(
      action: "create token", subjectKind: "token", subject: id.text, to: role.rawValue,
      reason: reason)
    try Journal.add([entry], by: actor, of: institution, in: transaction)
    return (id, secret)
  }

  /// Ends a token at once; false when there is no such token, or when it was revoked before.
  public func revokeToken(
    _ id: UUID, of institution: Int, by actor: String
  ) async throws -> Bool {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      try Self.revokeToken(
        id, reason: "It is refused from now on.", of: institution,
        by: Journal.Actor(id: actor, role: Role.operator.rawValue), in: transaction)
    }
  }

  static func revokeToken(
    _ id: UUID, reason: String, of institution: Int, by actor: Journal.Actor,
    in transaction: Transaction
  ) throws -> Bool {
    let isRevoked = try Tokens.revoke(id, of: institution, by: actor.id, in: transaction)
    if isRevoked {
      let entry = Journal.Entry(
        action: "revoke token", subjectKind: "token", subject: id.text, to: "revoked",
        reason: reason)
      try Journal.add([entry], by: actor, of: institution, in: transaction)
    }
    return isRevoked
  }

  /// All tokens of an institution, without their secrets.
  public func tokens(of institution: Int) async throws -> [Tokens.Listed] {
    try await database.read(as: Scopes.institution(institution)) {
      try Tokens.all(of: institution, in: $0)
    }
  }

  /// Who bears a token; nil when it is unknown, expired or revoked.
  public func caller(bearing token: String, at institution: Institution) async throws -> Caller? {
    let hash = Secret.hash(token)
    let found = try await database.read(as: Scopes.institution(institution.id)) {
      transaction -> (Tokens.Bearer, Caller)? in
      let bearer = try Tokens.bearer(sha256: hash, of: institution.id, in: transaction)
      guard let bearer, let made = Role(rawValue: bearer.role) else { return nil }
      // Least privilege: a token that a consumer's file names is that consumer's, and nothing else.
      let role = bearer.isFeedClient ? .feedClient : made
      let units = try Self.units(bearer.unit, institution.id, transaction)
      let caller = Caller(
        institution: institution, id: "token:\(bearer.id.text)",
        grants: [Caller.Grant(role, units: units)])
      return (bearer, caller)
    }
    guard let (bearer, caller) = found else { return nil }
    if bearer.isStale {
      try await database.write(as: Scopes.institution(institution.id)) {
        try Tokens.touch(bearer.id, of: institution.id, in: $0)
      }
    }
    return caller
  }

  /// Who has a session; nil when there is none, or when it is over.
  public func caller(session: String, at institution: Institution) async throws -> Caller? {
    let hash = Secret.hash(session)
    return try await database.read(as: Scopes.institution(institution.id)) { transaction in
      let person = try Sessions.person(sha256: hash, of: institution.id, in: transaction)
      return try person.flatMap { try Self.caller($0, at: institution, in: transaction) }
    }
  }

  static func caller(
    _ id: UUID, at institution: Institution, in transaction: Transaction
  ) throws -> Caller? {
    guard let person = try People.one(id, of: institution.id, in: transaction) else { return nil }
    let grants = try People.grants(of: id, institution: institution.id, in: transaction)
    return Caller(
      institution: institution, id: "person:\(id.text)", person: id, learner: person.learner,
      grants: try grants.compactMap { grant in
        guard let role = Role(rawValue: grant.role) else { return nil }
        return Caller.Grant(role, units: try units(grant.unit, institution.id, transaction))
      })
  }

  private static func units(
    _ unit: String?, _ institution: Int, _ transaction: Transaction
  ) throws -> Set<String>? {
    guard let unit else { return nil }
    return try People.within(units: [unit], of: institution, in: transaction)[unit] ?? [unit]
  }
}
