import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// What the schema refuses by itself, whatever a program tries.
@Suite(.database(.conferral)) struct SchemaTests {
  private func awarded() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24", "1,workshop,2026-08-24")
    try await campus.results(
      "1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B",
      "1,workshop,W 1,2026-09-02")
    try await campus.reconcile()
    return campus
  }

  /// What the application is told when it tries.
  private func refusal(_ campus: Campus, _ sql: SQL) async -> PostgresError? {
    do {
      try await campus.app(sql)
      return nil
    } catch {
      return error as? PostgresError
    }
  }

  private func secondAward(follows: SQL = "null") -> SQL {
    """
    insert into award (institution_id, award_id, enrollment_id, learner_id, program_id,
        program_version_id, follows, earned_on, name_at_award, decision, pass_id)
    select institution_id, gen_random_uuid(), enrollment_id, learner_id, program_id,
           program_version_id, \(sql: follows), earned_on, name_at_award, decision, pass_id
      from award where credits is not null and follows is null
    """
  }

  @Test func `a second live award is refused`() async throws {
    let campus = try await awarded()
    #expect(
      await refusal(campus, secondAward())?.constraint
        == "a learner holds one live award of a program")
    let chained = await refusal(campus, secondAward(follows: "award_id"))
    #expect(chained?.constraint == "an award follows only a revoked one of the same program")
  }

  @Test func `a revoked award is followed by one award only`() async throws {
    let campus = try await awarded()
    try await campus.revoke("1", "nonprofit")
    try await campus.reconcile()
    let second = await refusal(campus, secondAward(follows: "award_id"))
    #expect(second?.constraint == "a revoked award is followed by one award")
    let again = await refusal(
      campus,
      """
      insert into award_revocation (institution_id, award_id, learner_id, program_id, kind, actor,
          role, reason, public_reason)
      select institution_id, award_id, learner_id, program_id, 'revoked', 'a', 'registrar', 'b', 'c'
        from award_revocation
      """)
    #expect(again?.constraint == "an award is revoked once")
  }

  private func notation(of program: String, position: Int = 2) -> SQL {
    """
    insert into notation (institution_id, position, notation_id, kind, award_id, learner_id,
        program_id, program_version_id, student, name, program, title, version, badge, text,
        earned_on)
    select institution_id, \(position), gen_random_uuid(), 'add', award_id, learner_id, program_id,
           program_version_id, '1', 'a', 'b', 'c', 'd', 'e', 'line', earned_on
      from award join program p using (institution_id, program_id)
     where p.code = \(program)
    """
  }

  @Test func `a second notation and one for a badge without credit are refused`() async throws {
    let campus = try await awarded()
    let second = await refusal(campus, notation(of: "nonprofit"))
    #expect(second?.constraint == "a learner has one live notation of a version")
    let uncredited = await refusal(campus, notation(of: "workshop"))
    #expect(uncredited?.constraint == "a notation exists only for a credit-bearing version")
    let position = await refusal(campus, notation(of: "nonprofit", position: 1))
    #expect(position?.sqlState == .uniqueViolation)
  }

  @Test func `a place on a status list is used once`() async throws {
    let campus = try await awarded()
    let twice = await refusal(
      campus,
      """
      insert into credential (institution_id, credential_id, revision, award_id, key_id,
          valid_from, status_list, status_index, document)
      select institution_id, gen_random_uuid(), 1, award_id, key_id, valid_from, status_list,
             status_index, document from credential
      """)
    #expect(
      ["a status index is used once", "an award has one credential"].contains(twice?.constraint))
    let other = await refusal(
      campus,
      """
      insert into credential (institution_id, credential_id, revision, award_id, key_id,
          valid_from, status_list, status_index, document)
      select a.institution_id, gen_random_uuid(), 1, a.award_id, a.key_id, a.valid_from,
             b.status_list, b.status_index, a.document
        from credential a, credential b where a.award_id <> b.award_id
      """)
    #expect(other?.sqlState == .uniqueViolation)
  }

  @Test func `history is neither changed nor removed, by the application or the owner`()
    async throws
  {
    let campus = try await awarded()
    let tables: [String] = try await campus.database.read { transaction in
      try transaction.query(
        """
        select c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where t.tgname = 'history_is_only_added_to' order by 1
        """
      ).column()
    }
    #expect(
      Set(tables).isSuperset(of: ["award", "notation", "completion", "credential", "journal"]))
    for table in tables {
      let statements: [SQL] = [
        "update \(identifier: table) set institution_id = institution_id",
        "delete from \(identifier: table)", "truncate \(identifier: table) cascade",
      ]
      for statement in statements {
        #expect(
          await refusal(campus, statement)?.sqlState == .insufficientPrivilege, "\(statement)")
        await #expect(throws: PostgresError.self, "\(statement)") {
          try await campus.owner(statement)
        }
      }
    }
  }

  @Test func `a pinned version stays as it is`() async throws {
    let campus = try await awarded()
    await #expect(throws: Refusal.self) {
      try await campus.apply(SampleProgram.credit(more: "level: graduate"))
    }
    let error = await refusal(
      campus, "update program_version set source = source || ' ' where credit_bearing")
    #expect(error?.constraint == "a pinned version is immutable")
  }
}
