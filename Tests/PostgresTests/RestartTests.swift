import LocalCluster
import Postgres
import TestSupport
import Testing

/// Writers that remember what was acknowledged, while their server crashes under them.
@Suite(.serialized) struct RestartTests {
  enum Crash: CaseIterable { case fast, immediate, kill }

  @Test(.timeLimit(.minutes(3)), arguments: Crash.allCases)
  func `after a restart the pool works again and nothing acknowledged is missing`(
    _ crash: Crash
  ) async throws {
    let cluster = try LocalCluster.throwaway(
      prefix: "conferral-restart",
      settings: .throwaway(more: ["fsync": "on", "synchronous_commit": "on"]))
    try await cluster.start()
    let database = try await Database.connect(
      DatabaseOptions(
        conninfo: cluster.conninfo(), connections: 4,
        retries: Retries(attempts: 1_000, within: .seconds(60))))
    try await database.write { _ = try $0.execute("create table row (id int8 primary key)") }

    let written = Counter()
    let writing = Task { await write(to: database, written) }
    try await written.arrival(at: 20)
    switch crash {
    case .fast: try await cluster.restart()
    case .immediate: try await cluster.restart(immediate: true)
    case .kill: try await cluster.kill()
    }
    try await written.arrival(at: written.value + 20)
    writing.cancel()
    let (acknowledged, failures) = await writing.value

    let stored = Set(
      try await database.read { try $0.query("select id from row").column(Int.self) })
    #expect(acknowledged.isSubset(of: stored))
    for failure in failures {
      #expect(failure.isCommitOutcomeUnknown, "\(failure)")
    }
    await database.shutDown()
    await cluster.destroy()
  }

  /// Four writers until cancelled; what was acknowledged, and every other error than that.
  private func write(
    to database: Database, _ written: Counter
  ) async -> (Set<Int>, [PostgresError]) {
    await withTaskGroup(of: (Set<Int>, [PostgresError]).self) { group in
      for writer in 0..<4 {
        group.addTask { await write(to: database, as: writer, written) }
      }
      return await group.reduce(into: ([], [])) { all, one in
        all.0.formUnion(one.0)
        all.1 += one.1
      }
    }
  }

  private func write(
    to database: Database, as writer: Int, _ written: Counter
  ) async -> (Set<Int>, [PostgresError]) {
    var (acknowledged, failures): (Set<Int>, [PostgresError]) = ([], [])
    var number = writer
    while !Task.isCancelled {
      number += 4
      let id = number
      do {
        try await database.write { _ = try $0.execute("insert into row values (\(id))") }
        acknowledged.insert(id)
        written.increment()
      } catch let error as PostgresError {
        failures.append(error)
      } catch {
        break
      }
    }
    return (acknowledged, failures)
  }
}
