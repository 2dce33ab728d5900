import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// Watches one change: whatever it writes, it also writes into the journal. APIClient holds every
/// successful change of every test against this.
struct JournalWatch {
  /// What is written around a change, and is none of it: keys, hashes, times of use.
  private static let aside: Set = [
    "access_token", "answered_call", "pending_sign_in", "seen_message", "web_session",
  ]

  private let database: Database
  private let entries: Int
  /// The first transaction that had not begun.
  private let next: Int

  static func begin(_ campus: Campus) async throws -> JournalWatch {
    let (entries, next) = try await campus.database.read { transaction in
      try transaction.query(
        """
        select (select count(*) from journal),
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint
        """
      ).only { row in (try row.next(Int.self), try row.next(Int.self)) }
    }
    return JournalWatch(database: campus.database, entries: entries, next: next)
  }

  private init(database: Database, entries: Int, next: Int) {
    self.database = database
    self.entries = entries
    self.next = next
  }

  /// Reports tables that were written while the journal was not.
  func end(_ endpoint: Endpoint) async throws {
    // A cursor of the feed may move every second: only that it goes back is told.
    let untold: Set = endpoint.id == "moveFeedCursor" ? ["feed_consumer"] : []
    let written = try await written().filter { !untold.contains($0) }
    #expect(written.isEmpty, "\(endpoint.id) wrote \(written) and nothing into the journal")
  }

  /// The tables that were written while the journal was not.
  func written() async throws -> [String] {
    let (entries, next) = (entries, next)
    return try await database.read { transaction -> [String] in
      let now: Int = try transaction.query("select count(*) from journal").only()
      guard now == entries else { return [] }
      let tables: [String] = try transaction.query(
        """
        select relname::text from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1
        """
      ).column()
      return try tables.filter { table in
        guard !Self.aside.contains(table) else { return false }
        return try transaction.query(
          """
          select exists (
            select from \(identifier: table) t where t.xmin::text::bigint >= \(next))
          """
        ).only()
      }
    }
  }
}
