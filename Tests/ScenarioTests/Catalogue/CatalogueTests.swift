import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The list of programs, the search, and the pages of programs.
@Suite(.database(.conferral)) struct CatalogueTests {
  static func program(_ code: String, title: String, more: String = "") -> String {
    SampleProgram.badge(code, more: more).replacing(
      "title: Program \(code)", with: "title: \(title)")
  }

  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      Self.program(
        "cafe", title: "Café Économie",
        more: "unit: Faculté des Sciences\nskills: [Médiation, budgeting]"
      ))
    try await campus.apply(
      Self.program("lodz", title: "Łódź Studies", more: "unit: History\nskills: [archives]"))
    try await campus.apply(
      SampleProgram.credit("npm", more: "unit: History\nskills: [budgeting]"))
    return campus
  }

  @Test(arguments: [
    ("?q=cafe", 1), ("?q=CAF%C3%89", 1), ("?q=economie+cafe", 1), ("?q=lodz", 1),
    ("?q=mediation", 1),
    ("?q=budget", 2), ("?skill=BUDGETING", 2), ("?skill=m%C3%A9diation", 1), ("?unit=history", 2),
    ("?unit=History&q=budget", 1), ("?credit=yes", 1), ("?credit=no", 2), ("?credit=perhaps", 3),
    ("?q=nothing", 0), ("?q=", 3), ("?q=%20%20", 3), ("?q=%00", 0), ("?q=%25", 0), ("?page=-1", 3),
    ("?page=99999999999999999999", 3), ("?page=7", 3), ("?q=%", 3), ("?&&&=&q", 3),
    ("?skill=%27%20or%201=1--", 0), ("?framework=none", 0),
  ])
  func `a search finds what fits, whatever its case and accents`(_ query: String, _ count: Int)
    async throws
  {
    try await CatalogueVisitor.visit(campus()) { visitor in
      let page = try await visitor.see("/" + query)
      #expect(page.status == 200)
      #expect(page.count(of: "class=\"card program\"") == count)
    }
  }

  @Test func `what is searched for is text in the page`() async throws {
    try await CatalogueVisitor.visit(campus()) { visitor in
      let evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%7B%7Bwords%7D%7D"
      for query in ["q", "skill", "unit", "framework"] {
        let page = try await visitor.see("/?\(query)=\(evil)")
        #expect(page.status == 200)
        #expect(!page.text.contains("<script>alert"), "\(query)")
        #expect(page.text.contains("&lt;script&gt;"), "\(query)")
      }
      let long = try await visitor.see("/?q=" + String(repeating: "a%20", count: 1_000))
      #expect(long.status == 200)
    }
  }

  @Test func `pages of the list show every program once, in the same order each time`()
    async throws
  {
    let campus = try await Campus.open()
    for number in 1...30 {
      try await campus.apply(Self.program("p\(number)", title: "Same title"))
    }
    try await CatalogueVisitor.visit(campus) { visitor in
      var seen: [String] = []
      for page in 1...2 {
        let text = try await visitor.see("/?page=\(page)").text
        #expect(try await visitor.see("/?page=\(page)").text == text)
        seen += text.matches(of: #/<h2><a href="\/programs\/(p\d+)"/#).map { String($0.1) }
      }
      #expect(seen.count == 30 && Set(seen).count == 30)
    }
  }

  @Test func `a retired program leaves the list and keeps its pages`() async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let before = try await visitor.see("/programs/cafe")
      #expect(before.status == 200 && !before.text.contains("is retired"))
      try await campus.owner("update program set state = 'retired' where code = 'cafe'")
      try await campus.owner("update program set state = 'suspended' where code = 'lodz'")
      let list = try await visitor.see("/")
      #expect(list.count(of: "class=\"card program\"") == 2)
      #expect(!list.text.contains("Café Économie"))
      #expect(list.text.contains("Takes no new enrollments just now."))
      for path in [
        "/programs/cafe", "/programs/CAFE", "/programs/cafe/versions/1",
        "/programs/cafe/versions/1/criteria", "/programs/cafe.json", "/programs/cafe.jsonld",
      ] {
        let page = try await visitor.see(path)
        #expect(page.status == 200, "\(path)")
        if !path.contains(".json") { #expect(page.text.contains("is retired"), "\(path)") }
      }
    }
  }

  @Test(arguments: [
    "/programs/nope", "/programs/nope.json", "/programs/cafe/versions/2", "/programs/%00",
    "/programs/cafe.xml", "/programs/..%2f..%2fetc", "/programs/idea",
  ])
  func `what is not in force is not there`(_ path: String) async throws {
    let campus = try await campus()
    try await campus.owner(
      """
      insert into program (institution_id, code, code_key, title, state, recorded_by)
      values (\(campus.id)::int, 'idea', 'IDEA', 'Idea', 'suggested', 'test')
      """)
    try await CatalogueVisitor.visit(campus) { visitor in
      let page = try await visitor.see(path)
      #expect(page.status == 404)
    }
  }

  @Test func `an earlier version keeps its page, which leads to the one in force`() async throws {
    let campus = try await campus()
    try await campus.apply(
      Self.program("cafe", title: "Café Économie", more: "effective: 2026-01-01")
        .replacing("version: \"1\"", with: "version: \"2 b\""))
    try await CatalogueVisitor.visit(campus) { visitor in
      let now = try await visitor.see("/programs/cafe")
      #expect(now.text.contains("Version 2 b"))
      #expect(now.text.contains("in force from 2026-01-01"))
      let old = try await visitor.see("/programs/cafe/versions/1")
      #expect(old.text.contains("New enrollments get version 2 b"))
      #expect(try await visitor.see("/programs/cafe/versions/2%20b").status == 200)
    }
  }

  @Test func `a competency is a link only where it has an address`() async throws {
    let campus = try await Campus.open()
    let list = "[{name: Plain, framework: F}, {name: Linked, url: 'https://example.org/c'}]"
    try await campus.apply(SampleProgram.badge(more: "competencies: \(list)"))
    try await CatalogueVisitor.visit(campus) { visitor in
      let page = try await visitor.see("/programs/workshop").text
      #expect(page.contains("<li>Plain <span class=\"quiet\">(F)</span></li>"))
      #expect(
        page.contains("<li><a href=\"https://example.org/c\" rel=\"external\">Linked</a></li>"))
    }
  }

  @Test func `how many hold a badge is told from ten on`() async throws {
    let campus = try await campus()
    for number in 1...10 { try await campus.people("\(number),Learner \(number)") }
    for number in 1...9 { try await campus.enrollments("\(number),cafe,2026-08-24") }
    for number in 1...10 { try await campus.results("\(number),workshop,W 1,2026-09-01") }
    try await campus.reconcile()
    try await CatalogueVisitor.visit(campus) { visitor in
      let few = try await visitor.see("/programs/cafe")
      #expect(!few.text.contains("Awarded so far"))
      try await campus.enrollments("10,cafe,2026-08-24")
      try await campus.reconcile()
      #expect(try await visitor.see("/programs/cafe").text.contains("<dd>10</dd>"))
    }
  }
}
