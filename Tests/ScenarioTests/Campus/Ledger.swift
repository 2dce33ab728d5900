import Foundation
import Microcredentials
import Office
import Postgres
import Storage

/// What stands in the books, as a test compares it.
struct AwardLine: Hashable, Comparable, CustomStringConvertible {
  var student: String
  var program: String
  var earnedOn: String
  var isLive = true

  var description: String { "\(student) \(program) \(earnedOn)\(isLive ? "" : " revoked")" }

  static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}

extension Campus {
  /// All awards of the institution, in order.
  func awards() async throws -> [AwardLine] {
    let id = id
    return try await database.read { transaction in
      try transaction.query(
        """
        select (select min(l.external_id) from learner_alias l
                 where l.institution_id = a.institution_id and l.learner_id = a.learner_id),
               p.code, a.earned_on::text,
               not exists (select from award_revocation r
                 where r.institution_id = a.institution_id and r.award_id = a.award_id)
          from award a join program p using (institution_id, program_id)
         where a.institution_id = \(id)::int
        """
      ).map { row in
        AwardLine(
          student: try row.next(), program: try row.next(), earnedOn: try row.next(),
          isLive: try row.next())
      }
    }.sorted()
  }

  /// Runs one statement as the schema's owner, whom no policy stops.
  @discardableResult func owner(_ sql: SQL) async throws -> Int {
    try await database.write { try $0.execute(sql) }
  }

  /// Runs one statement as the application, for this institution.
  @discardableResult func app(_ sql: SQL) async throws -> Int {
    try await database.write(as: Scopes.institution(id)) { try $0.execute(sql) }
  }

  /// A number that the owner counts.
  func count(_ sql: SQL) async throws -> Int {
    try await database.read { try $0.query(sql).only() }
  }

  /// Which row versions all tables hold, with the locks that they bore: equal only when nothing was
  /// written, and nothing locked.
  func imprint() async throws -> [String: String] {
    try await rows("concat_ws('/', t.ctid, t.xmin, t.xmax)")
  }

  /// Which row versions all tables hold: equal only when nothing was written that stayed.
  func contents() async throws -> [String: String] {
    try await rows("concat_ws('/', t.ctid, t.xmin)")
  }

  private func rows(_ description: SQL) async throws -> [String: String] {
    try await database.read { transaction in
      let tables: [String] = try transaction.query(
        """
        select relname::text from pg_class
         where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1
        """
      ).column()
      return try tables.reduce(into: [:]) { imprint, table in
        imprint[table] = try transaction.query(
          """
          select coalesce(string_agg(\(sql: description), ' ' order by t.ctid), '')
            from \(identifier: table) t
          """
        ).only(String.self)
      }
    }
  }

  /// Rows of the transcript ledger after a position.
  func ledger(after position: Int = 0, limit: Int = 10_000) async throws -> [Notation] {
    let id = id
    return try await database.read(as: Scopes.institution(id)) {
      try Notations.rows(after: position, limit: limit, of: id, in: $0)
    }
  }

  /// Revokes a live award by hand as the application does, with the void of its notation.
  func revoke(_ student: String, _ program: String, barring: Bool = false) async throws {
    let (id, key) = (id, Code.key(program))
    try await database.write(as: Scopes.institution(id)) { transaction in
      let award: UUID = try transaction.query(
        """
        select a.award_id from award a
          join program p using (institution_id, program_id)
          join learner_alias l using (institution_id, learner_id)
         where p.code_key = \(key) and l.external_id = \(student)
           and not exists (select from award_revocation r
             where r.institution_id = a.institution_id and r.award_id = a.award_id)
        """
      ).only()
      try transaction.execute(
        """
        insert into award_revocation
          (institution_id, award_id, learner_id, program_id, kind, actor, role, reason,
           public_reason, bars_another)
        select institution_id, award_id, learner_id, program_id, 'revoked', 'registrar:1',
               'registrar', 'The grade changed.', 'It was revoked.', \(barring)
          from award where award_id = \(award)
        """)
      try transaction.execute(
        """
        update revocation_proposal
           set state = 'accepted', decided_at = clock_timestamp(), actor = 'registrar:1',
               role = 'registrar', reason = 'The grade changed.'
         where award_id = \(award) and state = 'open'
        """)
      try transaction.execute(
        """
        with head as (
          update feed_head set position = position + 1
           where exists (select from notation where award_id = \(award))
          returning position)
        insert into notation
          (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
             program_version_id, voids, student, name, program, title, version, unit, level, badge,
           text, credits, earned_on, term)
        select n.institution_id, head.position, gen_random_uuid(), 'void', n.award_id,
               n.learner_id, n.program_id, n.program_version_id, n.notation_id, n.student,
               n.name, n.program, n.title, n.version, n.unit, n.level, n.badge, n.text, n.credits,
               n.earned_on, n.term
          from notation n, head where n.award_id = \(award) and n.kind = 'add'
        """)
    }
  }
}
