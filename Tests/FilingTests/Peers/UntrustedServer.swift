import Foundation

@testable import Filing

/// A web server of OpenSSL's with a certificate for localhost that it has signed itself.
final class UntrustedServer {
  let port: Int
  private let process = Process()

  init(_ scratch: Scratch) throws {
    port = try LoopbackServer { _, _ in [] }.port
    let key = scratch.url.appending(path: "key.pem").path
    let certificate = scratch.url.appending(path: "certificate.pem").path
    let maker = try UntrustedServer.start(
      Process(),
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
      ])
    maker.waitUntilExit()
    try UntrustedServer.start(
      process,
      ["s_server", "-quiet", "-www", "-accept", "\(port)", "-cert", certificate, "-key", key])
    for _ in 0..<1_000 where process.isRunning && !isListening {
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  deinit {
    // It inherits a mask in which SIGTERM may be blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  var isListening: Bool {
    let end = ContinuousClock.now + .seconds(1)
    guard
      let descriptor = try? SocketAddresses(.host("localhost", port: port)).firstConnected(
        until: end)
    else { return false }
    close(descriptor)
    return true
  }

  @discardableResult
  private static func start(_ process: Process, _ arguments: [String]) throws -> Process {
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}
