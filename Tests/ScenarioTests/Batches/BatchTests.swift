import FeedProfiles
import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Batches of the feed: what each covers, and that it is the registrar's word.
@Suite(.database(.conferral)) struct BatchTests {
  @Test func `batches adjoin, and each names the hash of the one before`() async throws {
    let campus = try await Campus.withLedger(3)
    try await campus.declare()
    let first = try await campus.send()
    #expect(first.number == 1 && first.first == 1 && first.last == 3 && first.previous == nil)
    let totals = try #require(first.release).totals
    #expect(totals.added == 3 && totals.voided == 0 && totals.persons == 3)
    #expect(totals.creditsAdded == Quantity(9) && totals.leftOut == 0)
    try await campus.more(2, from: 100)
    let second = try await campus.send()
    #expect(second.number == 2 && second.first == 4 && second.last == 5)
    #expect(second.previous == first.release?.sha256)
    #expect(try await campus.rows(of: second).map { $0[1] } == ["4", "5"])
  }

  @Test func `nothing is prepared when nothing is new, and only one batch at a time`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    try await campus.declare()
    let batch = try await campus.prepare()
    await #expect(throws: Refusal.self) { try await campus.prepare() }
    try await campus.release(batch)
    let none = try await campus.office.prepareBatch(
      for: "banner", of: campus.id, by: "operator:test")
    #expect(none == nil)
  }

  @Test func `what a discarded batch covered comes in the next one, under its number`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    let given = try await campus.prepare()
    let discarded = try await campus.office.discardBatch(
      nil, of: "banner", reason: "A hold is to be placed first.", institution: campus.id,
      by: "operator:test")
    #expect(discarded.state == .discarded && discarded.discard?.by == "operator:test")
    try await campus.more(1, from: 100)
    let next = try await campus.send()
    #expect(next.id != given.id && next.number == 1 && next.first == 1 && next.last == 3)
  }

  @Test func `of eight registrars who release at once one does`() async throws {
    let campus = try await Campus.withLedger(5)
    try await campus.declare(more: "deliver: {directory: /srv/feed}")
    let batch = try await campus.prepare()
    let released = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (try? await campus.colleague().release(batch)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(released == 1)
    #expect(
      try await campus.count("select count(*) from outbox where kind = 'feed: delivery'") == 1)
    #expect(
      try await campus.count("select count(*) from journal where action = 'release batch'") == 1)
  }

  @Test func `batches that are sent while awards commit bring every row once`() async throws {
    let campus = try await Campus.withLedger(0)
    try await campus.declare()
    let over = Steady()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for part in 0..<2 {
        group.addTask {
          for step in 0..<5 { try await campus.crowd(20, from: 1 + part * 1_000 + step * 20) }
        }
      }
      group.addTask {
        while !over.isSet { _ = try await campus.colleague().office.reconcileBatch() }
      }
      group.addTask {
        while !over.isSet {
          let batch = try await campus.office.prepareBatch(
            for: "banner", of: campus.id, by: "operator:test")
          if let batch { try await campus.release(batch) }
        }
      }
      try await eventually {
        try await campus.count(
          """
          select coalesce(max(last_position), 0) from feed_batch where state = 'released'
          """) == 200
      }
      over.set()
      try await group.waitForAll()
    }
    var positions: [String] = []
    var number = 1
    while let batch = try? await campus.office.batch(
      number, of: "banner", institution: campus.id)
    {
      positions += try await campus.rows(of: batch).map { $0[1] }
      number += 1
    }
    #expect(positions == (1...200).map(String.init))
    #expect(number > 2)
  }

  @Test func `a correction takes a line back and adds it anew in one batch`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.credit().replacingOccurrences(
        of: "- {course: NPM 302, credits: 3, grade: C}",
        with: "- any: [{course: NPM 302, credits: 3, grade: C}, {course: NPM 303, credits: 3}]"))
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-10-20,B")
    try await campus.reconcile()
    try await campus.declare()
    try await campus.send()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.reconcile()
    // It was delivered: two registrars have to agree.
    try await campus.acceptAndConfirm()
    try await campus.reconcile()
    let batch = try await campus.send()
    let totals = try #require(batch.release).totals
    #expect(totals.added == 1 && totals.voided == 1 && totals.persons == 1)
    #expect(totals.creditsAdded == totals.creditsVoided)
    #expect(try await campus.rows(of: batch).map { $0[3] } == ["void", "add"])
  }

  @Test func `a consumer with a scope gets its programs, and its positions cover the rest`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    try await campus.apply(
      Campus.notedProgram.replacingOccurrences(of: "workshop\n", with: "other\n"))
    try await campus.declare(consumer: "others", programs: ["other"])
    let none = try await campus.office.prepareBatch(
      for: "others", of: campus.id, by: "operator:test")
    #expect(none == nil)
    try await campus.people("900,Grace Hopper")
    try await campus.enrollments("900,other,2026-08-24")
    try await campus.results("900,workshop,W 1,2026-09-01,,,3")
    try await campus.reconcile()
    let batch = try await campus.send(to: "others")
    #expect(batch.first == 1 && batch.last == 3)
    #expect(try await campus.rows(of: batch).map { $0[1] } == ["3"])
    // What it gets is kept with the batch: another scope changes no file.
    let before = try await campus.file(of: batch)
    try await campus.declare(consumer: "others")
    #expect(try await campus.file(of: batch) == before)
  }

  @Test func `a consumer that was declared anew needs another batch`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.declare()
    let batch = try await campus.prepare()
    try await campus.declare(isTest: true)
    let preview = try await campus.office.previewBatch(
      nil, of: "banner", institution: campus.id)
    #expect(preview.warnings.map(\.kind) == [.declared])
    let refusal = await #expect(throws: Refusal.self) { try await campus.release(batch) }
    #expect(refusal?.code == .changedMeanwhile)
  }

  @Test func `rows are sent again with the next batch, once, before what is new`() async throws {
    let campus = try await Campus.withLedger(3)
    try await campus.declare()
    try await campus.send()
    func resend(_ positions: [Int]) async throws -> Int {
      try await campus.office.resend(
        positions, to: "banner", reason: "The import failed.", of: campus.id, by: "operator:test")
    }
    #expect(try await resend([1, 3, 3]) == 2)
    #expect(try await resend([3]) == 0)
    await #expect(throws: Refusal.self) { _ = try await resend([1, 4]) }
    let given = try await campus.prepare()
    #expect(try await resend([1]) == 0)
    #expect(given.first == 4 && given.last == 3)
    _ = try await campus.office.discardBatch(
      nil, of: "banner", reason: "Not yet.", institution: campus.id, by: "operator:test")
    try await campus.more(1, from: 100)
    let batch = try await campus.send()
    let rows = try await campus.rows(of: batch)
    #expect(rows.map { $0[1] } == ["1", "3", "4"])
    #expect(rows.map { $0[4] == "true" } == [true, true, false])
    #expect(try #require(batch.release).totals.resent == 2)
    #expect(try await resend([1]) == 1)
  }

  @Test func `rows that the profile cannot carry are left out, and wait as rejected`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    try await campus.people("1234567890123,Ada Lovelace")
    try await campus.enrollments("1234567890123,workshop,2026-08-24")
    try await campus.results("1234567890123,workshop,W 1,2026-09-01,,,3")
    try await campus.reconcile()
    try await campus.declare(profile: "banner-event")
    _ = try await campus.prepare()
    let preview = try await campus.office.previewBatch(
      nil, of: "banner", institution: campus.id)
    #expect(preview.totals.added == 2 && preview.totals.leftOut == 1)
    #expect(preview.leftOut.map(\.position) == [3])
    #expect(preview.warnings.map(\.kind) == [.leftOut])
    #expect(try await campus.count("select count(*) from acknowledgement") == 0)
    let batch = try await campus.release(preview.batch)
    #expect(try #require(batch.release).totals == preview.totals)
    #expect(
      try await campus.count(
        """
        select count(*) from acknowledgement
         where position = 3 and outcome = 'rejected' and code = 'profile'
           and detail not like '%1234567890123%'
        """) == 1)
    // The registrar finds it among what was rejected.
    #expect(
      try await campus.count(
        "select count(*) from acknowledgement_state where position = 3 and outcome = 'rejected'")
        == 1)
    try await Conferral.check(campus.database)
  }

  @Test func `the registrar is warned of holds and merges since, and of an unusual size`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    try await campus.declare()
    try await campus.send()
    try await campus.more(120, from: 100)
    let id = campus.id
    try await campus.app(
      """
      insert into hold (institution_id, learner_id, kind, placed, actor, role, reason)
      select \(id)::int, stable_id(h.learner), h.kind, true, 'registrar:1', 'registrar', 'Test.'
        from (values ('crowd100', 'record'), ('crowd102', 'financial')) h (learner, kind)
      """)
    // The policy lets a financial hold keep no notation back.
    try await campus.people("7777,Grace Hopper")
    try await campus.merge("101", into: "7777")
    _ = try await campus.prepare()
    let preview = try await campus.office.previewBatch(
      nil, of: "banner", institution: campus.id)
    #expect(preview.warnings.map(\.kind) == [.held, .merged, .size])
    #expect(preview.warnings.map(\.count) == [1, 1, 120])
    #expect(preview.last?.number == 1)
  }

  @Test func `nobody changes a released batch, whoever asks`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.declare()
    try await campus.send()
    await #expect(throws: PostgresError.self) {
      try await campus.owner("update feed_batch set released_by = 'somebody'")
    }
    await #expect(throws: PostgresError.self) { try await campus.owner("delete from feed_batch") }
    await #expect(throws: PostgresError.self) {
      try await campus.app("update feed_batch set last_position = 7")
    }
  }
}
