import Foundation
import Testing

/// The README's way, by the program itself and on its private database.
@Suite(.enabled(if: Daemon.isPresent)) struct CommandTests {
  private static let samples = Repository.folder.appendingPathComponent("deploy/samples").path

  private func succeed(_ folder: CommandFolder, _ arguments: String...) async throws -> String {
    let answer = try await folder.run(arguments)
    #expect(answer.status == 0, "\(arguments): \(answer.said)")
    return answer.said
  }

  @Test func `the sample university comes to its awards`() async throws {
    let folder = try CommandFolder()
    let samples = Self.samples
    _ = try await succeed(folder, "migrate")
    _ = try await succeed(folder, "institution", "apply", "\(samples)/institution.yaml")
    _ = try await succeed(folder, "key", "create")
    let programs = try FileManager.default.contentsOfDirectory(atPath: "\(samples)/programs")
      .map { "\(samples)/programs/\($0)" }
    let applied = try await folder.run(["program", "apply"] + programs)
    #expect(applied.status == 0)
    for what in ["people", "results", "evidence"] {
      let files = ["\(samples)/roster/\(what).yaml", "\(samples)/roster/\(what).csv"]
      _ = try await succeed(folder, "import", files[0], files[1])
      let again = try await succeed(folder, "import", files[0], files[1])
      #expect(again.contains("imported before"))
    }
    _ = try await succeed(folder, "reconcile", "--until-idle")
    let awards = try await succeed(folder, "award", "list")
    #expect(awards.split(separator: "\n").count == 13)
    #expect(try await succeed(folder, "feed").split(separator: "\n").count == 4)
    #expect(try await succeed(folder, "worklist").isEmpty)
    let why = try await succeed(folder, "explain", "S1002", "nonprofit-management")
    #expect(why.contains("Not yet earned."))
    #expect(why.contains("NPM 302 Nonprofit Finance, with grade B or better"))
    let source = try await succeed(folder, "program", "show", "data-literacy")
    #expect(
      try source
        == String(contentsOfFile: "\(samples)/programs/data-literacy.yaml", encoding: .utf8))
    #expect(!(try await succeed(folder, "fsck")).contains("BROKEN"))
  }

  @Test func `commands at once share the private database, and none is cut off`() async throws {
    let folder = try CommandFolder()
    _ = try await succeed(folder, "migrate")
    _ = try await succeed(folder, "institution", "apply", "\(Self.samples)/institution.yaml")
    try await withThrowingTaskGroup(of: CommandFolder.Answer.self) { group in
      for number in 0..<6 {
        group.addTask { try await folder.run(number.isMultiple(of: 2) ? ["fsck"] : ["feed"]) }
      }
      for try await answer in group { #expect(answer.status == 0, "\(answer.said)") }
    }
  }

  @Test(arguments: [
    ("CONFERRAL_PORT", "abc"), ("CONFERRAL_PORT", "99999"), ("CONFERRAL_LOG_LEVEL", "loud"),
    ("CONFERRAL_WORKERS", "0"),
  ])
  func `a setting that cannot be is refused by its name`(name: String, value: String) async throws {
    let answer = try await CommandFolder().run(["serve"], [name: value])
    #expect(answer.status != 0)
    #expect(answer.said.contains(name))
  }

  @Test func `a database that cannot be reached is told with what to check`() async throws {
    let answer = try await CommandFolder().run(
      ["fsck"], ["DATABASE_URL": "host=/nonexistent dbname=x"])
    #expect(answer.status != 0)
    #expect(answer.said.contains("check DATABASE_URL"))
  }
}
