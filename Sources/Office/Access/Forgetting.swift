import Postgres
import Storage

extension Office {
  /// How many rows one transaction removes.
  private static let forgottenAtOnce = 5_000

  /// Removes what every institution keeps only for a while: answers to calls a day after they were
  /// given, sessions that are over, sign-ins that nobody finished, names of messages that count
  /// once after a month, what was offered to wallets, the addresses that mail went to after ninety
  /// days, and who suggested a program after a year. Returns how many rows changed; any number of
  /// daemons may do it.
  public func forget() async throws -> Int {
    let institutions = try await database.read(as: Scopes.directory) {
      try Institutions.all(in: $0)
    }
    var forgotten = 0
    for institution in institutions {
      for step in [
        AnsweredCalls.forget, Sessions.forget, Sessions.forgetBegun, Sessions.forgetSeen,
        Suggestions.forgetContacts, WalletOffers.forget, WalletOffers.forgetNonces,
        Outbox.forgetAddresses,
      ] {
        var removed = Self.forgottenAtOnce
        while removed == Self.forgottenAtOnce {
          removed = try await database.write(as: Scopes.institution(institution.id)) {
            try step(Self.forgottenAtOnce, institution.id, $0)
          }
          forgotten += removed
        }
      }
    }
    return forgotten
  }
}
