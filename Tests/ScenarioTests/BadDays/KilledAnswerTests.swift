import Foundation
import LinkedData
import LocalCluster
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The daemon, the connection or the database dies while a call is under way: sent again with its
/// key it has happened once, and is answered as it was, or would have been.
@Suite(.enabled(if: Daemon.isPresent), .database(.conferral)) struct KilledAnswerTests {
  private func campus(in database: Database? = nil) async throws -> Campus {
    let campus = try await Campus.open(in: database)
    try await campus.apply(SampleProgram.badge())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,workshop,2026-08-24")
    return campus
  }

  private static func attended(_ number: String = "1") -> JSONValue {
    [
      "externalId": .string(number), "kind": "workshop", "code": "W 1",
      "happenedOn": "2026-09-01", "reason": "Attended.",
    ]
  }

  private func caller(_ campus: Campus, at port: Int) async throws -> DaemonCaller {
    let token = try await campus.office.createToken(
      named: "test", role: .instructor, unit: nil, days: 1, of: campus.id, by: "test")
    return DaemonCaller(port: port, token: token.secret.text)
  }

  private func serve(
    _ campus: Campus, over conninfo: String? = nil, at caller: DaemonCaller
  ) async throws -> Daemon {
    let daemon = try Daemon(
      ["serve"], database: conninfo ?? TestDatabase.current.conninfo,
      keys: campus.office.keys.directory, in: campus.folder, port: caller.port)
    try await eventually { await caller.isUp() || !daemon.isRunning }
    #expect(daemon.isRunning, "\(daemon.said)")
    return daemon
  }

  private func completions(_ campus: Campus) async throws -> Int {
    try await campus.count("select count(*) from completion")
  }

  @Test func `a daemon that is killed between the commit and the answer answers the next time`()
    async throws
  {
    let campus = try await campus()
    let wire = try DatabaseWire(to: TestDatabase.current.conninfo)
    defer { wire.close() }
    let caller = try await caller(campus, at: FreePort.next())
    let killed = try await serve(campus, over: wire.conninfo, at: caller)
    wire.next(.isNotAnswered)
    let unanswered = Task {
      try await caller.post("/completions", Self.attended(), key: "k")
    }
    // It is committed, and the daemon does not know yet.
    try await eventually { try await completions(campus) == 1 }
    #expect(wire.hits == 1)
    await killed.end()
    await #expect(throws: (any Error).self) { try await unanswered.value }

    let daemon = try await serve(campus, at: caller)
    let answer = try await caller.post("/completions", Self.attended(), key: "k")
    #expect(answer.status == 200, "\(answer)")
    #expect(answer.isReplay)
    #expect(answer.json["outcome"] == "created")
    let again = try await caller.post("/completions", Self.attended(), key: "k")
    #expect(again.isReplay(of: answer))
    #expect(try await completions(campus) == 1)
    try await eventually { try await campus.awards().count == 1 }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }

  @Test func `a daemon that is killed inside of the transaction has done nothing`() async throws {
    let campus = try await campus()
    let caller = try await caller(campus, at: FreePort.next())
    let killed = try await serve(campus, at: caller)
    let database = campus.database
    let release = DispatchSemaphore(value: 0)
    let holder = Task {
      try await database.write { transaction in
        try transaction.execute("lock table completion in share row exclusive mode")
        _ = release.wait(timeout: .now() + 8)
      }
    }
    try await eventually { try await campus.locks(on: "completion") > 0 }
    let unanswered = Task {
      try await caller.post("/completions", Self.attended(), key: "k")
    }
    try await eventually { try await campus.locks(on: "completion", granted: false) > 0 }
    await killed.end()
    await #expect(throws: (any Error).self) { try await unanswered.value }
    release.signal()
    _ = try await holder.value

    let daemon = try await serve(campus, at: caller)
    #expect(try await completions(campus) == 0)
    let answer = try await caller.insist("/completions", Self.attended(), key: "k")
    #expect(answer.status == 200 && !answer.isReplay, "\(answer)")
    #expect(try await caller.post("/completions", Self.attended(), key: "k").isReplay(of: answer))
    #expect(try await completions(campus) == 1)
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }

  @Test func `a connection cut at the commit leaves a question that the next try answers`()
    async throws
  {
    let campus = try await campus()
    let wire = try DatabaseWire(to: TestDatabase.current.conninfo)
    defer { wire.close() }
    let caller = try await caller(campus, at: FreePort.next())
    let daemon = try await serve(campus, over: wire.conninfo, at: caller)
    for (number, fate) in [DatabaseWire.Fate.isCutOff, .isLost, .isCutOff, .isLost].enumerated() {
      wire.next(fate)
      let key = "k\(number)"
      let asked = try await caller.post("/completions", Self.attended(), key: key)
      #expect(asked.status == 503 && asked.problem == "outcome-unknown", "\(asked)")
      #expect(wire.hits == 2 * number + 1)
      let isDone = try await completions(campus) == number + 1
      #expect(isDone == (fate == .isCutOff))
      let answer = try await caller.post("/completions", Self.attended(), key: key)
      #expect(answer.status == 200 && answer.isReplay == isDone, "\(answer)")
      #expect(try await completions(campus) == number + 1)
      // A refusal is kept as well, and lost as well.
      wire.next(fate)
      let nobody = Self.attended("nobody")
      let lost = try await caller.post("/completions", nobody, key: key + "-no")
      #expect(lost.status == 503, "\(lost)")
      let refusal = try await caller.post("/completions", nobody, key: key + "-no")
      #expect(refusal.status == 422 && refusal.isReplay == isDone, "\(refusal)")
      wire.next(.passes)
    }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }

  @Test func `a daemon told to stop while a call waits answers it or undoes it`() async throws {
    let campus = try await campus()
    let caller = try await caller(campus, at: FreePort.next())
    let stopped = try await serve(campus, at: caller)
    let database = campus.database
    let limits = Limits(statement: .seconds(60), idleInTransaction: .seconds(60))
    let blocking = Task {
      try await database.write(limits: limits) { transaction in
        try transaction.execute("lock table completion in share row exclusive mode")
        try transaction.execute("select pg_sleep(30)")
      }
    }
    try await eventually { try await campus.locks(on: "completion") > 0 }
    async let waiting = try? caller.post("/completions", Self.attended(), key: "k")
    try await eventually { try await campus.locks(on: "completion", granted: false) > 0 }
    let start = ContinuousClock.now
    #expect(await stopped.end(with: SIGTERM) == 0, "\(stopped.said)")
    #expect(ContinuousClock.now - start < .seconds(10))
    let asked = await waiting
    #expect(asked == nil || asked?.status == 503, "\(asked?.problem ?? "-")")
    blocking.cancel()
    _ = await blocking.result
    #expect(try await completions(campus) == 0)
    let daemon = try await serve(campus, at: caller)
    let answer = try await caller.insist("/completions", Self.attended(), key: "k")
    #expect(answer.status == 200 && !answer.isReplay)
    #expect(try await completions(campus) == 1)
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }

  @Test func `callers that insist get one true answer each from a daemon that is killed again`()
    async throws
  {
    let campus = try await campus()
    let callers = 4, calls = 25
    let numbers = (0..<callers * calls).map { "c\($0)" }
    try await campus.load(.people, numbers.map { "\($0),Person \($0)" })
    try await campus.load(.enrollments, numbers.map { "\($0),workshop,2026-08-24" })
    let caller = try await caller(campus, at: FreePort.next())
    var daemon = try await serve(campus, at: caller)
    let insisting = Task {
      try await atOnce(callers) { place in
        var answers: [(String, DaemonCaller.Answer)] = []
        for number in numbers[place * calls..<(place + 1) * calls] {
          answers.append(
            (
              number,
              try await caller.insist("/completions", Self.attended(number), key: number)
            ))
          try await Task.sleep(for: .milliseconds(.random(in: 0...120)))
        }
        return answers
      }
    }
    var kills = 0
    for _ in 0..<5 {
      let before = try await completions(campus)
      try await eventually { try await completions(campus) >= min(before + 8, numbers.count) }
      try await Task.sleep(for: .milliseconds(.random(in: 0...15)))
      await daemon.end()
      kills += 1
      daemon = try await serve(campus, at: caller)
    }
    let answers = try await insisting.value.flatMap { $0 }
    #expect(kills == 5 && answers.count == numbers.count)
    #expect(try await completions(campus) == numbers.count)
    for (number, answer) in answers {
      #expect(answer.status == 200 && answer.json["outcome"] == "created", "\(answer)")
      let id = answer.completion ?? "-"
      #expect(
        try await campus.count(
          """
          select count(*) from completion c join learner_alias a using (institution_id, learner_id)
           where c.completion_id::text = \(id) and a.external_id = \(number)
          """) == 1)
      let again = try await caller.insist("/completions", Self.attended(number), key: number)
      #expect(again.isReplay(of: answer))
    }
    try await eventually { try await campus.awards().count == numbers.count }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }
}

/// The same with a PostgreSQL of its own that crashes.
@Suite(.enabled(if: Daemon.isPresent)) struct CrashedAnswerTests {
  @Test func `a database that crashes at the commit and comes back has kept the answer`()
    async throws
  {
    let cluster = try LocalCluster.throwaway(
      prefix: "conferral-answer",
      settings: .throwaway(more: ["fsync": "on", "synchronous_commit": "on"]))
    try await cluster.start()
    let database = Database(
      DatabaseOptions(conninfo: cluster.conninfo(), connections: 3, logger: .quiet))
    try await Conferral.migrate(database)
    let campus = try await Campus.open(in: database)
    try await campus.people("1,Ada Lovelace")
    let wire = try DatabaseWire(to: cluster.conninfo())
    defer { wire.close() }
    let token = try await campus.office.createToken(
      named: "test", role: .instructor, unit: nil, days: 1, of: campus.id, by: "test")
    let caller = DaemonCaller(port: try FreePort.next(), token: token.secret.text)
    let daemon = try Daemon(
      ["serve"], database: wire.conninfo, keys: campus.office.keys.directory, in: campus.folder,
      port: caller.port)
    try await eventually { await caller.isUp() }
    let body: JSONValue = [
      "externalId": "1", "kind": "workshop", "code": "W 1", "happenedOn": "2026-09-01",
      "reason": "Attended.",
    ]
    wire.next(.isNotAnswered)
    async let unknown = caller.post("/completions", body, key: "k")
    try await eventually { try await campus.count("select count(*) from completion") == 1 }
    try await cluster.restart(immediate: true)
    let asked = try await unknown
    #expect(asked.status == 503 && asked.problem == "outcome-unknown", "\(asked)")
    let answer = try await caller.insist("/completions", body, key: "k")
    #expect(answer.status == 200 && answer.isReplay, "\(answer)")
    try await cluster.restart(immediate: true)
    let again = try await caller.insist("/completions", body, key: "k")
    #expect(again.isReplay(of: answer), "\(again)")
    #expect(try await campus.count("select count(*) from completion") == 1)
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    try await Conferral.check(database)
    await database.shutDown()
    await cluster.destroy()
  }
}
