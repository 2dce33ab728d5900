import ArgumentParser

/// `conferral bench`
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure awards, sweeps, growth, HTTP and the feed against floors in the same run.",
    discussion: """
      Each makes a private PostgreSQL of its own (durable, removed at the end) in the folder that \
      CONFERRAL_FOLDER names. Quote the ratios: they hold on a noisy machine, seconds do not.
      """,
    subcommands: [
      Cohort.self, Sweep.self, Growth.self, Trickle.self, API.self, Badge.self, Page.self,
      Feed.self, Batch.self, Comparison.self,
    ])

  /// `conferral bench cohort`
  struct Cohort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A cohort becomes complete at once: awards, badges, notations.",
      discussion: """
        Floor: one hand-written insert … select of the same awards and notations, plus the same \
        number of raw Ed25519 signatures on one core.
        """)

    @Option(help: "How many enrollments, with five requirements each.")
    var size = 100_000

    @Option(help: "How many workers the daemon has.")
    var workers = 2

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(size)
        try await campus.completeAll()
        let floor = try await campus.floor(of: size)
        let ours = try await campus.reconcile(workers: workers)
        try await campus.check(awards: size)
        Terminal.say(
          """
          cohort of \(size) enrollments, five requirements each, \(workers) workers
          floor, insert … select       \(format(floor.sql)) s
          floor, Ed25519 signatures    \(format(floor.signatures)) s
          signed and stored            \(format(ours)) s, \(Int(Double(size) / ours)) awards/s
          ratio to the floor           \(format(ours / floor.sum))
          peak memory of the daemon    \(Memory.peak) MiB
          """)
      }
    }
  }

  /// `conferral bench sweep`
  struct Sweep: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Unchanged enrollments are decided again.",
      discussion: "Floor: reading the same facts with plain SQL, without looking at them.")

    @Option(help: "How many enrollments, with five requirements each.")
    var size = 200_000

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(size)
        try await campus.completeAll()
        _ = try await campus.reconcile(workers: 2)
        try await campus.settleDown()
        let floor = try await campus.readFacts()
        let (ours, written) = try await campus.sweep()
        let again = try await campus.readFacts()
        let mean = (floor + again) / 2
        Terminal.say(
          """
          sweep of \(size) unchanged enrollments, five requirements each
          floor, reading the facts     \(format(floor)) s before, \(format(again)) s after
          decided again                \(format(ours)) s, \(Int(Double(size) / ours)) a second
          rows written                 \(written)
          ratio to the floor           \(format(ours / mean))
          peak memory of the daemon    \(Memory.peak) MiB
          """)
      }
    }
  }

  /// `conferral bench growth`
  struct Growth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Awards a second in a small and in a large population.")

    @Option(help: "The small population.")
    var small = 20_000

    @Option(help: "The large population.")
    var large = 500_000

    func run() async throws {
      var rates: [Double] = []
      var memory: [Int] = []
      for size in [small, large] {
        try await BenchCampus.with { campus in
          try await campus.enroll(size)
          try await campus.completeAll()
          try await campus.settleDown()
          let seconds = try await campus.reconcile(workers: 2)
          try await campus.check(awards: size)
          rates.append(Double(size) / seconds)
          memory.append(Memory.peak)
        }
      }
      Terminal.say(
        """
        \(small) enrollments          \(Int(rates[0])) awards/s, peak memory \(memory[0]) MiB
        \(large) enrollments         \(Int(rates[1])) awards/s, peak memory \(memory[1]) MiB
        ratio large to small         \(format(rates[1] / rates[0]))
        """)
    }
  }
}

private func format(_ value: Double) -> String { Rounded.text(value) }
