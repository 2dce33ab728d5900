import Foundation
import Microcredentials
import ProgramFiles
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
private let programs = folder.appending(path: "Programs")

private let shared: URL = {
  let named = ProcessInfo.processInfo.environment["CONFERRAL_SHARED_DATA"]
  return named.map { URL(filePath: $0) } ?? folder.appending(path: "../../../shared/data")
}()

private let list = shared.appending(path: "programs.yaml")

private let files = ((try? FileManager.default.contentsOfDirectory(atPath: programs.path)) ?? [])
  .filter { $0.hasSuffix(".yaml") }.sorted()

/// One file for each real program whose rule is known.
@Suite struct RealProgramTests {
  private func read(_ name: String) throws -> ProgramFile {
    try ProgramFile.read(Data(contentsOf: programs.appending(path: name)), name: name)
  }

  @Test(arguments: files)
  func `the file of a real program is read, and named by its code`(name: String) throws {
    let file = try read(name)
    #expect("\(file.version.program).yaml" == name)
    #expect(file.sections["evidence"] != nil)
  }

  @Test(arguments: files)
  func `exactly the programs over the cap are refused`(name: String) throws {
    let errors = try read(name).check().problems.filter { $0.severity == .error }
    switch name {
    case "cortland-tesol-ug.yaml", "cortland-tesol-grad.yaml":
      #expect(errors.map(\.message) == ["the program states 12 credits"])
      #expect(errors.map(\.place?.line) == [7])
    default:
      #expect(errors.isEmpty)
    }
  }

  @Test func `the credits of a real program are known where its courses state them`() throws {
    let expected = [
      "ow-nonprofit": "8 credits", "usi-nonprofit": "3 credits", "usm-gis-badge": "6 credits",
      "monroecc-gis": "9 credits", "monroecc-cda": "9 credits", "utoledo-wlp-spanish": "10 credits",
      "pct-professional-cooking": "9 credits", "rmit-data-literacy": "no credits",
      "adirondack-cannabis-business": "0 to 9 credits",
    ]
    for (name, credits) in expected {
      #expect(try read("\(name).yaml").check().credits.description == credits)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: list.path)))
  func `every program whose rule is known has its file`() throws {
    let entries = try String(contentsOf: list, encoding: .utf8)
      .components(separatedBy: "\npolicies:")[0].components(separatedBy: "\n- id: ").dropFirst()
    let known = entries.filter { !$0.contains("\n  complete: partial") }
      .compactMap { $0.split(separator: "\n").first.map { "\($0).yaml" } }
    #expect(known.count == 38)
    #expect(known.sorted() == files)
  }
}
