import Foundation
import LocalCluster
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Faults that pass: what was begun is repeated until it is done, and done once.
@Suite struct ProvokedFaultsTests {
  /// Reconciles with two daemons until a condition holds, whatever they meet.
  private func reconcile(
    _ campuses: [Campus], while body: () async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for campus in campuses {
        group.addTask {
          while !Task.isCancelled {
            let report = try? await campus.office.reconcileBatch()
            if (report?.marks ?? 0) == 0 { try? await Task.sleep(for: .milliseconds(20)) }
          }
        }
      }
      try await body()
      group.cancelAll()
    }
  }

  @Test(.database(.conferral), arguments: ["40001", "40P01", "55P03"])
  func `conflicts with others only delay the awards`(_ state: String) async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.owner("create sequence strikes")
    try await campus.owner("grant usage on sequence strikes to conferral_app")
    try await campus.owner("create table strike as select \(state) as code")
    try await campus.owner("grant select on strike to conferral_app")
    try await campus.owner(
      """
      create function strike() returns trigger language plpgsql as $$
      begin
        if nextval('strikes') <= 25 and random() < 0.7 then
          raise exception 'provoked' using errcode = (select code from strike);
        end if;
        return null;
      end $$
      """)
    for table in ["award", "credential", "reconcile_pass"] {
      try await campus.owner(
        """
        create trigger strike after insert on \(identifier: table)
          for each statement execute function strike()
        """)
    }
    try await campus.crowd(300)
    try await reconcile([campus, campus.colleague()]) {
      try await eventually { try await campus.count("select count(*) from dirty_log") == 0 }
    }
    #expect(try await campus.awards().count == 300)
    #expect(try await campus.count("select count(*) from parked") == 0)
    #expect(try await campus.count("select last_value::int8 from strikes") > 10)
  }

  @Test(.database(.conferral))
  func `connections that are ended in the middle of batches lose nothing`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.apply(SampleProgram.badge())
    let pools = (0..<2).map { _ in
      Database(
        DatabaseOptions(
          conninfo: TestDatabase.current.conninfo, connections: 2, applicationName: "victim",
          logger: .quiet))
    }
    let daemons = pools.map { campus.over($0) }
    let ended = try await {
      var ended = 0
      try await reconcile(daemons) {
        for round in 0..<12 {
          try await campus.crowd(60, from: 1 + round * 60)
          try await eventually {
            let now = try await campus.count(
              """
              select count(pg_terminate_backend(pid)) from pg_stat_activity
               where application_name = 'victim' and datname = current_database()
              """)
            ended += now
            return now > 0
          }
        }
        try await eventually { try await campus.count("select count(*) from dirty_log") == 0 }
      }
      return ended
    }()
    #expect(ended >= 12)
    #expect(try await campus.awards().count == 720)
    for pool in pools { await pool.shutDown() }
  }

  @Test func `crashes of the server in the middle of batches lose nothing`() async throws {
    let cluster = try LocalCluster.throwaway(
      prefix: "conferral-bad-day",
      settings: .throwaway(more: ["fsync": "on", "synchronous_commit": "on"]))
    try await cluster.start()
    let pools = (0..<3).map { _ in
      Database(
        DatabaseOptions(conninfo: cluster.conninfo(), connections: 3, logger: .quiet))
    }
    try await Conferral.migrate(pools[0])
    let campus = try await Campus.open(in: pools[0])
    try await campus.apply(SampleProgram.badge())
    try await reconcile([campus.over(pools[1]), campus.over(pools[2])]) {
      for round in 0..<3 {
        try await campus.crowd(400, from: 1 + round * 400)
        let awards = round * 400
        try await eventually {
          try await campus.count("select count(*) from award") > awards
        }
        try await cluster.restart(immediate: true)
      }
      try await eventually {
        try await campus.count("select count(*) from dirty_log") == 0
      }
    }
    #expect(try await campus.awards().count == 1_200)
    #expect(try await campus.badges().count == 1_200)
    try await Conferral.check(pools[0])
    for pool in pools { await pool.shutDown() }
    await cluster.destroy()
  }
}
