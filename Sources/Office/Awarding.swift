public import Foundation
import Microcredentials
import Postgres
public import Storage

extension Office {
  /// Up to `limit` awards made after one, in the order in which they were made; of all programs, or
  /// of one.
  public func awards(
    after last: UUID? = nil, limit: Int = 500, program: String? = nil, of institution: Int
  ) async throws -> [Awards.Listed] {
    try await database.read(as: Scopes.institution(institution)) {
      try Awards.listed(
        after: last, limit: min(max(limit, 1), 10_000), program: program.map { Code.key($0) },
        of: institution, in: $0)
    }
  }
}
