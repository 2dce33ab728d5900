import Foundation
import Office
import Postgres
import ProgramFiles
import TestSupport
import Testing

@testable import Web

/// The catalogue with real programs, and with very many.
@Suite(.database(.conferral)) struct RealCatalogueTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../ProgramFilesTests/Programs")

  @Test func `real programs of many institutions are all shown`() async throws {
    let campus = try await Campus.open()
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    var codes: [String] = []
    for name in names {
      let source = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
      // Two of them are over the cap, and are refused.
      guard (try? await campus.apply(source)) != nil else { continue }
      codes.append(String(name.dropLast(5)))
    }
    #expect(codes.count == names.count - 2)
    let all = codes
    try await CatalogueVisitor.visit(campus) { visitor in
      let list = try await visitor.see("/programs.json")
      #expect(list.text.contains("\"total\":\(all.count)"))
      for code in all {
        for ending in ["", ".json", ".jsonld", "/versions/1"] {
          let page = try await visitor.see("/programs/\(code)\(ending)")
          #expect(page.status == 200 || ending == "/versions/1", "\(code)\(ending)")
        }
        let page = try await visitor.see("/programs/\(code)").text
        #expect(page.contains("<ul class=\"tree\"><li>"), "\(code)")
      }
      #expect(try await visitor.see("/?q=nonprofit").count(of: "class=\"card program\"") >= 1)
    }
  }

  @Test func `two thousand programs are searched in an instant`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.badge("first", more: "skills: [weaving, spinning]"))
    try await campus.owner(
      """
      with added as (
        insert into program (institution_id, code, code_key, title, state, recorded_by)
        select institution_id, 'p' || n, 'P' || n, 'Program ' || n, 'active', 'test'
          from program, generate_series(1, 2000) n
        returning institution_id, program_id, code)
      insert into program_version (institution_id, program_id, label, state, source,
          credit_bearing, credits_least, credits_most, waits_for_dates, recorded_by)
      select a.institution_id, a.program_id, v.label, v.state,
             replace(v.source, 'first', a.code), false, 0, 0, false, 'test'
        from added a, program_version v
      """)
    try await CatalogueVisitor.visit(campus) { visitor in
      _ = try await visitor.see("/")
      var times: [Duration] = []
      for page in 1...21 {
        let begun = ContinuousClock.now
        let seen = try await visitor.see("/?q=weav&page=\(page * 4)")
        times.append(.now - begun)
        #expect(seen.text.contains("<strong>2001</strong>"))
      }
      // A debug build on two busy cores; released it is some milliseconds.
      #expect(times.sorted()[10] < .seconds(4), "\(times)")
    }
  }
}
