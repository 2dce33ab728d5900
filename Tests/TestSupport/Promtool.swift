import Foundation

/// Prometheus's own judgement of a text: `promtool`, of the Debian package prometheus.
public enum Promtool {
  private static let program = "/usr/bin/promtool"

  /// Whether tests with it run: where it is installed, and in CI, where it must not be missing.
  public static var isWanted: Bool {
    FileManager.default.isExecutableFile(atPath: program) || isCI
  }

  private static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

  /// What it says to a text; empty when it has nothing to say and ends well.
  public static func check(_ text: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["check", "metrics"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? said : "\(process.terminationStatus): \(said)"
  }
}
