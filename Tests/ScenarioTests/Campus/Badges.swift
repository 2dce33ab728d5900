import Foundation
import Office
import Postgres
import Storage

/// A signed badge as the world fetches it.
struct PublishedBadge: Sendable {
  var id: UUID
  var list: Int
  var document: [UInt8]
}

extension Campus {
  /// The badges of the institution, fetched as the world does.
  func badges() async throws -> [PublishedBadge] {
    let number = id
    let ids = try await database.read { transaction in
      try transaction.query(
        """
        select distinct credential_id, status_list from credential
         where institution_id = \(number)::int order by credential_id
        """
      ).map { row in (try row.next(UUID.self), Int(try row.next(Int32.self))) }
    }
    var badges: [PublishedBadge] = []
    for (id, list) in ids {
      if let document = try await office.credential(id, of: institution) {
        badges.append(PublishedBadge(id: id, list: list, document: document))
      }
    }
    return badges
  }
}
