import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The catalogue as programs read it.
@Suite(.database(.conferral)) struct CatalogueDocumentsTests {
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(
      SampleProgram.credit(
        "npm",
        more:
          "skills: [budgeting]\ncompetencies: [{name: Critical thinking, framework: F, code: C1, url: 'https://example.org/c1'}]"
      ))
    try await campus.apply(
      SampleProgram.badge("top", criteria: "{all: [{credential: npm}, {workshop: W 1}]}")
        .replacing("title: Program top", with: "title: \"</script><b>&'\""))
    return campus
  }

  @Test func `the list and each program are JSON with ids that last`() async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let list = try JSONValue(parsing: Array(try await visitor.see("/programs.json").text.utf8))
      #expect(list["total"] == .number(2))
      let items = list["items"]?.elements ?? []
      #expect(items.compactMap { $0["code"]?.string } == ["top", "npm"])
      let one = try JSONValue(parsing: Array(try await visitor.see("/programs/npm.json").text.utf8))
      #expect(one["id"]?.string?.hasPrefix("urn:uuid:") == true)
      #expect(one["id"] == items[1]["id"])
      #expect(one["credits"] == "6" && one["criteria"]?["kind"] == "group")
      #expect(
        one["countsToward"]?.elements.first?.string == campus.institution.site + "/programs/top")
      let filtered = try await visitor.see("/programs.json?credit=yes")
      #expect(filtered.text.contains("\"total\":1"))
    }
  }

  @Test func `search engines find a program with its credential in the page`() async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let page = try await visitor.see("/programs/top").text
      #expect(page.ranges(of: "</script>").count == 1)
      let block = try #require(
        page.firstMatch(of: #/<script type="application\/ld\+json">(.*?)<\/script>/#)?.1)
      let data = try JSONValue(parsing: Array(block.utf8))
      #expect(data["@type"] == "EducationalOccupationalProgram")
      #expect(data["name"]?.string == "</script><b>&'")
      #expect(data["url"]?.string == campus.institution.site + "/programs/top")
      #expect(data["provider"]?["name"]?.string == campus.institution.name)
      let credential = data["educationalCredentialAwarded"]
      #expect(credential?["@type"] == "EducationalOccupationalCredential")
      let npm = try await visitor.see("/programs/npm").text
      #expect(npm.contains("\"numberOfCredits\":6"))
    }
  }

  @Test func `CTDL names the micro-credential, its conditions and its owner`() async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let answer = try await visitor.see("/programs/npm.jsonld")
      #expect(answer.headers[.contentType] == "application/ld+json")
      let document = try JSONValue(parsing: Array(answer.text.utf8))
      #expect(document["@context"] == "https://credreg.net/ctdl/schema/context/json")
      let graph = document["@graph"]?.elements ?? []
      let credential = try #require(graph.first)
      #expect(credential["@type"] == "ceterms:MicroCredential")
      let id = credential["ceterms:ctid"]?.string ?? ""
      #expect(id.wholeMatch(of: #/ce-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/#) != nil)
      #expect(credential["ceterms:ownedBy"]?.elements.first == graph[1]["@id"])
      let condition = credential["ceterms:requires"]?.elements.first
      #expect(condition?["@type"] == "ceterms:ConditionProfile")
      #expect(condition?["ceterms:creditValue"]?.elements.first?["schema:value"] == .number(6))
      let goal = credential["ceterms:isPreparationFor"]?.elements.first
      #expect(
        goal?["ceterms:targetCredential"]?.elements.first?.string
          == campus.institution.site + "/programs/top")
      #expect(try await visitor.see("/programs/npm.jsonld").text == answer.text)
    }
  }

  @Test func `the feed is well-formed, and its ids stay`() async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let feed = try await visitor.see("/programs.atom")
      #expect(feed.headers[.contentType] == "application/atom+xml; charset=utf-8")
      let parser = XMLReader()
      #expect(parser.read(feed.text), "\(feed.text)")
      #expect(parser.names["entry"] == 2)
      #expect(parser.names["id"] == 3 && parser.names["updated"] == 3)
      func ids(_ text: String) -> [String] {
        text.matches(of: #/<id>(urn:uuid:.*?)<\/id>/#).map { String($0.1) }.sorted()
      }
      try await campus.owner("update program set title = 'Another'")
      let again = try await visitor.see("/programs.atom")
      #expect(ids(feed.text) == ids(again.text) && Set(ids(feed.text)).count == 2)
    }
  }

  @Test(arguments: [
    "/programs.json", "/programs.atom", "/programs/npm.json", "/programs/npm.jsonld",
  ])
  func `a document that is known already is not sent again`(_ path: String) async throws {
    let campus = try await campus()
    try await CatalogueVisitor.visit(campus) { visitor in
      let first = try await visitor.see(path)
      let tag = try #require(first.headers[.eTag])
      #expect(first.headers[.cacheControl] == "public, max-age=300")
      let second = try await visitor.see(path, [.ifNoneMatch: "\"x\", W/\(tag)"])
      #expect(second.status == 304 && second.text.isEmpty)
      #expect(second.headers[.eTag] == tag)
      try await campus.apply(SampleProgram.badge("new"))
      let third = try await visitor.see("/programs.json", [.ifNoneMatch: tag])
      #expect(third.status == 200)
    }
  }
}

/// Reads XML and counts its elements.
private final class XMLReader {
  private(set) var names: [String: Int] = [:]

  /// Whether the text is well-formed, by a plain reading of its tags.
  func read(_ text: String) -> Bool {
    var open: [String] = []
    for match in text.matches(of: #/<(\/?)([A-Za-z]+)([^<>]*?)(\/?)>/#) {
      let name = String(match.2)
      if match.1 == "/" {
        guard open.popLast() == name else { return false }
      } else {
        names[name, default: 0] += 1
        if match.4 != "/" { open.append(name) }
      }
    }
    return open.isEmpty && !text.contains("&'") && !text.contains("<b>")
  }
}
