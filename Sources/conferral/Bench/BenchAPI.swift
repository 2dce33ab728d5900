import ArgumentParser
import Foundation
import Office
import Postgres

extension Bench {
  /// `conferral bench api`
  struct API: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "api", abstract: "Requests a second with one database read each.",
      discussion: """
        A daemon of its own answers GET /api/v1/enrollments/ID, with a token on every connection. \
        Floor: pgbench -S through the same number of connections to the same server, in turn with \
        it: with statements prepared, and as pgbench does without being told.
        """)

    @Option(help: "How many connections, to the daemon as to PostgreSQL.")
    var connections = 8

    @Option(help: "How many rounds; the median of their ratios counts.")
    var rounds = 7

    @Option(help: "How many seconds each sample takes.")
    var seconds = 2

    @Option(help: "How many enrollments there are.")
    var size = 10_000

    @Option(help: ArgumentHelp("Another program to measure.", visibility: .hidden))
    var program: String?

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(size)
        let floor = try await PgBench(campus)
        try await campus.owner.maintain("vacuum analyze")
        let daemon = try await BenchDaemon.start(
          for: campus, program: program, connections: connections)
        let load = try await APILoad(campus, daemon, connections: connections)
        do {
          try await compare(load, floor, daemon)
        } catch {
          await daemon.stop()
          throw error
        }
        await daemon.stop()
      }
    }

    private func compare(_ load: APILoad, _ floor: PgBench, _ daemon: BenchDaemon) async throws {
      _ = try await load.run(for: .seconds(2))
      var (prepared, simple, rates) = ([Double](), [Double](), [Double]())
      var (toPrepared, toSimple, timings) = ([Double](), [Double](), Timings())
      var processor = 0.0
      for round in 1...max(1, rounds) {
        Terminal.tell("round \(round) of \(rounds) …")
        let fast = try floor.reads(connections: connections, seconds: seconds, mode: "prepared")
        let before = daemon.processorTime
        let sample = try await load.run(for: .seconds(seconds))
        processor += daemon.processorTime - before
        let plain = try floor.reads(connections: connections, seconds: seconds, mode: "simple")
        prepared.append(fast)
        simple.append(plain)
        rates.append(sample.rate)
        toPrepared.append(sample.rate / fast)
        toSimple.append(sample.rate / plain)
        timings.add(sample.timings)
      }
      let each = processor * 1e6 / Double(max(1, timings.count))
      Terminal.say(
        """
        API with one read each, \(connections) connections, \(rounds) rounds of \(seconds) s, medians
        floor, pgbench -S -M prepared  \(Int(prepared.median))/s
        floor, pgbench -S              \(Int(simple.median))/s
        requests                       \(Int(rates.median))/s, \(timings.words())
        processor time of the daemon   \(Rounded.text(each)) µs a request
        ratio to pgbench -S -M prepared  \(words(toPrepared))
        ratio to pgbench -S              \(words(toSimple))
        peak memory of the daemon      \(daemon.peakMemory) MiB
        """)
    }

    private func words(_ ratios: [Double]) -> String {
      "\(Rounded.text(ratios.median)) "
        + "(\(Rounded.text(ratios.min() ?? 0)) to \(Rounded.text(ratios.max() ?? 0)))"
    }
  }
}

/// Threads with a connection and a token each, that ask for one enrollment after another.
struct APILoad {
  struct Sample: Sendable {
    var rate = 0.0
    var timings = Timings()
  }

  private let requests: [[[UInt8]]]
  private let port: Int

  init(_ campus: BenchCampus, _ daemon: BenchDaemon, connections: Int) async throws {
    let port = daemon.port
    self.port = port
    let ids: [String] = try await campus.owner.read { transaction in
      try transaction.query(
        "select enrollment_id::text from enrollment order by random() limit 2000"
      ).column()
    }
    var requests: [[[UInt8]]] = []
    for _ in 0..<max(1, connections) {
      let token = try await campus.office.createToken(
        named: "bench", role: .registrar, unit: nil, days: 1, of: 1, by: "bench"
      ).secret.text
      requests.append(
        ids.map {
          HTTPPeer.request("GET", "/api/v1/enrollments/\($0)", token: token, port: port)
        })
    }
    self.requests = requests
  }

  /// Asks through all connections for a while.
  func run(for duration: Duration) async throws -> Sample {
    let start = ContinuousClock.now
    let end = start + duration
    let port = port
    var sample = Sample()
    try await withThrowingTaskGroup(of: Timings.self) { group in
      for requests in requests {
        group.addTask {
          try await onThread { try Self.ask(requests, port: port, until: end) }
        }
      }
      for try await timings in group { sample.timings.add(timings) }
    }
    let (seconds, atto) = (ContinuousClock.now - start).components
    sample.rate = Double(sample.timings.count) / (Double(seconds) + Double(atto) / 1e18)
    return sample
  }

  private static func ask(
    _ requests: [[UInt8]], port: Int, until end: ContinuousClock.Instant
  ) throws -> Timings {
    let peer = try HTTPPeer(port: port)
    var timings = Timings()
    var next = Int.random(in: 0..<requests.count)
    var now = ContinuousClock.now
    while now < end {
      let answer = try peer.exchange(requests[next])
      guard answer.status == 200 else {
        throw Refusal(
          .unavailable,
          "The daemon answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      }
      let then = ContinuousClock.now
      timings.add(then - now)
      now = then
      next = (next + 1) % requests.count
    }
    return timings
  }
}

/// Runs work that blocks on a thread of its own.
func onThread<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Swift.Result { try work() }) }
  }
}
