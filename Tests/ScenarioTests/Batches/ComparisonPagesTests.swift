import Foundation
import HTTPTypes
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Lists that are brought on the page, and what they are read with.
@Suite(.serialized, .database(.conferral)) struct ComparisonPagesTests {
  private static func form(
    _ fields: [(name: String, value: String)], files: [(name: String, file: String, text: String)]
  ) -> String {
    let texts = fields.map { name, value in
      "--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    let parts = files.map { name, file, text in
      "--x\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n"
        + "Content-Type: text/csv\r\n\r\n\(text)\r\n"
    }
    return (texts + parts).joined() + "--x--\r\n"
  }

  private static let path = "/feed/banner/comparisons"

  private func campus(cabinet: FilingCabinet? = nil) async throws -> Campus {
    let campus = try await Campus.open(at: "2026-10-01T12:00:00Z", cabinet: cabinet)
    try await campus.apply(Campus.notedProgram)
    try await campus.more(3)
    try await campus.declare()
    try await campus.send()
    return campus
  }

  private func bring(
    _ fields: [(name: String, value: String)],
    _ files: [(name: String, file: String, text: String)],
    _ registrar: Visitor, _ api: APIClient
  ) async throws -> FeedPagesTests.Page {
    let page = try await FeedPagesTests.send(.get, Self.path, registrar, to: api)
    let token = try FeedPagesTests.hidden("token", in: page)
    return try await FeedPagesTests.send(
      .post, Self.path, registrar, form: Self.form([("token", token)] + fields, files: files),
      type: "multipart/form-data; boundary=x", to: api)
  }

  private static let unreadable = "student,program,term\n,workshop,2026FA\n,workshop,2026FA\n"

  @Test func `a list of which no row can be read is refused, and nothing is said to be missing`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      let refused = try await bring(
        [("mapping", "notations")], [("list", "list.csv", Self.unreadable)], registrar, api)
      #expect(refused.status == 422)
      #expect(refused.text.contains("No row of the list could be read"), "\(refused.text)")
      #expect(refused.text.contains("Rows set aside: 2; the first reason: line 2"))
    }
    #expect(try await campus.count("select count(*) from comparison") == 0)
    let file = try campus.folder.write(Self.unreadable, to: "list.csv")
    let mapping = try campus.office.mapping("notations")
    await #expect(throws: Refusal.self) {
      try await campus.office.compare(
        ComparisonOrder(consumer: "banner", mapping: mapping, title: "list.csv"), file: file,
        at: campus.id, by: "operator:test")
    }
    #expect(try await campus.count("select count(*) from comparison where state = 'refused'") == 1)
    #expect(try await campus.count("select count(*) from comparison where state = 'done'") == 0)
  }

  @Test func `rows that could not be read are told before anything is sent again`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      let student = try #require(try await campus.ledger().first).student
      let made = try await bring(
        [("mapping", "notations")],
        [("list", "list.csv", Self.unreadable + "\(student),workshop,\n")], registrar, api)
      let page = try await FeedPagesTests.send(
        .get, try #require(made.location), registrar, to: api)
      #expect(page.text.contains("2 lines could not be read."))
    }
  }

  @Test func `the name of the file is kept without folders, markup and marks that turn text`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      let list = "student,program,term\n1,workshop,\n"
      for (given, shown) in [
        ("C:\\fakepath\\spring <b>.csv", "spring &lt;b&gt;.csv"),
        ("../../evil\u{202E}vsc.csv", "evilvsc.csv"), ("a; name=token.csv", "a; name=token.csv"),
        ("", "List brought on the page"),
      ] {
        let made = try await bring(
          [("mapping", "notations")], [("list", given, list)], registrar, api)
        let page = try await FeedPagesTests.send(
          .get, try #require(made.location), registrar, to: api)
        #expect(page.text.contains("<dd>\(shown)</dd>"), "\(given)")
      }
    }
  }

  @Test func `a mapping is chosen by its name, the operator's own too, or brought`() async throws {
    let folder = try TemporaryFolder()
    let own = """
      mapping: ours
      description: The list of our own system.
      records:
        - notation: {student: "{who}", program: "{what}"}
      """
    _ = try folder.write(own, to: "ours.yaml")
    _ = try folder.write("mapping: broken", to: "broken.yaml")
    var cabinet = try UploadsAPITests.cabinet(folder)
    cabinet.mappings = folder.url
    let campus = try await campus(cabinet: cabinet)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      let page = try await FeedPagesTests.send(.get, Self.path, registrar, to: api)
      let names = page.text.matches(of: /<option value="([^"]*)">/).map { String($0.1) }
      #expect(names == ["banner-comments", "notations", "ours", ""])
      #expect(page.text.contains("ours: The list of our own system."))
      let list = ("list", "list.csv", "who,what\n1,workshop\n")
      func status(
        _ fields: [(name: String, value: String)],
        _ more: [(name: String, file: String, text: String)] = []
      ) async throws -> Int {
        try await bring(fields, [list] + more, registrar, api).status
      }
      #expect(try await status([("mapping", "ours")]) == 303)
      #expect(try await status([("mapping", ""), ("own", own)]) == 303)
      #expect(try await status([("mapping", "notations")], [("own-file", "m.yaml", own)]) == 303)
      for name in ["../ours", "canvas-sis", "nothing", "ours.yaml"] {
        #expect(try await status([("mapping", name)]) == 422, "\(name)")
      }
      #expect(try await status([("mapping", "")]) == 422)
    }
  }
}
