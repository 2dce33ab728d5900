import ArgumentParser
import Foundation
import Office
import Postgres

extension Bench {
  /// `conferral bench feed`
  struct Feed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "feed", abstract: "One reader drains the whole feed, rows a second.",
      discussion: """
        A daemon of its own answers GET /api/v1/feed/notations with a token, page after page on one \
        connection; every position is checked. Floor: psql copies the same JSON of the same rows, in \
        the same order, to /dev/null, in turn with it.
        """)

    @Option(help: "How many rows the ledger has.")
    var rows = 1_000_000

    @Option(help: "How many rows a page has.")
    var page = 10_000

    @Option(help: "How many rounds; the median of their ratios counts.")
    var rounds = 5

    @Option(help: ArgumentHelp("Another program to measure.", visibility: .hidden))
    var program: String?

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(max(1, rows / 10))
        try await campus.fillLedger(rows)
        let daemon = try await BenchDaemon.start(
          for: campus, program: program, connections: 4,
          settings: ["CONFERRAL_LOG_LEVEL": "warning"])
        do {
          try await compare(daemon, campus)
        } catch {
          await daemon.stop()
          throw error
        }
        await daemon.stop()
      }
    }

    private func compare(_ daemon: BenchDaemon, _ campus: BenchCampus) async throws {
      let token = try await campus.office.createToken(
        named: "bench", role: .machineClient, unit: nil, days: 1, of: 1, by: "bench"
      ).secret.text
      let (port, page, rows) = (daemon.port, page, rows)
      var (copied, drained, ratios) = ([Double](), [Double](), [Double]())
      for round in 0...max(1, rounds) {
        Terminal.tell(round == 0 ? "warming up …" : "round \(round) of \(rounds) …")
        let floor = try campus.copyLedger()
        let start = ContinuousClock.now
        let count = try await onThread {
          try Self.drain(port: port, token: token, page: page)
        }
        guard count == rows else {
          throw Refusal(.unavailable, "The reader saw \(count) rows, not \(rows).")
        }
        let ours = seconds(since: start)
        guard round > 0 else { continue }
        copied.append(Double(rows) / floor)
        drained.append(Double(rows) / ours)
        ratios.append(floor / ours)
      }
      Terminal.say(
        """
        feed of \(rows) notations, pages of \(page), \(rounds) rounds, medians
        floor, copy … to stdout      \(Int(copied.median)) rows/s
        one HTTP reader              \(Int(drained.median)) rows/s
        ratio to the floor           \(Rounded.text(ratios.median)) \
        (\(Rounded.text(ratios.min() ?? 0)) to \(Rounded.text(ratios.max() ?? 0)))
        peak memory of the daemon    \(daemon.peakMemory) MiB
        """)
    }

    /// Follows the feed to its end; how many rows there were, without a gap.
    private static func drain(port: Int, token: String, page: Int) throws -> Int {
      let peer = try HTTPPeer(port: port, room: page * 2_000 + 4_096)
      var position = 0
      while true {
        let answer = try peer.get(
          "/api/v1/feed/notations?after=\(position)&limit=\(page)", token: token)
        guard answer.status == 200 else {
          throw Refusal(.unavailable, "The daemon answered \(answer.status).")
        }
        // What follows the rows: ],"next":N,"has_more":…,"high_water":M}
        let end = String(decoding: answer.body.suffix(90), as: UTF8.self)
        guard let next = end.firstRange(of: "],\"next\":"),
          let last = Int(end[next.upperBound...].prefix { $0.isNumber })
        else { throw Refusal(.unavailable, "A page has no end.") }
        guard answer.body.dropFirst(10).starts(with: "{\"position\":\(position + 1),".utf8) else {
          throw Refusal(
            .unavailable, "The page after \(position) does not begin with the next row.")
        }
        position = last
        if end.contains("\"has_more\":false") { return position }
      }
    }
  }
}

extension BenchCampus {
  /// Fills the ledger with rows of the learners' awards, each added and voided in turn.
  func fillLedger(_ rows: Int) async throws {
    Terminal.tell("writing \(rows) notations …")
    try await owner.write(limits: Limits.none) { transaction in
      try transaction.execute(
        """
        with pass as (
          insert into reconcile_pass (institution_id, pass_id, daemon, decided, awarded)
          values (1, gen_random_uuid(), 'bench', 0, 0) returning pass_id)
        insert into award
          (institution_id, award_id, enrollment_id, learner_id, program_id, program_version_id,
           earned_on, credits, name_at_award, decision, pass_id)
        select 1, gen_random_uuid(), e.enrollment_id, e.learner_id, e.program_id,
               e.program_version_id, '2026-05-05', 10, l.name, '{}', pass.pass_id
          from pass, enrollment e join learner l using (institution_id, learner_id)
        """)
      try transaction.execute("delete from dirty_log")
      try transaction.execute(
        """
        with numbered as (
          select a.*, row_number() over () as n, count(*) over () as of_all from award a)
        insert into notation
          (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
           program_version_id, voids, follows, student, name, program, title, version, unit, level,
           text, credits, earned_on, term, badge)
        select 1, a.n + turn * a.of_all, stable_id(a.award_id || '/' || turn),
               case when turn % 2 = 0 then 'add' else 'void' end,
               a.award_id, a.learner_id, a.program_id, a.program_version_id,
               case when turn % 2 = 1 then stable_id(a.award_id || '/' || turn - 1) end,
               case when turn % 2 = 0 and turn > 0 then stable_id(a.award_id || '/' || turn - 2) end,
               'S' || a.n, a.name_at_award, 'five', 'Five Courses', '1', 'Department of Benches',
               'undergraduate', 'Micro-credential: Five Courses', 10, a.earned_on, '2261',
               'https://badges.example.edu/credentials/' || a.award_id
          from numbered a, generate_series(0, \(rows - 1) / a.of_all) turn
         where a.n + turn * a.of_all <= \(rows)
        """)
      try transaction.execute("update feed_head set position = \(rows)")
    }
    try await settleDown()
  }

  /// Copies the ledger's rows to nowhere; the seconds it took.
  func copyLedger() throws -> Double {
    try psql([
      "copy (select body from notation where institution_id = 1 order by position) to stdout"
    ])
  }
}
