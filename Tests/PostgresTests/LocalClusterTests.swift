import Foundation
import LocalCluster
import Postgres
import TestSupport
import Testing

/// Each test starts a server of its own.
@Suite(.serialized) struct LocalClusterTests {
  private func database(_ cluster: LocalCluster) -> Database {
    Database(DatabaseOptions(conninfo: cluster.conninfo(), connections: 2))
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "cluster-\(UUID().uuidString.lowercased())"
    do {
      try await body(folder)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    try FileManager.default.removeItem(atPath: folder)
  }

  @Test func `a cluster keeps its data from one start to the next`() async throws {
    try await withFolder { folder in
      for round in 1...2 {
        let cluster = try LocalCluster(folder: folder, settings: .throwaway())
        try await cluster.start()
        let database = database(cluster)
        let rows = try await database.write { transaction in
          try transaction.execute("create table if not exists round (number int8)")
          try transaction.execute("insert into round values (\(round))")
          return try transaction.query("select number from round order by 1").column(Int.self)
        }
        #expect(rows == Array(1...round))
        await database.shutDown()
        await cluster.stop()
        #expect(cluster.pid == nil)
      }
    }
  }

  @Test func `a folder serves one process at a time`() async throws {
    try await withFolder { folder in
      let first = try LocalCluster(folder: folder, settings: .throwaway())
      try await first.start()
      let second = try LocalCluster(folder: folder, settings: .throwaway())
      let error = await #expect(throws: ClusterError.self) { try await second.start() }
      #expect(error?.description.contains("another process uses the database") == true)
      await first.stop()
      try await second.start()
      await second.stop()
    }
  }

  @Test func `a path too long for a socket gets a short one`() async throws {
    try await withFolder { folder in
      let deep = folder + "/" + String(repeating: "deep", count: 30)
      let cluster = try LocalCluster(folder: deep, settings: .throwaway())
      try await cluster.start()
      let database = database(cluster)
      #expect(try await database.read { try $0.query("select 1").only(Int.self) } == 1)
      await database.shutDown()
      await cluster.destroy()
      #expect(!FileManager.default.fileExists(atPath: deep))
    }
  }

  @Test func `data of another version is left alone`() async throws {
    try await withFolder { folder in
      let data = folder + "/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      try "9\n".write(toFile: data + "/PG_VERSION", atomically: true, encoding: .utf8)
      let cluster = try LocalCluster(folder: folder)
      let error = await #expect(throws: ClusterError.self) { try await cluster.start() }
      #expect(error?.description.contains("was made by PostgreSQL 9") == true)
    }
  }

  @Test func `a folder that is no database is left alone`() async throws {
    try await withFolder { folder in
      let data = folder + "/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      try "dear diary".write(toFile: data + "/diary", atomically: true, encoding: .utf8)
      let cluster = try LocalCluster(folder: folder)
      await #expect(throws: ClusterError.self) { try await cluster.start() }
      #expect(FileManager.default.fileExists(atPath: data + "/diary"))
    }
  }

  @Test func `a setting that PostgreSQL refuses is reported with its words`() async throws {
    try await withFolder { folder in
      let cluster = try LocalCluster(
        folder: folder, settings: .throwaway(more: ["shared_buffers": "nonsense"]))
      let error = await #expect(throws: ClusterError.self) { try await cluster.start() }
      #expect(error?.description.contains("nonsense") == true)
      #expect(cluster.pid == nil)
    }
  }

  @Test func `missing programs are reported`() {
    let error = #expect(throws: ClusterError.self) {
      try LocalCluster(folder: "/nonexistent/cluster", binaries: "/nonexistent")
    }
    #expect(error?.description.contains("/nonexistent/initdb") == true)
  }

  @Test(.enabled(if: geteuid() == 0))
  func `a folder that the server's user cannot reach is reported`() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let cluster = try LocalCluster(folder: folder + "/inner", settings: .throwaway())
      let error = await #expect(throws: ClusterError.self) { try await cluster.start() }
      #expect(error?.description.contains("chmod o+x \(folder)") == true)
    }
  }

  @Test func `a server whose process was killed stops, and its data can be used at once`()
    async throws
  {
    try await withFolder { folder in
      await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
        let cluster = try LocalCluster(folder: folder, settings: .throwaway())
        try await cluster.start()
        let database = Database(DatabaseOptions(conninfo: cluster.conninfo(), connections: 1))
        try await database.write { _ = try $0.execute("create table kept as select 1 as one") }
        kill(getpid(), SIGKILL)
      }
      let cluster = try LocalCluster(folder: folder, settings: .throwaway())
      try await cluster.start()
      let database = database(cluster)
      #expect(try await database.read { try $0.query("select one from kept").only(Int.self) } == 1)
      await database.shutDown()
      await cluster.stop()
    }
  }
}
