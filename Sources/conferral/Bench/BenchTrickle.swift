import ArgumentParser
import Foundation
import Office
import Postgres
import Storage

extension Bench {
  /// `conferral bench trickle`
  struct Trickle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One completion by HTTP until its badge can be fetched, fifty times a second.",
      discussion: """
        A daemon of its own gets completions that are the last one missing; the time runs from \
        sending each until GET of its badge answers 200. Beside it: what a one-row insert with its \
        commit takes in the same database.
        """)

    /// What completes the program.
    enum Event: String, CaseIterable, ExpressibleByArgument {
      /// The fifth completion.
      case completion
      /// An enrollment of a learner who has all five.
      case enrollment
    }

    @Option(help: "How many a second.")
    var rate = 50

    @Option(help: "For how many seconds.")
    var seconds = 20

    @Option(help: "What completes the program: a completion, or an enrollment.")
    var event = Event.completion

    @Option(help: ArgumentHelp("Another program to measure.", visibility: .hidden))
    var program: String?

    func run() async throws {
      guard rate > 0, seconds > 0 else { throw Refusal(.invalid, "Both numbers are above zero.") }
      try await BenchCampus.with { campus in
        let learners = try await campus.almostComplete(rate * seconds + rate, event)
        let daemon = try await BenchDaemon.start(for: campus, program: program, connections: 8)
        do {
          try await measure(campus, daemon, learners)
        } catch {
          await daemon.stop()
          throw error
        }
        await daemon.stop()
      }
    }

    private func measure(
      _ campus: BenchCampus, _ daemon: BenchDaemon, _ learners: [UUID]
    ) async throws {
      let drip = try await Drip(campus, daemon, event)
      // The first second warms plans, caches and connections up.
      _ = try await drip.run(Array(learners.prefix(rate)), rate: rate)
      var commits = try await campus.commits(200)
      Terminal.tell("\(rate) a second for \(seconds) seconds …")
      var timings = try await drip.run(Array(learners.dropFirst(rate)), rate: rate)
      commits.add(try await campus.commits(200))
      let ratio = timings.badge.milliseconds(0.5) / max(commits.milliseconds(0.5), 0.001)
      Terminal.say(
        """
        trickle, \(timings.badge.count) times one \(event.rawValue), \(rate) a second
        floor, one row with its commit  \(commits.words())
        until the POST is answered      \(timings.post.words())
        until the badge can be fetched  \(timings.badge.words())
        ratio to the floor, medians     \(Rounded.text(ratio))
        peak memory of the daemon       \(daemon.peakMemory) MiB
        """)
    }
  }
}

extension BenchCampus {
  /// Adds learners to whom one thing is missing.
  func almostComplete(_ count: Int, _ event: Bench.Trickle.Event) async throws -> [UUID] {
    Terminal.tell("\(count) learners to whom one \(event.rawValue) is missing …")
    let courses = event == .completion ? 4 : 5
    try await owner.write(limits: Limits.none) { transaction in
      try transaction.execute(
        """
        insert into learner (institution_id, name, email, recorded_by)
        select 1, 'Learner ' || n, 'learner' || n || '@example.edu', 'bench'
          from generate_series(1, \(count)) n
        """)
      try transaction.execute(
        """
        insert into completion
          (institution_id, completion_id, revision, learner_id, kind, code, happened_on, state,
           grade, credits, recorded_by)
        select 1, gen_random_uuid(), 1, l.learner_id, 'course', 'C' || n,
               date '2026-05-01' + n::int, 'final', 'B', 2, 'bench'
          from learner l, generate_series(1, \(courses)) n
        """)
      guard event == .completion else { return }
      try transaction.execute(
        """
        insert into enrollment
          (institution_id, learner_id, program_id, program_version_id, state, began, recorded_by)
        select 1, l.learner_id, v.program_id, v.program_version_id, 'enrolled', '2026-01-20', 'bench'
          from learner l, program_version v
        """)
    }
    _ = try await reconcile(workers: 2)
    try await owner.maintain("vacuum analyze")
    return try await owner.read { transaction in
      try transaction.query("select learner_id from learner order by learner_id").column()
    }
  }

  /// How long a transaction takes that writes one row.
  func commits(_ count: Int) async throws -> Timings {
    try await owner.write { transaction in
      _ = try transaction.execute("create table if not exists commit_probe (at timestamptz)")
    }
    var timings = Timings()
    for _ in 0..<count {
      let start = ContinuousClock.now
      try await owner.write { transaction in
        _ = try transaction.execute("insert into commit_probe values (now())")
      }
      timings.add(.now - start)
    }
    return timings
  }
}
