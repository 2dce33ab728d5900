import OpenBadges
import Postgres
public import Storage
import Synchronization

/// What a set place of a status list means.
public enum StatusListPurpose: Sendable, Hashable {
  /// The award was revoked.
  case revocation
  /// The award is suspended for the time being.
  case suspension

  fileprivate var statusPurpose: StatusPurpose { self == .revocation ? .revocation : .suspension }
}

extension Office {
  /// A signed status list as it stands now; nil when no badge has a place on it.
  ///
  /// The document follows from the rows, the key and the half day alone: every daemon serves the same
  /// bytes, also after a crash. It is made anew at each change, and twice a day, long before it ends.
  public func statusList(
    _ number: Int, _ purpose: StatusListPurpose = .revocation, of institution: Institution
  ) async throws -> SignedDocument? {
    let read = try await database.read(as: Scopes.institution(institution.id)) {
      transaction -> StatusListShelf.State? in
      let id = institution.id
      guard try StatusLists.exists(number, of: id, in: transaction) else { return nil }
      let rows =
        switch purpose {
        case .revocation: try StatusLists.revoked(on: number, of: id, in: transaction)
        case .suspension: try StatusLists.suspended(on: number, of: id, in: transaction)
        }
      let keys = try Credentials.keys(of: id, at: clock?(), in: transaction)
      guard let key = keys.first(where: \.isActive) else {
        throw Refusal(
          .noSigningKey, "\(institution.code) has no signing key: run `conferral key create`.")
      }
      let (now, _) = try Institutions.now(of: id, at: clock?(), in: transaction)
      return StatusListShelf.State(rows: rows, key: key.id, now: now.seconds)
    }
    guard let state = read else { return nil }
    let place = StatusListShelf.Place(
      address: institution.statusList(number, purpose.statusPurpose),
      purpose: purpose.statusPurpose)
    return try statusLists.document(at: place, in: state) {
      try sign(state, at: place, of: institution)
    }
  }

  private func sign(
    _ state: StatusListShelf.State, at place: StatusListShelf.Place, of institution: Institution
  ) throws -> SignedDocument {
    var list = try StatusList()
    for index in state.rows.indices { try list.set(Int(index)) }
    let credential = StatusListCredential(
      id: place.address, issuer: institution.did, validFrom: state.validFrom,
      validUntil: state.halfDay + 86_400, purpose: place.purpose,
      timeToLive: StatusListShelf.maxAge * 1_000, list: list)
    let signer = try keys.signer(for: state.key, issuer: institution.did)
    func sign(_ signer: some Signer) throws -> [UInt8] {
      try credential.signed(by: signer, created: state.validFrom)
    }
    let bytes = try sign(signer)
    try EarnedBadge.check(bytes, by: signer.verificationMethod)
    return SignedDocument(bytes, changed: state.validFrom, maxAge: StatusListShelf.maxAge)
  }
}

/// Status lists that were signed, as long as what they say is so.
final class StatusListShelf: Sendable {
  /// For how long caches may keep a list, in seconds: as long it may take until all see a change.
  static let maxAge = 300

  struct Place: Hashable {
    let address: String
    let purpose: StatusPurpose
  }

  /// Everything that the bytes of a list follow from.
  struct State: Hashable {
    let rows: StatusLists.State
    let key: String
    /// The beginning of the half day, in seconds since 1970 in UTC.
    let halfDay: Int64
    let validFrom: Int64

    init(rows: StatusLists.State, key: String, now: Int64) {
      self.rows = rows
      self.key = key
      halfDay = now / 43_200 * 43_200
      validFrom = max(halfDay, min(rows.changed?.seconds ?? halfDay, now))
    }
  }

  private let signed = Mutex<[Place: (state: State, document: SignedDocument)]>([:])
  /// More lists than an institution of a million badges has; beyond it the shelf is emptied.
  private let capacity = 256

  /// The document of that state; made where another one, or none, is there.
  func document(
    at place: Place, in state: State, make: () throws -> SignedDocument
  ) rethrows -> SignedDocument {
    let known = signed.withLock { $0[place] }
    if let known, known.state == state { return known.document }
    let document = try make()
    signed.withLock { shelf in
      if shelf.count >= capacity { shelf.removeAll() }
      shelf[place] = (state, document)
    }
    return document
  }
}
