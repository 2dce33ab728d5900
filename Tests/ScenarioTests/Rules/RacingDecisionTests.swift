import Dispatch
import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// A registrar and the loop have the same award in hand at the same time.
@Suite(.database(.conferral)) struct RacingDecisionTests {
  private let revocation = Revocation(reason: "r", publicReason: "p", barsAnother: false)

  /// Somebody in this database waits for a lock.
  private func somebodyWaits(_ campus: Campus) async throws {
    try await eventually {
      try await campus.count(
        """
        select count(*) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'
        """) > 0
    }
  }

  /// Runs `first` up to its end but for the commit, then `second` until it waits, then both.
  private func race<First: Sendable, Second: Sendable>(
    _ campus: Campus,
    _ first:
      @escaping @Sendable (_ pause: @escaping @Sendable () throws -> Void) async throws -> First,
    _ second: @escaping @Sendable () async throws -> Second
  ) async throws -> (Result<First, any Error>, Result<Second, any Error>) {
    let (done, go) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let leading = Task {
      try await first {
        done.signal()
        guard go.wait(timeout: .now() + 20) == .success else { throw NeverHappened() }
      }
    }
    try await eventually { done.wait(timeout: .now()) == .success }
    let following = Task { try await second() }
    try await somebodyWaits(campus)
    go.signal()
    return (await leading.result, await following.result)
  }

  @Test func `the loop that comes second finds the award revoked, and awards it again`()
    async throws
  {
    let campus = try await Campus.withProposal()
    let id = try await campus.pendingProposal()
    try await campus.results("1,course,NPM 302,2026-09-02,A")
    let (decided, reconciled) = try await race(campus) { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        let proposal = try visit.acceptProposal(id, revocation)
        try pause()
        return proposal.state
      }
    } _: {
      try await campus.colleague().office.reconcileBatch()
    }
    #expect(try decided.get() == .accepted)
    #expect(try reconciled.get()?.awarded == 1)
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive).sorted { $0 && !$1 } == [true, false])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add", "void", "add"])
    #expect(try await campus.ledger().map(\.position) == [1, 2, 3])
  }

  @Test func `the registrar who comes second hears that the proposal is moot`() async throws {
    let campus = try await Campus.withProposal()
    let id = try await campus.pendingProposal()
    try await campus.results("1,course,NPM 302,2026-09-02,A")
    let number = campus.id
    let (_, decided) = try await race(campus) { pause in
      // What the loop does, halted before its commit.
      try await campus.database.write(as: Scopes.institution(number)) { transaction in
        let enrollment: UUID = try transaction.query("select enrollment_id from enrollment").only()
        try Enrollments.lock([enrollment], of: number, in: transaction)
        try WorkList.dropProposals([id], by: "daemon:test", of: number, in: transaction)
        try pause()
      }
    } _: {
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        try visit.acceptProposal(id, revocation).state
      }
    }
    #expect(throws: Refusal.self) { try decided.get() }
    try await campus.reconcile()
    #expect(try await campus.awards().map(\.isLive) == [true])
    #expect(try await campus.ledger().map(\.kind.rawValue) == ["add"])
  }

  @Test func `two revocations of different awards take neighbouring positions`() async throws {
    let campus = try await Campus.withAward()
    try await campus.people("2,Grace")
    try await campus.enrollments("2,nonprofit,2026-08-24")
    try await campus.results("2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let ids: [UUID] = try await campus.database.read {
      try $0.query("select award_id from award order by award_id").column()
    }
    let final = Revocation(reason: "r", publicReason: "p", barsAnother: true)
    let (one, two) = try await race(campus) { pause in
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        let story = try visit.revoke(ids[0], final)
        try pause()
        return story.award.voidPosition
      }
    } _: {
      try await campus.office.acting(as: campus.staff(.registrar)) { visit in
        try visit.revoke(ids[1], final).award.voidPosition
      }
    }
    #expect(try one.get() == 3)
    #expect(try two.get() == 4)
  }
}
