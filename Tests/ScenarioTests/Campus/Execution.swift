import Foundation

/// Another process.
enum Execution {
  /// Runs a program to its end and returns its status and all that it said.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    // A thread of its own: reading blocks until the process ends.
    let bytes = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let bytes = try? output.fileHandleForReading.readToEnd()
        process.waitUntilExit()
        continuation.resume(returning: bytes ?? Data())
      }
    }
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }
}
