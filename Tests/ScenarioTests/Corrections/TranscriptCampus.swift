import Foundation
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The transcript as a system has it that follows the feed: from the bytes that leave the house.
extension Campus {
  /// Ada, student 1, who has earned a program of two courses with credit; delivered where asked.
  static func withLine(isDelivered: Bool = false) async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(movable)
    try await campus.people("1,Ada Lovelace,ada@example.edu")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    try await campus.reconcile()
    if isDelivered { try await campus.deliverAll() }
    #expect(try await campus.feedLines() == ["add 1 nonprofit 2026-10-20 6"])
    return campus
  }

  /// Its second course has an alternative, so that a result that comes late moves the day.
  static let movable = SampleProgram.credit()
    .replacing(
      "- {course: NPM 302, credits: 3, grade: C}",
      with: "- any: [{course: NPM 302, credits: 3, grade: C}, {course: NPM 303, credits: 3}]")

  /// Every row that was ever sent, in order: kind, student, program, day, credits.
  func feedLines() async throws -> [String] {
    try await feedRows().map { row in
      let values = ["kind", "student", "program", "earnedOn", "credits"].map { row[$0]?.string }
      return values.map { $0 ?? "-" }.joined(separator: " ")
    }
  }

  /// What stands in the transcript after all rows: a void takes out the row that it names.
  func transcript() async throws -> [String] {
    var live: [(id: String?, line: String)] = []
    for (row, line) in zip(try await feedRows(), try await feedLines()) {
      guard row["kind"] == "void" else {
        live.append((row["notation"]?.string, String(line.dropFirst("add ".count))))
        continue
      }
      #expect(live.contains { $0.id == row["voids"]?.string })
      live.removeAll { $0.id == row["voids"]?.string }
    }
    return live.map(\.line).sorted()
  }

  /// The rows as they leave the house, parsed. The one place that knows in which bytes they do.
  func feedRows() async throws -> [JSONValue] {
    let page = try await office.feedPage(after: 0, limit: 10_000, between: "\n", of: id)
    return try page.bytes.split(separator: 10).map { try JSONValue(parsing: Array($0)) }
  }

  /// Which notations are held: student, program, reason.
  func heldLines() async throws -> [String] {
    let id = id
    return try await database.read {
      try $0.query(
        """
        select concat_ws(' ', w.name_at_award, p.code, h.reason)
          from held_notation h
          join award w using (institution_id, award_id)
          join program p on p.institution_id = h.institution_id and p.program_id = h.program_id
         where h.institution_id = \(id)::int and h.released_at is null order by 1
        """
      ).column()
    }
  }

  /// Releases another batch of a system that is no test, up to the end of the ledger.
  func deliverAll() async throws {
    let id = id
    try await app(
      """
      insert into feed_consumer (institution_id, consumer, profile, is_test)
      values (\(id)::int, 'sis', 'csv', false) on conflict do nothing
      """)
    try await app(
      """
      insert into feed_batch (institution_id, consumer, number, first_position, last_position, state,
          released_at, released_by)
      select \(id)::int, 'sis', 1 + count(b.*), 1 + coalesce(max(b.last_position), 0), h.position,
             'released', clock_timestamp(), 'registrar:1'
        from feed_head h
        left join feed_batch b on b.institution_id = h.institution_id and b.consumer = 'sis'
       where h.institution_id = \(id)::int
       group by h.position having h.position > coalesce(max(b.last_position), 0)
      """)
  }

  /// Ends the id that a learner has in the student system, and gives them another one.
  func renumber(_ number: String, to other: String?) async throws {
    let learner = try await learnerID(number)
    let end = ExternalID(system: "sis", id: number)
    try await office.acting(as: staff(.registrar)) { visit in
      _ = try visit.endAlias(end, of: learner, on: nil, reason: "The student system did.")
      if let other {
        let id = ExternalID(system: "sis", id: other)
        _ = try visit.addAlias(Alias(learner: learner, id: id), reason: "The student system did.")
      }
    }
  }

  /// Merges one record into another; returns the merge.
  @discardableResult func merge(_ number: String, into other: String) async throws -> UUID {
    let (old, new) = (try await learnerID(number), try await learnerID(other))
    return try await office.acting(as: staff(.registrar)) { visit in
      try visit.merge(old, into: new, reason: "Registered twice.").merge.id
    }
  }

  func undo(_ merge: UUID) async throws {
    _ = try await office.acting(as: staff(.registrar)) { visit in
      try visit.undoMerge(merge, reason: "They are two people.").id
    }
  }

  /// Places a hold, or releases it.
  func hold(_ kind: HoldKind, on number: String, _ isPlaced: Bool = true) async throws {
    let learner = try await learnerID(number)
    try await office.acting(as: staff(.recordsTechnician)) { visit in
      _ =
        try isPlaced
        ? visit.place(kind, on: learner, reason: "As told.")
        : visit.release(kind, of: learner, reason: "As told.")
    }
  }

  /// The only proposal that waits.
  func waitingProposal() async throws -> Proposals.Listed {
    let id = try await pendingProposal()
    return try await office.reading(as: staff(.registrar)) { try $0.proposal(id) }
  }

  /// One registrar accepts the proposal that waits, another one confirms it.
  func acceptAndConfirm() async throws {
    let id = try await pendingProposal()
    try await office.acting(as: staff(.registrar)) { visit in
      _ = try visit.acceptProposal(
        id, Revocation(reason: "So it is.", publicReason: "It was wrong.", barsAnother: false))
    }
    try await office.acting(as: staff(.registrar)) { visit in
      _ = try visit.confirmProposal(id, reason: "I have looked, too.")
    }
  }

  /// How many proposals there are, in any state.
  func proposalCount() async throws -> Int {
    try await count("select count(*) from revocation_proposal")
  }

  /// Reconciles, and makes sure that a second pass finds nothing to do and that all invariants hold.
  func settle(from location: SourceLocation = #_sourceLocation) async throws {
    try await reconcile()
    #expect(try await office.sweep().marked == 0, sourceLocation: location)
    try await Conferral.check(database)
  }
}
