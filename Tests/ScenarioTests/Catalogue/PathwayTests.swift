import Foundation
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Programs that build on each other.
@Suite(.database(.conferral)) struct PathwayTests {
  private func campus(_ programs: (String, [String])...) async throws -> Campus {
    let campus = try await Campus.open()
    for (code, needs) in programs {
      let members = ["{workshop: W 1}"] + needs.map { "{credential: \($0)}" }
      try await campus.apply(
        SampleProgram.badge(
          code, criteria: "{all: [\(members.joined(separator: ", "))]}", more: "skills: [s]"))
    }
    return campus
  }

  @Test func `a pathway leads from the first step to the last`() async throws {
    let campus = try await campus(
      ("top", ["middle", "side"]), ("middle", ["base"]), ("side", []), ("base", []), ("alone", []))
    let pathways = try await campus.office.catalogue(of: campus.id).pathways
    #expect(pathways.all == [["BASE", "SIDE", "MIDDLE", "TOP"]])
    #expect(pathways.around("BASE") == ["BASE", "MIDDLE", "TOP"])
    #expect(pathways.around("ALONE") == ["ALONE"])
    try await CatalogueVisitor.visit(campus) { visitor in
      let all = try await visitor.see("/pathways")
      #expect(all.count(of: "<svg") == 1 && all.count(of: "class=\"edge\"") == 3)
      let again = try await visitor.see("/pathways")
      #expect(all.text == again.text)
      #expect(all.text.contains("Program base counts toward Program middle."))
      let base = try await visitor.see("/programs/base")
      #expect(base.text.contains("Counts toward") && !base.text.contains("Builds on"))
      #expect(base.count(of: "class=\"edge\"") == 2)
      #expect(try await visitor.see("/programs/alone").count(of: "<svg") == 0)
    }
  }

  @Test func `circles and programs that nobody knows do no harm`() async throws {
    let campus = try await campus(
      ("a", ["b"]), ("b", ["a"]), ("self", ["self"]), ("c", ["unknown"]))
    let pathways = try await campus.office.catalogue(of: campus.id).pathways
    #expect(pathways.all == [["A", "B"]])
    try await CatalogueVisitor.visit(campus) { visitor in
      for path in ["/pathways", "/programs/a", "/programs/self", "/programs/c"] {
        let page = try await visitor.see(path)
        #expect(page.status == 200, "\(path)")
      }
      #expect(try await visitor.see("/programs/c").text.contains("unknown"))
    }
  }

  @Test func `a long title is cut into lines, and stands whole in the title of its node`() {
    let lines = PathwayPicture.Node.wrapped(String(repeating: "wonderful ", count: 20), 24)
    #expect(lines.count == 3 && lines.allSatisfy { $0.count <= 24 })
    #expect(lines[2].hasSuffix("…"))
    #expect(PathwayPicture.Node.wrapped(String(repeating: "x", count: 60), 24).count == 3)
    #expect(PathwayPicture.Node.wrapped("", 24).isEmpty)
  }
}
