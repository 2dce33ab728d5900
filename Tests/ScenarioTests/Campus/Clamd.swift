import Filing
import Foundation

/// A virus scanner of a test's own, with one signature of its own.
final class Clamd {
  static let path = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static var isWanted: Bool { path != nil || ProcessInfo.processInfo.environment["CI"] == "true" }
  /// What the signature finds.
  static let harmful = "conferral-sample-that-is-found"

  let socket: String
  private let process = Process()

  init(in folder: TemporaryFolder) async throws {
    guard let path = Self.path else { throw NeverHappened() }
    socket = folder.url.appendingPathComponent("clamd.socket").path
    let digits = Self.harmful.utf8.map { String($0, radix: 16) }.joined()
    try folder.write("Conferral.Sample:0:*:\(digits)\n", to: "signatures/own.ndb")
    let settings = try folder.write(
      """
      Foreground yes
      LocalSocket \(socket)
      DatabaseDirectory \(folder.url.appendingPathComponent("signatures").path)
      TemporaryDirectory \(folder.url.path)

      """, to: "clamd.conf")
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--config-file", settings.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let place = socket
    try await eventually(within: .seconds(60)) { FileManager.default.fileExists(atPath: place) }
  }

  deinit { if process.isRunning { process.terminate() } }
}
