import Foundation

@testable import Filing

/// A virus scanner of a test's own, with one signature of its own.
final class Clamd {
  static let path = Peer.path(["/usr/sbin/clamd", "/usr/local/sbin/clamd"])
  /// What the signature finds: put together here, so that no scanner takes this file for it.
  static let harmful = [
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}", "$EICAR-", "STANDARD-ANTIVIRUS", "-TEST-FILE!$H+H*",
  ]
  .joined()
  static let streamLimit = 2_000_000

  let socket: ClamAV.Address
  let port: ClamAV.Address
  private let process = Process()

  init(_ scratch: Scratch) throws {
    guard let path = Clamd.path else {
      throw Peer.Missing(description: "clamd is not there: install the package clamav-daemon.")
    }
    let socket = scratch.url.appending(path: "clamd.socket").path
    let number = try LoopbackServer { _, _ in [] }.port
    self.socket = .socket(path: socket)
    port = .host("localhost", port: number)
    let signatures = scratch.url.appending(path: "signatures")
    try FileManager.default.createDirectory(at: signatures, withIntermediateDirectories: true)
    try Data("Conferral.Sample:0:*:\(HexDigits.text(Clamd.harmful.utf8))\n".utf8)
      .write(to: signatures.appending(path: "own.ndb"))
    let settings = scratch.url.appending(path: "clamd.conf")
    try Data(
      """
      Foreground yes
      LocalSocket \(socket)
      TCPSocket \(number)
      TCPAddr 127.0.0.1
      DatabaseDirectory \(signatures.path)
      TemporaryDirectory \(scratch.url.path)
      StreamMaxLength \(Clamd.streamLimit)

      """.utf8
    ).write(to: settings)
    process.executableURL = URL(filePath: path)
    process.arguments = ["--config-file", settings.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<600 where process.isRunning && !isListening(socket) {
      Thread.sleep(forTimeInterval: 0.1)
    }
    guard isListening(socket) else {
      process.terminate()
      throw Peer.Missing(description: "clamd did not start within a minute.")
    }
  }

  deinit { stop() }

  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  private func isListening(_ path: String) -> Bool {
    let end = ContinuousClock.now + .seconds(1)
    guard let descriptor = try? SocketAddresses(.socket(path: path)).firstConnected(until: end)
    else { return false }
    close(descriptor)
    return true
  }
}
