import Foundation
import Office
import Postgres
import Storage
import Synchronization

/// Sends one thing after another at an even rate, and looks out for the badges.
struct Drip {
  struct Times: Sendable {
    var post = Timings()
    var badge = Timings()
  }

  private struct Waiting {
    var since: [UUID: ContinuousClock.Instant] = [:]
    var posts = Timings()
  }

  private final class Board: Sendable {
    let waiting = Mutex(Waiting())
  }

  /// How many requests may be under way.
  private static let threads = 16

  private let campus: BenchCampus
  private let port: Int
  private let token: String
  private let event: Bench.Trickle.Event

  init(_ campus: BenchCampus, _ daemon: BenchDaemon, _ event: Bench.Trickle.Event) async throws {
    self.campus = campus
    self.event = event
    port = daemon.port
    token = try await campus.office.createToken(
      named: "bench", role: .registrar, unit: nil, days: 1, of: 1, by: "bench"
    ).secret.text
  }

  /// Completes the program for each learner, so many a second, and waits for all badges.
  func run(_ learners: [UUID], rate: Int) async throws -> Times {
    let board = Board()
    let start = ContinuousClock.now + .milliseconds(100)
    return try await withThrowingTaskGroup(of: Timings?.self) { group in
      for thread in 0..<Self.threads {
        group.addTask {
          try await onThread {
            try send(learners, rate: rate, from: start, as: thread, board)
            return nil
          }
        }
      }
      group.addTask { try await lookOut(for: learners.count, board) }
      var badges = Timings()
      for try await timings in group {
        if let timings { badges = timings }
      }
      return Times(post: board.waiting.withLock { $0.posts }, badge: badges)
    }
  }

  private func send(
    _ learners: [UUID], rate: Int, from start: ContinuousClock.Instant, as thread: Int,
    _ board: Board
  ) throws {
    let peer = try HTTPPeer(port: port)
    for number in stride(from: thread, to: learners.count, by: Self.threads) {
      let wait = start + .seconds(1) * number / rate - ContinuousClock.now
      if wait > .zero {
        let (seconds, atto) = wait.components
        usleep(UInt32(seconds) * 1_000_000 + UInt32(atto / 1_000_000_000_000))
      }
      let begin = ContinuousClock.now
      board.waiting.withLock { $0.since[learners[number]] = begin }
      let answer = try peer.post(path, json: body(learners[number]), token: token)
      guard (200...201).contains(answer.status) else {
        throw Refusal(
          .unavailable,
          "The daemon answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      }
      let end = ContinuousClock.now
      board.waiting.withLock { $0.posts.add(end - begin) }
    }
  }

  private var path: String {
    event == .completion ? "/api/v1/completions" : "/api/v1/enrollments"
  }

  private func body(_ learner: UUID) -> String {
    switch event {
    case .completion:
      """
      {"learner":"\(learner.text)","kind":"course","code":"C5","happenedOn":"2026-05-06",\
      "grade":"B","credits":"2","reason":"Final grades."}
      """
    case .enrollment:
      """
      {"learner":"\(learner.text)","program":"five","began":"2026-01-20",\
      "reason":"Earned already."}
      """
    }
  }

  /// Learns from the database which badges there are, and fetches each over HTTP.
  private func lookOut(for count: Int, _ board: Board) async throws -> Timings {
    let peer = try HTTPPeer(port: port)
    var timings = Timings()
    let patience = ContinuousClock.now + .seconds(120)
    while timings.count < count {
      guard ContinuousClock.now < patience else {
        throw Refusal(.unavailable, "Only \(timings.count) of \(count) badges appeared.")
      }
      try await Task.sleep(for: .milliseconds(3))
      let learners = board.waiting.withLock { Array($0.since.keys) }
      guard !learners.isEmpty else { continue }
      for (learner, badge) in try await badges(of: learners) {
        guard try peer.get("/credentials/\(badge.text)", token: nil).status == 200 else { continue }
        let begin = board.waiting.withLock { $0.since.removeValue(forKey: learner) }
        if let begin { timings.add(.now - begin) }
      }
    }
    return timings
  }

  private func badges(of learners: [UUID]) async throws -> [(UUID, UUID)] {
    try await campus.owner.read { transaction in
      try transaction.query(
        """
        select a.learner_id, c.credential_id
          from award a join credential c using (institution_id, award_id)
         where a.institution_id = 1 and a.learner_id = any(\(learners))
        """
      ).map { row in (try row.next(UUID.self), try row.next(UUID.self)) }
    }
  }
}
