import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Holds in the browser, and what they keep back.
@Suite(.serialized, .database(.conferral)) struct HoldPagesTests {
  private typealias Page = FeedPagesTests.Page

  private static func send(
    _ method: HTTPRequest.Method, _ path: String, _ visitor: Visitor, form: String? = nil,
    to api: APIClient
  ) async throws -> Page {
    try await FeedPagesTests.send(method, path, visitor, form: form, to: api)
  }

  /// Two lines in the ledger, and one more person whose award is not made yet.
  private func campus() async throws -> Campus {
    let campus = try await Campus.withLedger(2)
    try await campus.crowd(1, from: 100)
    return campus
  }

  private static func token(_ page: Page) throws -> String {
    try FeedPagesTests.hidden("token", in: page)
  }

  @Test func `a hold is placed by the student's number, keeps the line back, and is released`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      func get(_ path: String) async throws -> Page {
        try await Self.send(.get, path, registrar, to: api)
      }
      func post(_ path: String, _ form: String) async throws -> Page {
        try await Self.send(.post, path, registrar, form: form, to: api)
      }
      #expect(try await get("/held").text.contains("No notation is held."))
      #expect(try await get("/feed").text.contains("href=\"/held\""))
      let token = try Self.token(try await get("/holds"))
      let form = "token=\(token)&student=+100+&kind=record&reason=A+%3Cform%3E+is+missing."
      let placed = try await post("/holds/place", form)
      #expect(placed.status == 303 && placed.location == "/holds?done=placed")
      #expect(try await post("/holds/place", form).status == 409)
      try await campus.settle()
      #expect(try await campus.feedLines().count == 2)
      let held = try await get("/held")
      #expect(held.text.contains("Person 100") && held.text.contains("A hold on the record"))
      #expect(held.text.contains("<td>1</td>"))
      let others = try await get("/held?reason=financial%20hold")
      #expect(!others.text.contains("Person 100") && others.text.contains("There are none."))
      #expect(try await get("/held?reason=nonsense").status == 404)
      #expect(try await get("/held?after=nonsense").status == 400)
      let list = try await get("/holds?done=placed")
      #expect(list.text.contains("The hold is placed."))
      #expect(list.text.contains("A &lt;form&gt; is missing."))
      let learner = try FeedPagesTests.hidden("learner", in: list)
      let released = try await post(
        "/holds/release", "token=\(token)&learner=\(learner)&kind=record&reason=It+came.")
      #expect(released.status == 303 && released.location == "/holds?done=released")
      #expect(try await get("/holds").text.contains("There is no hold."))
    }
    try await campus.settle()
    #expect(try await campus.feedLines().count == 3)
    let learner = try await campus.learnerID("100").text
    #expect(try await campus.journal(of: learner) == ["place hold", "release hold"])
  }

  @Test func `who may not is refused, and a form that is foreign or lacks something does nothing`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let nobody = Visitor(person: nil, headers: [:])
      for path in ["/held", "/holds"] {
        let page = try await Self.send(.get, path, nobody, to: api)
        #expect(page.status == 303 && page.location == "/sign-in?return=\(path)")
        let other = try await Self.send(.get, path, try await api.person(.operator), to: api)
        #expect(other.status == 403)
      }
      for role in [Role.advisor, .auditor, .coordinator] {
        let reader = try await api.person(role)
        #expect(try await Self.send(.get, "/held", reader, to: api).status == 200)
        #expect(try await Self.send(.get, "/holds", reader, to: api).status == 403)
        #expect(
          try await Self.send(.post, "/holds/place", reader, form: "token=x", to: api).status
            == 403)
      }
      let technician = try await api.person(.recordsTechnician)
      let token = try Self.token(try await Self.send(.get, "/holds", technician, to: api))
      let whole = "student=100&kind=record&reason=r"
      for (form, status) in [
        ("", 403), ("token=x&" + whole, 403), (whole, 403),
        ("token=\(token)&student=nobody&kind=record&reason=r", 404),
        ("token=\(token)&student=100&kind=library&reason=r", 422),
        ("token=\(token)&student=100&kind=record&reason=+", 422),
      ] {
        let page = try await Self.send(.post, "/holds/place", technician, form: form, to: api)
        #expect(page.status == status, "\(form)")
      }
      let none = "token=\(token)&learner=\(UUID().text)&kind=record&reason=r"
      #expect(
        try await Self.send(.post, "/holds/release", technician, form: none, to: api).status
          == 404)
    }
    #expect(try await campus.count("select count(*) from hold") == 0)
  }

  @Test func `a long list goes on page by page`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.crowd(150, from: 1_000)
    let id = campus.id
    try await campus.app(
      """
      insert into hold (institution_id, learner_id, kind, placed, actor, role, reason)
      select \(id)::int, stable_id('crowd' || n), 'record', true, 'registrar:1', 'registrar', 'T.'
        from generate_series(1000, 1149) n
      """)
    try await campus.settle()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      for path in ["/held?reason=record%20hold", "/holds"] {
        let first = try await Self.send(.get, path, registrar, to: api)
        let found = try #require(
          try Regex("rel=\"next\" href=\"([^\"]*)\"").firstMatch(in: first.text))
        let next = String(try #require(found.output[1].substring))
          .replacingOccurrences(of: "&amp;", with: "&")
        let second = try await Self.send(.get, next, registrar, to: api)
        #expect(first.text.components(separatedBy: "<tr><th scope=\"row\">Person").count == 101)
        #expect(second.text.components(separatedBy: "<tr><th scope=\"row\">Person").count == 51)
        #expect(!second.text.contains("rel=\"next\""))
      }
    }
  }

  @Test(.enabled(if: Chromium.isWanted))
  func `everybody who may can use the pages with any window, sight and input`() async throws {
    let campus = try await campus()
    try await campus.people("7777,Jun’ichirō Müller-O’Shaughnessy of the Western Isles")
    try await campus.enrollments("7777,workshop,2026-08-24")
    try await campus.results("7777,workshop,W 1,2026-09-01,,,3")
    try await campus.renumber("7777", to: nil)
    try await APIClient.serve(campus) { api in
      let cookie = try await api.person(.registrar).headers[.cookie]
      let site = "http://127.0.0.1:\(try #require(api.client.port))"
      let placed = try await Chromium.look(
        at: site + "/holds", ways: [.init("wide")], cookie: cookie,
        steps: [
          .fill("#student", "100"), .fill("#why", "A transcript of another school is missing."),
          .click("form[action$=place] button"),
        ])
      #expect(placed.first?.status == 200)
      try await campus.settle()
      var views: [Chromium.View] = []
      for path in ["/holds?done=placed", "/held", "/held?reason=record%20hold"] {
        views += try await Chromium.look(at: site + path, cookie: cookie)
      }
      for view in views {
        #expect(view.status == 200)
        #expect(view.findings == [], "\(view.url)")
      }
      #expect(views.first?.text.contains("The hold is placed.") == true)
      #expect(views.first?.text.contains("A transcript of another school is missing.") == true)
      let released = try await Chromium.look(
        at: site + "/holds", ways: [.init("wide")], cookie: cookie,
        steps: [
          .click("summary"), .fill("td input[name=reason]", "It came."),
          .click("form[action$=release] button"),
        ])
      #expect(released.first?.status == 200)
    }
    try await campus.settle()
    #expect(try await campus.heldLines().count == 1)
  }
}
