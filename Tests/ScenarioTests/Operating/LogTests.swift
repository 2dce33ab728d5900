import Foundation
import Logging
import Office
import Postgres
import TestSupport
import Testing

@testable import conferral

/// One JSON object a line, whatever is logged.
struct LogTests {
  private func read(_ line: String) throws -> [String: String] {
    #expect(line.hasSuffix("}\n"))
    #expect(line.unicodeScalars.filter { $0 == "\n" || $0 == "\r" }.count == 1)
    return try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
  }

  private func line(_ event: LogEvent) -> String {
    var handler = JSONLogHandler(label: "test")
    handler[metadataKey: "request"] = "r-1"
    return handler.line(of: event, at: Date(timeIntervalSince1970: 1_790_000_000.0456))
  }

  @Test func `a line has its time in UTC with milliseconds, its level and the request`() throws {
    let line = line(
      LogEvent(
        level: .notice, message: "served", metadata: nil, source: "x",
        file: "f", function: "g", line: 1))
    #expect(
      line == #"{"from":"test","level":"notice","message":"served","request":"r-1","#
        + #""time":"2026-09-21T14:13:20.045Z"}"# + "\n")
  }

  @Test(arguments: [
    "two\nlines\r\n", "\u{0}\u{1}\u{1F}\u{7F}", "\"quoted\" \\ {}", "\u{2028}\u{FEFF}é𝄞", "",
    String(repeating: "long ", count: 20_000), String(repeating: "\u{301}", count: 20_000),
  ])
  func `whatever the text says it is one line of JSON`(text: String) throws {
    let members = try read(
      line(
        LogEvent(
          level: .error, message: "\(text)",
          metadata: ["text": "\(text)", "many": ["\(text)", ["of": "\(text)"]]], source: "x",
          file: "f", function: "g", line: 1)))
    let said = try #require(members["message"])
    #expect(text.hasPrefix(said) || said.hasSuffix("…"))
    #expect(said.utf8.count < 10_000)
  }

  @Test func `metadata cannot pose as the time or the message`() throws {
    let members = try read(
      line(
        LogEvent(
          level: .info, message: "true",
          metadata: ["message": "false", "time": "never", "level": "none", "from": "elsewhere"],
          source: "x", file: "f", function: "g", line: 1)))
    #expect(members["message"] == "true")
    #expect(members["message_"] == "false")
    #expect(members["level"] == "info")
    #expect(members["time"]?.hasPrefix("2026-") == true)
  }

  @Test(.enabled(if: Daemon.isPresent), .database(.conferral))
  func `a daemon logs nothing but lines of JSON, and no secret`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge())
    try await campus.crowd(20)
    let daemon = try Daemon(
      ["serve"], database: TestDatabase.current.conninfo + " password=tremendous",
      keys: campus.office.keys.directory, in: campus.folder, port: FreePort.next(),
      settings: ["CONFERRAL_LOG_LEVEL": "debug", "CONFERRAL_OIDC_CLIENT_SECRET": "tremendous"])
    try await eventually { try await campus.count("select count(*) from award") == 20 }
    #expect(await daemon.end(with: SIGTERM) == 0)
    let lines = daemon.said.split(separator: "\n").map { "\($0)\n" }
    #expect(lines.count > 2)
    for line in lines { #expect(try read(line)["time"]?.hasSuffix("Z") == true) }
    #expect(!daemon.said.contains("tremendous"))
  }
}
