import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A batch is released while the loop, or a registrar, has one of its lines in hand: either the line
/// was delivered and two people decide, or the correction was there first.
@Suite(.database(.conferral)) struct RacingReleaseTests {
  /// A campus with a batch that is prepared, and a fact that moves the line in it.
  private func prepared() async throws -> Campus {
    let campus = try await Campus.withLine()
    let id = campus.id
    try await campus.app(
      """
      insert into feed_consumer (institution_id, consumer, profile, is_test)
      values (\(id)::int, 'sis', 'csv', false)
      """)
    try await campus.app(
      """
      insert into feed_batch (institution_id, consumer, number, first_position, last_position, state)
      values (\(id)::int, 'sis', 1, 1, 1, 'prepared')
      """)
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    return campus
  }

  private static let release: SQL =
    """
    update feed_batch set state = 'released', released_at = clock_timestamp(), released_by = 'test'
    """

  private func releasing(
    _ campus: Campus, _ pause: @escaping @Sendable () throws -> Void
  ) async throws {
    try await campus.database.write(as: Scopes.institution(campus.id)) { transaction in
      try transaction.execute(Self.release)
      try pause()
    }
  }

  @Test func `the loop that comes second waits for the release, and proposes`() async throws {
    let campus = try await prepared()
    let report = try await campus.inTurn { pause in
      try await releasing(campus, pause)
    } _: {
      try await campus.colleague().office.reconcileBatch()
    }
    #expect(report?.corrected == 0 && report?.proposed == 1)
    try await campus.settle()
    #expect(try await campus.feedLines() == ["add 1 nonprofit 2026-10-20 6"])
    #expect(try await campus.waitingProposal().purpose == .correct)
  }

  @Test func `the release that comes second waits for the registrar, who revoked in time`()
    async throws
  {
    let campus = try await prepared()
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award").only()
    }
    try await campus.inTurn { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        _ = try visit.revoke(
          award, Revocation(reason: "r", publicReason: "p", barsAnother: true))
        try pause()
      }
    } _: {
      try await releasing(campus) {}
    }
    try await campus.settle()
    #expect(try await campus.feedLines().map { $0.prefix(4) } == ["add ", "void"])
  }

  @Test func `the registrar who comes second needs another one to confirm`() async throws {
    let campus = try await prepared()
    try await campus.reconcile()
    // The loop was first: the line of the batch is corrected, in rows after the batch.
    #expect(try await campus.feedLines().count == 3)
    let award: UUID = try await campus.database.read {
      try $0.query("select award_id from award order by awarded_at desc, award_id desc limit 1")
        .only()
    }
    let proposal = try await campus.inTurn { pause in
      try await releasing(campus, pause)
    } _: {
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        try visit.revoke(
          award, Revocation(reason: "r", publicReason: "p", barsAnother: true)
        ).proposal
      }
    }
    #expect(proposal != nil)
    #expect(try await campus.feedLines().count == 3)
  }
}
