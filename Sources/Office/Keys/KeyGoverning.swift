public import Postgres
public import Storage

extension Office {
  /// Where a new key is to be.
  public enum KeyPlace: Sendable, Hashable {
    /// In a file of the key directory.
    case file
    /// On the token, which makes it.
    case token
    /// On the token, which has it under a label.
    case tokenKey(label: String)

    var name: String { self == .file ? "file" : "token" }
  }

  /// Makes a signing key: the private half where it is to be, the public half in the database,
  /// published from now on. It signs from an instant, or at once without one; the former key of its
  /// algorithm signs until then, and stays published. Returns the id of the key.
  ///
  /// Throws a refusal when the instant is past, or another key is scheduled already.
  @discardableResult
  public func createKey(
    _ algorithm: KeyAlgorithm = .ed25519, in place: KeyPlace = .file,
    from instant: PostgresInstant? = nil, for institution: Int, by actor: String
  ) async throws -> String {
    let key = try made(algorithm, in: place)
    let clock = clock
    try await database.write(as: Scopes.institution(institution)) { transaction in
      let (now, _) = try Institutions.now(of: institution, at: clock?(), in: transaction)
      if let instant, instant.microsecondsSince1970 <= now.microsecondsSince1970 {
        throw Refusal(.invalid, "A key signs from an instant to come: leave it out for at once.")
      }
      try SigningKeys.settle(of: institution, at: now, in: transaction)
      let known = try SigningKeys.all(of: institution, at: now, in: transaction)
      if let other = known.first(where: { $0.id == key.id }) {
        throw Refusal(.alreadyThere, "The key \(other.id) is there already; it is \(other.state).")
      }
      let scheduled = known.first {
        $0.algorithm == algorithm.rawValue && $0.state == "scheduled"
      }
      if let scheduled {
        throw Refusal(
          .wrongState,
          "The key \(scheduled.id) is scheduled to follow: run `conferral key retire "
            + "\(scheduled.id)` first where another one shall.")
      }
      try publish(key, place, instant, institution, actor, transaction)
    }
    return key.id
  }

  func made(_ algorithm: KeyAlgorithm, in place: KeyPlace) throws -> PublicKey {
    switch place {
    case .file: try keys.create(algorithm)
    case .token: try keys.createOnToken(algorithm)
    case .tokenKey(let label): try keys.createOnToken(algorithm, label: label)
    }
  }

  func publish(
    _ key: PublicKey, _ place: KeyPlace, _ instant: PostgresInstant?, _ institution: Int,
    _ actor: String, _ transaction: Transaction
  ) throws {
    try SigningKeys.add(
      key.id, algorithm: key.algorithm.rawValue, publicKey: key.bytes, place: place.name,
      signsFrom: instant, of: institution, by: actor, in: transaction)
    try journalKey(
      "create key", key.id, to: instant == nil ? "active" : "scheduled",
      instant == nil
        ? "A new \(key.algorithm.rawValue) key signs from now on."
        : "A new \(key.algorithm.rawValue) key is published; it signs later.",
      institution, actor, transaction)
  }

  /// Makes a key for each algorithm that has none that signs, or is to sign; returns their ids.
  public func createMissingKeys(
    in place: KeyPlace = .file, for institution: Int, by actor: String
  ) async throws -> [String] {
    let known = try await signingKeys(of: institution).filter {
      $0.state == "active" || $0.state == "scheduled"
    }
    var made: [String] = []
    for algorithm in KeyAlgorithm.allCases
    where !known.contains(where: { $0.algorithm == algorithm.rawValue }) {
      made.append(try await createKey(algorithm, in: place, for: institution, by: actor))
    }
    return made
  }

  /// All keys of an institution as they stand now, the one made last first.
  public func signingKeys(of institution: Int) async throws -> [SigningKeys.Key] {
    let clock = clock
    return try await database.read(as: Scopes.institution(institution)) {
      try SigningKeys.all(of: institution, at: clock?(), in: $0)
    }
  }

  /// How many badges and VC-JWT each key signed, by its id.
  public func keyUses(of institution: Int) async throws -> [String: Int] {
    try await database.read(as: Scopes.institution(institution)) {
      try SigningKeys.uses(of: institution, in: $0)
    }
  }

  /// Makes a key passive: it signs no longer, and stays published for the badges that it signed.
  ///
  /// Throws a refusal when there is no such key, or it does not sign anyway.
  public func retireKey(_ id: String, of institution: Int, by actor: String) async throws {
    let clock = clock
    try await database.write(as: Scopes.institution(institution)) { transaction in
      let (now, _) = try Institutions.now(of: institution, at: clock?(), in: transaction)
      try SigningKeys.settle(of: institution, at: now, in: transaction)
      let key = try known(id, of: institution, at: now, in: transaction)
      guard key.state == "active" || key.state == "scheduled" else {
        throw Refusal(.wrongState, "The key \(id) is \(key.state): it does not sign anyway.")
      }
      try SigningKeys.retire(id, at: now, of: institution, in: transaction)
      try journalKey(
        "retire key", id, from: key.state, to: "passive",
        "It signs no longer and stays published.", institution, actor, transaction)
    }
  }

  /// Whether the keys that sign, or are to sign, are on this machine; throws a refusal that says
  /// what is missing.
  public func checkKey(of institution: Institution) async throws {
    let known = try await signingKeys(of: institution.id)
    guard known.contains(where: { $0.state == "active" && $0.algorithm == "Ed25519" }) else {
      throw Refusal.noKey(of: institution)
    }
    for key in known where key.state == "active" || key.state == "scheduled" {
      try keys.check(key.id)
    }
  }

  func known(
    _ id: String, of institution: Int, at now: PostgresInstant, in transaction: Transaction
  ) throws -> SigningKeys.Key {
    let all = try SigningKeys.all(of: institution, at: now, in: transaction)
    guard let key = all.first(where: { $0.id == id }) else {
      throw Refusal(.nothingThere, "There is no key \(id): `conferral key list` shows them all.")
    }
    return key
  }

  func journalKey(
    _ action: String, _ id: String, from: String? = nil, to: String? = nil, _ reason: String,
    _ institution: Int, _ actor: String, _ transaction: Transaction
  ) throws {
    try Journal.add(
      [
        Journal.Entry(
          action: action, subjectKind: "signing key", subject: id, from: from, to: to,
          reason: reason)
      ],
      by: Journal.Actor(id: actor, role: "operator"), of: institution, in: transaction)
  }
}

extension Refusal {
  static func noKey(of institution: Institution) -> Refusal {
    Refusal(.noSigningKey, "\(institution.code) has no signing key: run `conferral key create`.")
  }
}
