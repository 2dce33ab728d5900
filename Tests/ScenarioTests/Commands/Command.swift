import Foundation

/// The program at work on a private database of its own.
final class CommandFolder: Sendable {
  let url: URL

  /// A new folder that the owner of the private database can enter.
  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("conferral-commands-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// What a subcommand ended with, and what it said.
  struct Answer: Sendable {
    let status: Int32
    let said: String
  }

  /// Runs a subcommand to its end.
  func run(_ arguments: [String], _ settings: [String: String] = [:]) async throws -> Answer {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Daemon.executable ?? "")
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["DATABASE_URL"] = nil
    environment["CONFERRAL_FOLDER"] = url.path
    process.environment = environment.merging(settings) { $1 }
    let log = url.appendingPathComponent("log-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return Answer(
      status: process.terminationStatus, said: try String(contentsOf: log, encoding: .utf8))
  }
}
