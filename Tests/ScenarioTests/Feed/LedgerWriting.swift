import FeedProfiles
import Foundation
import Microcredentials
import Office
import Postgres
import Storage

@testable import Web

/// An award whose notation is voided and made again, over and over, as corrections do.
struct CorrectedAward: Sendable {
  struct Row: Sendable {
    var id = UUID()
    var voids: UUID?
    var follows: UUID?
  }

  let award: UUID
  private var last: UUID
  private(set) var isLive = true

  init(award: UUID, notation: UUID) {
    self.award = award
    last = notation
  }

  /// The next rows: a void, a notation that follows it, and so on.
  mutating func rows(_ count: Int) -> [Row] {
    (0..<count).map { _ in
      let row = isLive ? Row(voids: last) : Row(follows: last)
      if !isLive { last = row.id }
      isLive.toggle()
      return row
    }
  }
}

extension Campus {
  /// A campus with awards of two programs with credit, `workshop` and `other`, so many of each.
  static func withOpenLedger(_ count: Int = 2) async throws -> (campus: Campus, [CorrectedAward]) {
    let campus = try await Campus.open()
    for code in ["workshop", "other"] {
      try await campus.apply(
        SampleProgram.badge(code).replacing("credit: none", with: "credit: 3")
          .replacing("{workshop: W 1}", with: "{workshop: W 1, credits: 3}"))
    }
    try await campus.crowd(count)
    try await campus.enrollCrowd(count, in: "other")
    try await campus.reconcile(workers: 1)
    let ledger = try await campus.ledger()
    return (
      campus,
      ledger.compactMap { row in
        guard let award = UUID(uuidString: row.award), let id = UUID(uuidString: row.id) else {
          return nil
        }
        return CorrectedAward(award: award, notation: id)
      }
    )
  }

  /// Enrolls the people of a crowd in another program as well.
  private func enrollCrowd(_ count: Int, in program: String) async throws {
    let institution = id
    try await app(
      """
      insert into enrollment (institution_id, enrollment_id, learner_id, program_id,
          program_version_id, state, began, recorded_by)
      select v.institution_id, stable_id(p.code || n), stable_id('crowd' || n), v.program_id,
             v.program_version_id, 'enrolled', '2026-08-24', 'test'
        from generate_series(1, \(count)) n, program p
        join program_version v using (institution_id, program_id)
       where p.code = \(program) and v.institution_id = \(institution)::int
      """)
  }

  /// Writes rows of an award as a correction does: the positions last, then the commit, or not.
  func write(
    _ rows: [CorrectedAward.Row], of award: UUID, commits: Bool = true
  ) async throws {
    let institution = id
    do {
      try await database.write(as: Scopes.institution(institution)) { transaction in
        try transaction.execute(
          """
          with head as (
            update feed_head set position = position + \(rows.count)
             where institution_id = \(institution)::int
            returning position - \(rows.count) as base)
          insert into notation
            (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
             program_version_id, voids, follows, student, name, program, title, version, unit,
             level, text, credits, earned_on, term, badge)
          select n.institution_id, head.base + r.place, r.id,
                 case when r.voids is null then 'add' else 'void' end, n.award_id, n.learner_id,
                 n.program_id, n.program_version_id, r.voids, r.follows, n.student, n.name,
                 n.program, n.title, n.version, n.unit, n.level, n.text, n.credits, n.earned_on,
                 n.term, n.badge
            from head,
              unnest(\(rows.map(\.id)), \(rows.map(\.voids)), \(rows.map(\.follows)))
                with ordinality as r (id, voids, follows, place),
              lateral (
                select * from notation n
                 where n.institution_id = \(institution)::int and n.award_id = \(award)
                 order by n.position limit 1) n
          """)
        if !commits { throw NeverHappened() }
      }
    } catch is NeverHappened {}
  }

  /// Gives an award its notation back, where its last row is a void.
  func settle(_ award: CorrectedAward) async throws {
    var award = award
    if !award.isLive { try await write(award.rows(1), of: award.award) }
  }

  /// Declares a consumer by its file.
  @discardableResult func consumer(
    _ text: String, profile: String? = nil
  ) async throws -> Office.ConsumerApplied {
    try await office.apply(
      ConsumerFile(parsing: text), source: text, profileText: profile, to: id, by: "operator:test")
  }
}
