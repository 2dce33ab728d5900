import Foundation
import LocalCluster
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The daemon as a process: killed, restarted, and started before its database.
@Suite(.enabled(if: Daemon.isPresent)) struct ServeTests {
  @Test(.database(.conferral))
  func `a daemon that is killed in the middle goes on after its restart`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    for round in 0..<3 {
      let daemon = try campus.daemon("serve", port: FreePort.next())
      try await campus.crowd(400, from: 1 + round * 400)
      try await eventually {
        try await campus.count("select count(*) from award") > round * 400 || !daemon.isRunning
      }
      #expect(daemon.isRunning, "\(daemon.said)")
      await daemon.end()
      try await Conferral.check(campus.database)
    }
    let daemon = try campus.daemon("serve", port: FreePort.next())
    try await eventually { try await campus.count("select count(*) from dirty_log") == 0 }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(try await campus.awards().count == 1_200)
  }

  @Test(.database(.conferral))
  func `two daemons on one database award everything once`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    let daemons = [
      try campus.daemon("serve", port: FreePort.next()),
      try campus.daemon("serve", port: FreePort.next()),
    ]
    try await campus.crowd(600)
    try await eventually { try await campus.count("select count(*) from award") == 600 }
    for daemon in daemons {
      #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    }
  }

  @Test func `a daemon that starts before its database waits for it`() async throws {
    let cluster = try LocalCluster.throwaway(prefix: "conferral-late")
    try await cluster.start()
    let database = Database(
      DatabaseOptions(conninfo: cluster.conninfo(), connections: 3, logger: .quiet))
    try await Conferral.migrate(database)
    let campus = try await Campus.open(in: database)
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(50)
    await cluster.stop()
    let daemon = try Daemon(
      ["serve"], database: cluster.conninfo(), keys: campus.office.keys.directory,
      in: campus.folder, port: FreePort.next())
    try await Task.sleep(for: .seconds(1))
    #expect(daemon.isRunning, "\(daemon.said)")
    try await cluster.start()
    try await eventually(within: .seconds(45)) {
      (try? await campus.count("select count(*) from award")) == 50
    }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    try await Conferral.check(database)
    await database.shutDown()
    await cluster.destroy()
  }
}
