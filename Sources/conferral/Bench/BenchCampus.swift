import Crypto
import Foundation
import LocalCluster
import Logging
import Microcredentials
import Office
import Postgres
import ProgramFiles
import Storage

/// A university that exists to be measured: one credit-bearing program of five courses, and as many
/// enrollments as wanted.
struct BenchCampus {
  let cluster: LocalCluster
  /// Where everything lives that goes with the end.
  let folder: URL
  let owner: Database
  let office: Office

  static func with(_ work: (BenchCampus) async throws -> Void) async throws {
    let settings = try await Settings()
    let logger = Logs.begin(level: .error, forPeople: true)
    let folder = settings.folder.appendingPathComponent("bench-\(getpid())")
    let cluster = try LocalCluster(
      folder: folder.appendingPathComponent("postgres").path,
      settings: .durable(memory: "1GB", more: ["max_wal_size": "8GB"]), logger: logger)
    try await cluster.start()
    do {
      let campus = try await BenchCampus(cluster, in: folder)
      try await work(campus)
      await campus.office.database.shutDown()
      await campus.owner.shutDown()
    } catch {
      await cluster.destroy()
      throw error
    }
    await cluster.destroy()
    try? FileManager.default.removeItem(at: folder)
  }

  private init(_ cluster: LocalCluster, in folder: URL) async throws {
    self.cluster = cluster
    self.folder = folder
    let administration = Database(DatabaseOptions(conninfo: cluster.conninfo(), connections: 1))
    try await administration.maintain("create database bench")
    await administration.shutDown()
    let conninfo = cluster.conninfo(database: "bench")
    owner = Database(DatabaseOptions(conninfo: conninfo, connections: 2))
    try await Migrator(database: owner, migrations: Desk.migrations()).migrate()
    office = Office(
      database: Database(DatabaseOptions(conninfo: conninfo)),
      keys: KeyFiles(directory: folder.appendingPathComponent("keys")),
      daemon: "bench")
    let institution = Institution(
      id: 0, code: "bench", name: "Bench University", zone: "America/New_York",
      site: "https://badges.example.edu", url: "https://www.example.edu",
      email: "registrar@example.edu")
    _ = try await office.apply(
      InstitutionDescription(institution: institution, policy: Policy()), by: "bench")
    _ = try await office.createKey(for: 1, by: "bench")
    let file = try ProgramFile.read(Self.program.utf8, name: "bench program")
    _ = try await office.apply(file, source: Self.program, to: 1, by: "bench")
  }

  static let program = """
    program: five
    title: Five Courses
    version: "1"
    description: Five courses of two credits, each with a grade of C or better.
    credit: 10
    evidence: none
    criteria:
      all:
        - {course: C1, credits: 2, grade: C}
        - {course: C2, credits: 2, grade: C}
        - {course: C3, credits: 2, grade: C}
        - {course: C4, credits: 2, grade: C}
        - {course: C5, credits: 2, grade: C}
    """

  /// Adds learners with an enrollment each, and what the marks of that ask for.
  func enroll(_ count: Int) async throws {
    Terminal.tell("enrolling \(count) learners …")
    try await owner.write(limits: Limits.none) { transaction in
      try transaction.execute(
        """
        insert into learner (institution_id, name, email, recorded_by)
        select 1, 'Learner ' || n, 'learner' || n || '@example.edu', 'bench'
          from generate_series(1, \(count)) n
        """)
      try transaction.execute(
        """
        insert into enrollment
          (institution_id, learner_id, program_id, program_version_id, state, began, recorded_by)
        select 1, l.learner_id, v.program_id, v.program_version_id, 'enrolled', '2026-01-20', 'bench'
          from learner l, program_version v
        """)
      try transaction.execute("delete from dirty_log")
    }
  }

  /// Every learner completes all five courses; the triggers mark every enrollment.
  func completeAll() async throws {
    Terminal.tell("recording five completions for each …")
    try await owner.write(limits: Limits.none) { transaction in
      try transaction.execute(
        """
        insert into completion
          (institution_id, completion_id, revision, learner_id, kind, code, happened_on, state,
           grade, credits, recorded_by)
        select 1, gen_random_uuid(), 1, l.learner_id, 'course', 'C' || n,
               date '2026-05-01' + n, 'final', 'B', 2, 'bench'
          from learner l, generate_series(1, 5) n
        """)
    }
    try await owner.maintain("analyze")
  }

  /// Lets the server finish what it put off, so that it does not disturb what is measured.
  func settleDown() async throws {
    try await owner.maintain("vacuum analyze")
    try await owner.maintain("checkpoint")
    // Sessions hand in the counters of what they wrote when they have been idle for ten seconds.
    try await Task.sleep(for: .seconds(11))
  }

  struct Floor {
    let sql: Double
    let signatures: Double
    var sum: Double { sql + signatures }
  }

  /// What nobody can do faster: one statement, which is taken back, and as many signatures.
  func floor(of count: Int) async throws -> Floor {
    Terminal.tell("measuring the floor …")
    try await settleDown()
    let start = ContinuousClock.now
    try? await owner.write(limits: Limits.none) { transaction in
      try transaction.execute(Self.floorStatement)
      throw CancellationError()
    }
    let sql = seconds(since: start)
    try await settleDown()
    let key = Curve25519.Signing.PrivateKey()
    let message = [UInt8](repeating: 7, count: 64)
    let begin = ContinuousClock.now
    var bytes = 0
    for _ in 0..<count { bytes += try key.signature(for: message).count }
    guard bytes == 64 * count else { throw CancellationError() }
    return Floor(sql: sql, signatures: seconds(since: begin))
  }

  private static let floorStatement: SQL = """
    with pass as (
      insert into reconcile_pass (institution_id, pass_id, daemon, decided, awarded)
      values (1, gen_random_uuid(), 'floor', 0, 0) returning pass_id),
    met as (
      select e.enrollment_id, e.learner_id, e.program_id, e.program_version_id,
             max(c.happened_on) as earned_on
        from enrollment e
        join completion c using (institution_id, learner_id)
       where e.institution_id = 1 and e.state = 'enrolled' and c.state = 'final'
         and c.code in ('C1', 'C2', 'C3', 'C4', 'C5') and c.grade in ('A', 'B', 'C')
       group by e.institution_id, e.enrollment_id
      having count(distinct c.code) = 5),
    made as (
      insert into award
        (institution_id, award_id, enrollment_id, learner_id, program_id, program_version_id,
         earned_on, credits, name_at_award, decision, pass_id)
      select 1, gen_random_uuid(), m.enrollment_id, m.learner_id, m.program_id,
             m.program_version_id, m.earned_on, 10, 'x', '{}', p.pass_id
        from met m, pass p
      returning *),
    head as (
      update feed_head set position = position + (select count(*) from made)
       where institution_id = 1 returning position - (select count(*) from made) as base)
    insert into notation
      (institution_id, position, notation_id, kind, award_id, learner_id, program_id,
       program_version_id, student, name, program, title, version, badge, text, credits, earned_on)
    select 1, head.base + row_number() over (), gen_random_uuid(), 'add', made.award_id,
           made.learner_id, made.program_id, made.program_version_id, 'x', 'x', 'x', 'x', 'x', 'x',
           'x', 10, made.earned_on
      from made, head
    """

  /// Reconciles until idle; the seconds it took.
  func reconcile(workers: Int) async throws -> Double {
    Terminal.tell("reconciling …")
    let line = ProgressLine()
    let start = ContinuousClock.now
    _ = try await office.reconcileUntilIdle(workers: workers) {
      line.show("\($0.awarded) awarded")
    }
    let seconds = seconds(since: start)
    line.end()
    return seconds
  }

  /// Throws unless there are so many awards, badges and notations.
  func check(awards count: Int) async throws {
    let counts = try await owner.read { transaction in
      try transaction.query(
        """
        select (select count(*) from award), (select count(*) from credential),
               (select count(*) from notation)
        """
      ).only { row in [try row.next(Int.self), try row.next(), try row.next()] }
    }
    guard counts == [count, count, count] else {
      throw Refusal(
        .invalid, "There are \(counts) awards, badges and notations, not \(count) each.")
    }
  }

  /// Reads the facts of all enrollments as the sweep does, and looks at none.
  func readFacts() async throws -> Double {
    Terminal.tell("reading the facts with plain SQL …")
    let start = ContinuousClock.now
    try await owner.read(limits: Limits.none) { transaction in
      try transaction.forEachChunk(
        of: 5_000,
        """
        select e.enrollment_id, e.learner_id, l.name, l.email, e.program_id, e.program_version_id,
               e.state, e.began, e.ended, c.completion_id, c.revision, c.kind, c.code,
               c.happened_on, c.state, c.grade, c.score, c.credits, c.hours, c.points, c.passed,
               c.origin, c.attempt, c.term, c.expires, c.tags, a.award_id, a.earned_on
          from enrollment e
          join learner l using (institution_id, learner_id)
          join completion c using (institution_id, learner_id)
          left join award a using (institution_id, enrollment_id)
         where e.institution_id = 1
        """
      ) { _ in }
    }
    return seconds(since: start)
  }

  /// Sweeps everything; the seconds it took and the rows that were written meanwhile.
  func sweep() async throws -> (seconds: Double, written: Int) {
    Terminal.tell("sweeping …")
    let before = try await written()
    let start = ContinuousClock.now
    let report = try await office.sweep()
    let seconds = seconds(since: start)
    guard report.marked == 0 else { throw Refusal(.invalid, "The sweep marked \(report.marked).") }
    return (seconds, try await written() - before)
  }

  private func written() async throws -> Int {
    // Sessions hand their counters in within a second of becoming idle.
    try await Task.sleep(for: .seconds(3))
    return try await owner.read { transaction in
      try transaction.query(
        """
        select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int8 from pg_stat_user_tables
        """
      ).only()
    }
  }
}
