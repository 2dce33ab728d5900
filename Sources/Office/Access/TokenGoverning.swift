public import Foundation
public import Microcredentials
public import Postgres
public import Storage

/// Tokens of systems, made and revoked by operators.
extension Visit {
  /// Tokens in the order in which they were made, one more than `limit` where there are more.
  public func tokens(after place: (PostgresInstant, UUID)?, limit: Int) throws -> [Tokens.Listed] {
    try may(.governAccess, unit: nil)
    return try Tokens.page(after: place, limit: limit + 1, of: institution, in: transaction)
  }

  /// Makes a token that works through a day, and tells its secret this once.
  public func createToken(
    named name: String, role: Role, unit: String?, until day: Day, reason: String
  ) throws -> (token: Tokens.Listed, secret: Secret) {
    let own = try may(.governAccess, unit: unit)
    let (now, today) = try Institutions.now(
      of: institution, at: office.clock?(), in: transaction)
    guard day >= today, day.number - today.number <= 3_660 else {
      throw Refusal(
        .invalid, "A token expires today or later, and within 3660 days: choose another day.")
    }
    let end = try end(of: day)
    let (id, secret) = try Office.createToken(
      named: name, role: role, unit: unit, seconds: Int(max(1, end - now.seconds)),
      reason: reason, of: institution, by: Journal.Actor(id: caller.id, role: own.rawValue),
      in: transaction)
    return (try token(id), secret)
  }

  /// Ends a token; it is refused within a second.
  public func revokeToken(_ id: UUID, reason: String) throws -> Tokens.Listed {
    let token = try token(id)
    let role = try may(.governAccess, unit: token.unit)
    let isRevoked = try Office.revokeToken(
      id, reason: reason, of: institution,
      by: Journal.Actor(id: caller.id, role: role.rawValue), in: transaction)
    guard isRevoked else { throw Refusal(.wrongState, "The token was revoked before.") }
    return try self.token(id)
  }

  private func token(_ id: UUID) throws -> Tokens.Listed {
    guard let token = try Tokens.one(id, of: institution, in: transaction) else {
      throw Refusal(.nothingThere, "There is no token of this id.")
    }
    return token
  }

  /// When a day is over in the institution's zone, in seconds since 1970.
  private func end(of day: Day) throws -> Int64 {
    let start = (Int64(day.number) + 1) * 86_400
    let zone = TimeZone(identifier: caller.institution.zone)
    let offset = zone?.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(start))) ?? 0
    return start - Int64(offset)
  }
}
