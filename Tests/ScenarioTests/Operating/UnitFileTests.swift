import Foundation
import Testing

/// The unit file as systemd judges it.
@Suite(.enabled(if: UnitFile.isWanted)) struct UnitFileTests {
  @Test func `the unit is exposed less than two points of ten`() throws {
    let answer = try UnitFile.analyze("security", "--offline=true", "--no-pager")
    let words = try #require(
      answer.split(separator: "\n").last { $0.contains("exposure level") }?.split(separator: " "))
    // Two words follow the number; the last is a face, which has a colon where there is no emoji.
    let level = try #require(words.dropLast(2).last.flatMap { Double($0) }, "\(words)")
    #expect(level < 2.0, "\(answer)")
  }

  @Test func `every line of the unit is known to systemd`() throws {
    // The program is not installed where the tests run; that is the one thing it may say.
    let faults = try UnitFile.analyze("verify").split(separator: "\n")
      .filter { !$0.contains("is not executable") }
    #expect(faults == [])
  }
}

private enum UnitFile {
  private static let program = "/usr/bin/systemd-analyze"

  static var isWanted: Bool {
    FileManager.default.isExecutableFile(atPath: program)
      || ProcessInfo.processInfo.environment["CI"] == "true"
  }

  /// What systemd-analyze says about the file.
  static func analyze(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    let file = Repository.folder.appendingPathComponent("deploy/conferral.service").path
    process.arguments = arguments + [file]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self)
  }
}
