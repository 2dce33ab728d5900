import Foundation
public import Postgres

/// What those are called who act: in the journal they are `person:` or `token:` and an id.
public enum ActorNames {
  /// The names of people and tokens among the actors, by actor. Others have no name but their own.
  public static func names(
    of actors: [String], institution: Int, in transaction: Transaction
  ) throws -> [String: String] {
    func ids(_ prefix: String) -> [UUID] {
      actors.compactMap { actor in
        actor.hasPrefix(prefix) ? UUID(uuidString: String(actor.dropFirst(prefix.count))) : nil
      }
    }
    let (people, tokens) = (ids("person:"), ids("token:"))
    guard !people.isEmpty || !tokens.isEmpty else { return [:] }
    return try transaction.query(
      """
      select 'person:' || person_id, name from person
       where institution_id = \(institution)::int and person_id = any(\(people))
      union all
      select 'token:' || token_id, name from access_token
       where institution_id = \(institution)::int and token_id = any(\(tokens))
      """
    ).map { row in (try row.next(String.self), try row.next(String.self)) }
      .reduce(into: [:]) { $0[$1.0] = $1.1 }
  }
}
