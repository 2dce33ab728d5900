import Foundation
import LocalCluster
import Office
import Postgres

/// PostgreSQL's own `pgbench`, as the floor of what a client can get out of the same server.
struct PgBench {
  private let program: String
  private let conninfo: String

  /// Makes its tables, in a database of their own.
  init(_ campus: BenchCampus) async throws {
    let folder = campus.cluster.programFolder
    program = "\(folder)/pgbench"
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw Refusal(.unavailable, "\(program) is not there: install PostgreSQL's pgbench.")
    }
    let administration = Database(
      DatabaseOptions(conninfo: campus.cluster.conninfo(), connections: 1))
    try await administration.maintain("create database pgbench")
    await administration.shutDown()
    conninfo = campus.cluster.conninfo(database: "pgbench")
    _ = try run(["-i", "-q", "-s", "5"])
  }

  /// Single-row reads by key a second.
  func reads(connections: Int, seconds: Int, mode: String) throws -> Double {
    let text = try run(
      ["-n", "-S", "-M", mode, "-c", "\(connections)", "-T", "\(seconds)"])
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
      let rate = Double(line.dropFirst(6).prefix { $0.isNumber || $0 == "." })
    else { throw Refusal(.unavailable, "pgbench told no rate.") }
    return rate
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments + [conninfo]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    _ = try process.startFree()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Refusal(.unavailable, "pgbench failed with status \(process.terminationStatus).")
    }
    return String(decoding: text, as: UTF8.self)
  }
}
