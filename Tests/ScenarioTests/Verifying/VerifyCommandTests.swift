import Foundation
import TestSupport
import Testing

/// `conferral verify`, without any database.
@Suite(.enabled(if: Daemon.isPresent && SharedData.exists("samples/badge.json")))
struct VerifyCommandTests {
  private func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Daemon.executable ?? "")
    process.arguments = ["verify"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  private var samples: URL { SharedData.openBadges.appending(path: "samples") }

  private var map: [String] {
    [
      "--map", "https://badges.example.edu=\(samples.appending(path: "host").path)", "--now",
      "2027-01-01T00:00:00Z",
    ]
  }

  @Test(arguments: ["badge.json", "badge.jwt", "badge-jwt.png", "badge-json.svg"])
  func `a valid badge ends with 0 and a line for each check`(_ file: String) throws {
    let (status, text) = try run([samples.appending(path: file).path] + map)
    #expect(status == 0, "\(text)")
    #expect(text.hasSuffix("VALID\n") && text.contains("PASS status[0].bit It is not revoked."))
  }

  @Test func `a badge that is not valid ends with 1, and says so as JSON too`() throws {
    let file = samples.appending(path: "badge.json").path
    let (status, text) = try run([file, "--email", "nobody@example.org"] + map)
    #expect(status == 1 && text.contains("FAIL recipient.match"))
    let json = try run([file, "--json", "--email", "nobody@example.org"] + map)
    #expect(json.status == 1 && json.text.hasPrefix("{\"valid\":false,"))
  }

  @Test func `a call that cannot be understood ends with 2`() throws {
    #expect(try run(["/nonexistent/badge.json"]).status == 2)
    let file = samples.appending(path: "badge.json").path
    for arguments in [
      ["--map", "x"], ["--now", "today"], ["--schema", "x"], ["--identity", "x"],
    ] {
      #expect(try run([file] + arguments).status == 2)
    }
  }
}
