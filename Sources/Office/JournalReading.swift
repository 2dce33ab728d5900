import Postgres
public import Storage

/// The journal, which only grows: read page by page, and taken out of the house.
extension Visit {
  /// What staff call those who act, by what the journal calls them; whoever has no name keeps that
  /// one. Systems are told no names of people.
  public func names(of actors: [String]) throws -> [String: String] {
    let own = Dictionary(actors.map { ($0, $0) }) { one, _ in one }
    guard caller.grants.contains(where: { !$0.role.isSystem }) else { return own }
    let known = try ActorNames.names(of: actors, institution: institution, in: transaction)
    return own.merging(known) { _, name in name }
  }

  /// Entries by their numbers, one more than `limit` where there are more.
  public func journal(
    _ filter: Journal.Filter, isDescending: Bool, after entry: Int?, limit: Int
  ) throws -> [Journal.Listed] {
    try may(.readJournal, unit: nil)
    return try Journal.page(
      filter, isDescending: isDescending, after: entry, limit: limit + 1, of: institution,
      in: transaction)
  }

  /// Writes down that the caller takes entries out of the house; returns the number of the last
  /// entry that belongs to them. The note itself is not among them.
  public func noteExport(_ filter: Journal.Filter, as format: String) throws -> Int {
    let role = try may(.readJournal, unit: nil)
    let last = try Journal.last(of: institution, in: transaction)
    try journal(
      "export journal", "journal", "1-\(last)", to: format,
      reason: "Exported: \(filter.words).", as: role)
    return last
  }
}

extension Office {
  /// Part of an export: up to `limit` entries after one, in a transaction of its own, so that a
  /// slow reader holds neither a connection nor a snapshot. Entries never change, so the parts join.
  public func exported(
    _ filter: Journal.Filter, after entry: Int, upTo last: Int, limit: Int, as caller: Caller
  ) async throws -> [Journal.Listed] {
    try await reading(as: caller) { visit in
      try visit.may(.readJournal, unit: nil)
      return try Journal.page(
        filter, isDescending: false, after: entry, upTo: last, limit: limit,
        of: visit.institution, in: visit.transaction)
    }
  }
}

extension Journal.Filter {
  /// What is wanted, for the journal: ids and words, no personal data.
  var words: String {
    let parts = [
      subjectKind.map { "subjects of the kind \($0)" }, subject.map { "the subject \($0)" },
      actor.map { "the actor \($0)" }, action.map { "the action \($0)" },
      from.map { "from \($0.microsecondsSince1970) µs" },
      until.map { "until \($0.microsecondsSince1970) µs" },
    ].compactMap { $0 }
    return parts.isEmpty ? "everything" : parts.joined(separator: ", ")
  }
}
