import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// One institution never sees or writes another one's rows.
@Suite(.database(.conferral)) struct IsolationTests {
  /// Tables of which the loop has to see where work waits, without naming an institution.
  private static let directory: Set = ["institution", "dirty_log", "reconcile_shard", "parked"]

  private func tables(_ campus: Campus) async throws -> [String] {
    try await campus.database.read { transaction in
      try transaction.query(
        """
        select c.relname::text from pg_class c
          join pg_attribute a on a.attrelid = c.oid and a.attname = 'institution_id'
         where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1
        """
      ).column()
    }
  }

  private func busy() async throws -> (Campus, Campus) {
    let campus = try await Campus.open()
    let other = try await campus.neighbour("auckland")
    try await campus.apply(SampleProgram.credit(more: "competencies: [Budgeting]"))
    try await campus.people("1,Ada", "2,Grace", "3,Mary")
    try await campus.enrollments(
      "1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24", "3,nonprofit,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B",
      "2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-09-02,B",
      "3,course,NPM 301,2026-09-01,unheard of", "3,course,NPM 302,2026-09-01,A")
    try await campus.evidence("1,nonprofit,2026-09-01,portfolio,https://example.edu/1")
    try await campus.reconcile()
    try await campus.revoke("1", "nonprofit", barring: true)
    try await campus.results("2,course,NPM 302,2026-09-02,F")
    try await campus.reconcile()
    try await comers(campus)
    return (campus, other)
  }

  /// Rows of those who come in, and of what they draft.
  private func comers(_ campus: Campus) async throws {
    let id = campus.id
    _ = try await campus.office.createToken(
      named: "test", role: .auditor, unit: nil, days: 1, of: id, by: "test")
    try await campus.database.write(as: Scopes.institution(id)) { transaction in
      let person = try People.add(
        subject: "1", name: "Ada", email: nil, of: id, in: transaction)
      _ = try People.grant(
        "auditor", unit: nil, to: person, origin: "here", reason: "A test.", of: id, by: "test",
        in: transaction)
      try Sessions.open(
        sha256: [1], person: person, lasting: 60, idToken: nil, providerSession: nil, of: id,
        in: transaction)
      try Sessions.begin(
        stateSHA256: [1], pending: "{}", returnTo: "/", of: id, in: transaction)
      _ = try Sessions.isFirst(message: "1", of: id, in: transaction)
      try AnsweredCalls.add(
        AnsweredCalls.Answer(request: [1], status: 200, headers: "{}", body: []),
        caller: "test", key: "1", of: id, in: transaction)
      try transaction.execute(
        """
        insert into program_approval
          (institution_id, program_version_id, step, outcome, actor, role, reason)
        select \(id)::int, program_version_id, 'department', 'approved', 'person:1', 'approver',
               'Fits.' from program_version
         where institution_id = \(id)::int limit 1
        """)
    }
  }

  @Test func `no row of another institution is seen`() async throws {
    let (campus, other) = try await busy()
    var seen = 0
    for table in try await tables(campus) where !Self.directory.contains(table) {
      let mine = campus.id
      let count: SQL =
        "select count(*) from \(identifier: table) where institution_id = \(mine)::int"
      let rows = try await campus.count(count)
      seen += rows > 0 ? 1 : 0
      for scope in [Scopes.institution(other.id), Scopes.directory] {
        let visible: Int = try await campus.database.read(as: scope) { try $0.query(count).only() }
        #expect(visible == 0, "\(table)")
      }
      let own: Int = try await campus.database.read(as: Scopes.institution(mine)) {
        try $0.query(count).only()
      }
      #expect(own == rows, "\(table)")
    }
    #expect(seen >= 27)
  }

  @Test func `no row is written for another institution`() async throws {
    let (campus, other) = try await busy()
    for table in try await tables(campus) where table != "reconcile_shard" {
      let mine = campus.id
      let error = await #expect(throws: PostgresError.self, "\(table)") {
        try await other.app(
          "insert into \(identifier: table) (institution_id) values (\(mine)::int)")
      }
      #expect(error?.sqlState == .insufficientPrivilege, "\(table)")
    }
  }

  @Test func `no row of another institution is changed or removed`() async throws {
    let (campus, other) = try await busy()
    // The loop works on the shards of every institution.
    for table in try await tables(campus) where table != "reconcile_shard" {
      let mine = campus.id
      let columns: [String] = try await campus.database.read { transaction in
        try transaction.query(
          """
          select attname::text from pg_attribute
           where attrelid = \(table)::regclass and attnum > 0 and not attisdropped
             and has_column_privilege('conferral_app', attrelid, attnum, 'update')
          """
        ).column()
      }
      let updates: [SQL] = columns.map { column in
        """
        update \(identifier: table) set \(identifier: column) = \(identifier: column)
         where institution_id = \(mine)::int
        """
      }
      let removal: SQL = "delete from \(identifier: table) where institution_id = \(mine)::int"
      for sql in updates + [removal] {
        do {
          #expect(try await other.app(sql) == 0, "\(table)")
        } catch let error as PostgresError {
          #expect(error.sqlState == .insufficientPrivilege, "\(table)")
        }
      }
    }
  }

  @Test func `the auditor reads everything and writes nothing`() async throws {
    let (campus, _) = try await busy()
    for table in try await tables(campus) {
      let rows = try await campus.count("select count(*) from \(identifier: table)")
      let seen: Int = try await campus.database.read(as: Scopes.auditor) {
        try $0.query("select count(*) from \(identifier: table)").only()
      }
      #expect(seen == rows, "\(table)")
      await #expect(throws: PostgresError.self, "\(table)") {
        try await campus.database.write(as: Scopes.auditor) {
          try $0.execute("insert into \(identifier: table) (institution_id) values (1)")
        }
      }
    }
  }
}
