import Foundation
import Microcredentials
import ProgramFiles
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../..").standardizedFileURL

/// The files that others read: the reference of the language and the sample programs.
@Suite struct PublishedFileTests {
  @Test func `every example of the reference is a program file`() throws {
    let article = root.appending(
      path: "Sources/ProgramFiles/ProgramFiles.docc/CriteriaLanguage.md")
    let blocks = try examples(in: String(contentsOf: article, encoding: .utf8))
    #expect(blocks.count >= 10)
    for block in blocks { _ = try read(block) }
  }

  @Test func `the reference shows every key of the language`() throws {
    let article = try String(
      contentsOf: root.appending(
        path: "Sources/ProgramFiles/ProgramFiles.docc/CriteriaLanguage.md"), encoding: .utf8)
    let keys =
      FactKind.allCases.map { $0 == .signoff ? "sign-off" : $0.rawValue } + [
        "all", "any", "choose", "of", "sequence", "terms", "total", "mean", "not", "where",
        "at least", "at most", "each", "weight", "grade", "level", "scale", "is", "score", "hours",
        "credits", "credits at least", "origin", "from", "by", "attempts", "tagged", "not tagged",
        "exclusive", "any grade", "may share", "pools", "evidence", "award", "enrollment",
      ]
    for key in keys { #expect(article.contains("\(key):") || article.contains("`\(key)`")) }
    for pattern in 1...34 {
      #expect(article.contains("| P\(pattern < 10 ? "0" : "")\(pattern) "))
    }
  }

  @Test func `the eight sample programs can be approved`() throws {
    let folder = root.appending(path: "deploy/samples/programs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 8)
    for name in names {
      let file = try ProgramFile.read(Data(contentsOf: folder.appending(path: name)), name: name)
      #expect("\(file.version.program).yaml" == name)
      #expect(file.check().problems.isEmpty)
    }
  }

  private func examples(in article: String) -> [String] {
    article.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
  }
}
