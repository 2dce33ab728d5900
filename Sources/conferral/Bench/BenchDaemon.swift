import Foundation
import LocalCluster
import Office
import Postgres

/// `conferral serve` as a child process on a free port, as in production: a role that owns nothing,
/// and a load that shares no thread with it.
final class BenchDaemon: Sendable {
  let port: Int
  let pid: Int32
  private let process: Process

  /// Starts a program for a campus and waits until it is ready.
  static func start(
    for campus: BenchCampus, program: String?, connections: Int,
    settings: [String: String] = [:]
  ) async throws -> BenchDaemon {
    try await campus.owner.write { transaction in
      try transaction.execute("create role conferral login")
      try transaction.execute("grant conferral_app, conferral_auditor to conferral")
    }
    let log = campus.folder.appendingPathComponent("daemon.log")
    let daemon = try BenchDaemon(
      program: program ?? Self.ownProgram, log: log,
      environment: [
        "DATABASE_URL": campus.cluster.conninfo(user: "conferral", database: "bench"),
        "CONFERRAL_FOLDER": campus.folder.path, "CONFERRAL_CONNECTIONS": "\(connections)",
        "CONFERRAL_RATE_PER_MINUTE": "1000000",
      ].merging(settings) { $1 })
    do {
      try await daemon.waitUntilReady()
    } catch {
      let words = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      Terminal.tell(String(words.suffix(2_000)))
      await daemon.stop()
      throw error
    }
    return daemon
  }

  private init(program: String, log: URL, environment: [String: String]) throws {
    port = try LoopbackSocket.freePort()
    process = Process()
    // The daemon ends with us, however we end.
    let mortal = "/usr/bin/setpriv"
    let isMortal = FileManager.default.isExecutableFile(atPath: mortal)
    process.executableURL = URL(fileURLWithPath: isMortal ? mortal : program)
    process.arguments = (isMortal ? ["--pdeathsig", "TERM", program] : []) + ["serve"]
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }.merging(["CONFERRAL_PORT": "\(port)"]) { $1 }
    guard FileManager.default.createFile(atPath: log.path, contents: nil),
      let output = FileHandle(forWritingAtPath: log.path)
    else { throw Refusal(.unreadableFile, "\(log.path) cannot be written.") }
    process.standardOutput = output
    process.standardError = output
    pid = try process.startFree()
  }

  private static var ownProgram: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
  }

  private func waitUntilReady() async throws {
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end, process.isRunning {
      if let peer = try? HTTPPeer(port: port), let answer = try? peer.get("/readyz", token: nil),
        answer.status == 200
      {
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Refusal(.unavailable, "The daemon did not become ready; above is what it logged.")
  }

  /// Ends it cleanly.
  func stop() async {
    if process.isRunning { process.terminate() }
    while process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
  }

  /// The processor time it took so far, in seconds, in steps of a hundredth; zero where the system
  /// does not tell.
  var processorTime: Double {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let rest = text.split(separator: ")").last
    else { return 0 }
    // proc(5): utime and stime are fields 14 and 15; the name in brackets is field 2.
    let fields = rest.split(separator: " ")
    guard fields.count > 12 else { return 0 }
    return (Double(fields[11]) ?? 0) / 100 + (Double(fields[12]) ?? 0) / 100
  }

  /// The largest memory so far, in MiB.
  var peakMemory: Int { Memory.peak(of: "\(pid)") }
}
