import Microcredentials
import Postgres
public import Storage

/// The transcript feed.
extension Office {
  /// Up to `limit` rows of the ledger after a position, in commit order and without gaps.
  public func feed(
    after position: Int, limit: Int = 500, of institution: Int
  ) async throws -> [Notations.FeedRow] {
    try await database.read(as: Scopes.institution(institution)) {
      try Notations.feed(
        after: position, limit: min(max(limit, 1), 10_000), of: institution, in: $0)
    }
  }
}

extension Visit {
  /// Up to `limit` rows of the ledger after a position, in commit order and without gaps; for those
  /// whose role is not limited to a unit, as a feed with holes would be none.
  public func feed(after position: Int, limit: Int) throws -> [Notations.FeedRow] {
    try may(.readFeed, unit: nil)
    return try Notations.feed(after: position, limit: limit, of: institution, in: transaction)
  }
}

extension Notations.FeedRow {
  /// The row as one line of JSON, keys in a fixed order, without the line's end.
  public var json: String {
    var json = "{\"position\":\(position),\"notation\":\"\(notation.text)\",\"kind\":\"\(kind)\""
    if let voids { json += ",\"voids\":\"\(voids.text)\"" }
    json += ",\"student\":\(JSONText.quoted(student)),\"learner\":\"\(learner.text)\""
    json += ",\"name\":\(JSONText.quoted(name)),\"program\":\(JSONText.quoted(program))"
    json += ",\"version\":\(JSONText.quoted(version)),\"text\":\(JSONText.quoted(text))"
    json += ",\"credits\":" + (credits.map { "\"\($0)\"" } ?? "null")
    json += ",\"earnedOn\":\"\(earnedOn)\",\"term\":\(JSONText.quoted(term))"
    return json + ",\"award\":\"\(award.text)\"}"
  }
}
