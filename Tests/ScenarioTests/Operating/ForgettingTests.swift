import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// What is kept only for a while goes by itself; what is still of use stays.
@Suite(.database(.conferral)) struct ForgettingTests {
  /// A campus with two of each: one whose time is over, and one of now.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await fill(campus)
    return campus
  }

  private func fill(_ campus: Campus) async throws {
    let id = campus.id
    let person = try await campus.database.write(as: Scopes.institution(id)) {
      try People.put(subject: "x", name: "Somebody", email: nil, of: id, in: $0)
    }
    for (name, age) in [("old", 25), ("new", 23)] {
      let hash = Secret.hash(name)
      try await campus.owner(
        """
        insert into answered_call (institution_id, caller, call_key, request_sha256, status,
            headers, body, answered_at)
        values (\(id)::int, 'token:1', \(name), '', 200, '{}', '',
          clock_timestamp() - make_interval(hours => \(age)::int))
        """)
      try await campus.owner(
        """
        insert into web_session (institution_id, session_sha256, person_id, expires_at)
        values (\(id)::int, \(hash), \(person),
          clock_timestamp() + make_interval(hours => 24 - \(age)::int))
        """)
      try await campus.owner(
        """
        insert into pending_sign_in (institution_id, state_sha256, pending, return_to, begun_at)
        values (\(id)::int, \(hash), '{}', '/',
          clock_timestamp() - make_interval(mins => (\(age)::int - 23) * 10))
        """)
      try await campus.owner(
        """
        insert into seen_message (institution_id, message_id, seen_at)
        values (\(id)::int, \(name),
          clock_timestamp() - make_interval(days => \(age)::int + 6))
        """)
    }
  }

  private static let tables: [SQL] = [
    "answered_call", "web_session", "pending_sign_in", "seen_message",
  ]

  private func left(_ campus: Campus) async throws -> [Int] {
    var left: [Int] = []
    for table in Self.tables {
      left.append(try await campus.count("select count(*) from \(sql: table)"))
    }
    return left
  }

  @Test func `answers, sessions, sign-ins and messages are forgotten when their time is over`()
    async throws
  {
    let campus = try await campus()
    let neighbour = try await campus.neighbour("other")
    try await fill(neighbour)
    #expect(try await left(campus) == [4, 4, 4, 4])
    #expect(try await campus.office.forget() == 8)
    #expect(try await left(campus) == [2, 2, 2, 2])
    #expect(
      try await campus.count("select count(*) from answered_call where call_key = 'old'") == 0)
    #expect(try await campus.office.forget() == 0)
  }

  @Test func `more than go at once are forgotten all the same, by two at a time`() async throws {
    let campus = try await campus()
    let id = campus.id
    try await campus.owner(
      """
      insert into answered_call (institution_id, caller, call_key, request_sha256, status,
          headers, body, answered_at)
      select \(id)::int, 'token:1', n::text, '', 200, '{}', '',
             clock_timestamp() - interval '2 days'
        from generate_series(1, 12000) n
      """)
    let colleague = campus.colleague()
    async let one = campus.office.forget()
    async let other = colleague.office.forget()
    #expect(try await one + other == 12_004)
    #expect(try await left(campus) == [1, 1, 1, 1])
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `a daemon forgets by itself`() async throws {
    let campus = try await campus()
    let daemon = try campus.daemon("serve", port: FreePort.next())
    try await eventually { try await left(campus) == [1, 1, 1, 1] || !daemon.isRunning }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(try await left(campus) == [1, 1, 1, 1])
  }
}
