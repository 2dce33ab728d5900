public import Foundation
import Postgres
public import Storage

/// What the groups of an identity provider mean here: `registrars=registrar; eng-advisors=advisor@ENG`.
public struct RoleMapping: Sendable, Hashable {
  /// A role that a group gives.
  public struct Rule: Sendable, Hashable {
    /// The group, as the provider writes it.
    public var group: String
    /// The role it gives.
    public var role: Role
    /// The unit the role is limited to.
    public var unit: String?

    /// Makes a rule.
    public init(group: String, role: Role, unit: String? = nil) {
      self.group = group
      self.role = role
      self.unit = unit
    }
  }

  /// The rules in the order written.
  public var rules: [Rule]

  /// Reads a mapping; throws a refusal that names the part that cannot be read.
  public init(_ text: String) throws {
    rules = try text.split(whereSeparator: { $0 == ";" || $0 == "\n" }).compactMap { part in
      let part = part.trimmingCharacters(in: .whitespaces)
      guard !part.isEmpty else { return nil }
      let sides = part.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      let right = sides.last.map { $0.split(separator: "@", maxSplits: 1).map(String.init) } ?? []
      guard sides.count == 2, let word = right.first, let role = Role(rawValue: word),
        Role.granted.contains(role)
      else {
        let roles = Role.granted.map(\.rawValue).joined(separator: ", ")
        throw Refusal(
          .invalid, "\"\(part)\" is not GROUP=ROLE or GROUP=ROLE@UNIT; roles are: \(roles).")
      }
      return Rule(group: sides[0], role: role, unit: right.count > 1 ? right[1] : nil)
    }
  }
}

/// Somebody whom an identity provider vouches for.
public struct VouchedPerson: Sendable {
  /// Issuer and subject as one text, unique for ever.
  public var subject: String
  /// The name.
  public var name: String
  /// The e-mail address.
  public var email: String?
  /// The roles that the provider's groups give here; nil leaves the roles as they are.
  public var roles: [RoleMapping.Rule]?
  /// The id under which a learner system knows the person.
  public var learner: ExternalID?
  /// What the provider wants to see at sign-out.
  public var idToken: String?
  /// The provider's own name of the session.
  public var providerSession: String?

  /// Makes a person.
  public init(
    subject: String, name: String, email: String? = nil, roles: [RoleMapping.Rule]? = nil,
    learner: ExternalID? = nil, idToken: String? = nil, providerSession: String? = nil
  ) {
    self.subject = subject
    self.name = name
    self.email = email
    self.roles = roles
    self.learner = learner
    self.idToken = idToken
    self.providerSession = providerSession
  }
}

extension Office {
  /// Keeps a sign-in that was begun until its state comes back, for ten minutes.
  public func beginSignIn(
    state: String, pending: String, returnTo: String, at institution: Int
  ) async throws {
    try await database.write(as: Scopes.institution(institution)) {
      try Sessions.begin(
        stateSHA256: Secret.hash(state), pending: pending, returnTo: returnTo, of: institution,
        in: $0)
    }
  }

  /// Takes a sign-in up, once; nil when there is none of that state, or not any more.
  public func takeUpSignIn(
    state: String, at institution: Int
  ) async throws -> (pending: String, returnTo: String)? {
    try await database.write(as: Scopes.institution(institution)) {
      try Sessions.takeUp(stateSHA256: Secret.hash(state), of: institution, in: $0)
    }
  }

  /// Opens a session for a person whom the provider vouches for, with the roles that its groups
  /// give; returns the session's secret for the cookie.
  public func openSession(
    for vouched: VouchedPerson, lasting seconds: Int, at institution: Int
  ) async throws -> Secret {
    let secret = Secret.make(prefix: "")
    try await database.write(as: Scopes.institution(institution)) { transaction in
      let person = try People.put(
        subject: vouched.subject, name: vouched.name, email: vouched.email, of: institution,
        in: transaction)
      let actor = Journal.Actor(id: "person:\(person.text)", role: "sign-in")
      if let learner = vouched.learner {
        let found = try Learners.find([learner], of: institution, in: transaction)[learner]
        if let found {
          try People.link(person, to: found.id, of: institution, in: transaction)
        }
      }
      if let rules = vouched.roles {
        try Self.align(person, with: rules, of: institution, by: actor, in: transaction)
      }
      try Sessions.open(
        sha256: Secret.hash(secret.text), person: person, lasting: seconds,
        idToken: vouched.idToken, providerSession: vouched.providerSession, of: institution,
        in: transaction)
      let entry = Journal.Entry(
        action: "sign in", subjectKind: "person", subject: person.text,
        reason: "Vouched for by the identity provider.")
      try Journal.add([entry], by: actor, of: institution, in: transaction)
    }
    return secret
  }

  /// Gives what the groups give and takes back what they no longer do; what was granted here stays.
  private static func align(
    _ person: UUID, with rules: [RoleMapping.Rule], of institution: Int, by actor: Journal.Actor,
    in transaction: Transaction
  ) throws {
    struct Held: Hashable {
      let role: String
      let unit: String?
    }
    let units = Set(rules.compactMap(\.unit))
    let known = try People.within(units: Array(units), of: institution, in: transaction)
    // A unit that is not there gives nothing: a mapping may be ahead of the institution's file.
    let wanted = Set(
      rules.filter { $0.unit.map { known[$0] != nil } ?? true }
        .map { Held(role: $0.role.rawValue, unit: $0.unit) })
    let grants = try People.grants(of: person, institution: institution, in: transaction)
    var entries: [Journal.Entry] = []
    for grant in grants where grant.origin == "sign-in" {
      guard !wanted.contains(Held(role: grant.role, unit: grant.unit)) else { continue }
      _ = try People.end(grant.id, of: institution, by: actor.id, in: transaction)
      entries.append(
        Journal.Entry(
          action: "end grant", subjectKind: "person", subject: person.text, from: grant.role,
          reason: "The identity provider's groups no longer give it."))
    }
    let held = Set(grants.map { Held(role: $0.role, unit: $0.unit) })
    for new in wanted.subtracting(held).sorted(by: { $0.role < $1.role }) {
      _ = try People.grant(
        new.role, unit: new.unit, to: person, origin: "sign-in",
        reason: "The identity provider's groups give it.", of: institution, by: actor.id,
        in: transaction)
      entries.append(
        Journal.Entry(
          action: "grant", subjectKind: "person", subject: person.text, to: new.role,
          reason: "The identity provider's groups give it."))
    }
    try Journal.add(entries, by: actor, of: institution, in: transaction)
  }

  /// Ends a session; the ID token it was opened with, where there was one.
  public func endSession(_ session: String, at institution: Int) async throws -> String? {
    try await database.write(as: Scopes.institution(institution)) {
      try Sessions.end(sha256: Secret.hash(session), of: institution, in: $0) ?? nil
    }
  }

  /// Ends sessions as the identity provider asks, once for each of its messages; how many ended.
  public func endSessions(
    subject: String?, providerSession: String?, message: String, at institution: Int
  ) async throws -> Int {
    try await database.write(as: Scopes.institution(institution)) { transaction in
      guard
        try Sessions.isFirst(message: message, of: institution, in: transaction)
      else { return 0 }
      return try Sessions.end(
        subject: subject, providerSession: providerSession, of: institution, in: transaction)
    }
  }

  /// The name of a person.
  public func person(_ id: UUID, at institution: Int) async throws -> Person? {
    try await database.read(as: Scopes.institution(institution)) {
      try People.one(id, of: institution, in: $0)
    }
  }
}
