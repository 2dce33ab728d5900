import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// The registrar's feed in the browser.
@Suite(.serialized, .database(.conferral)) struct FeedPagesTests {
  struct Page {
    let status: Int
    let text: String
    let location: String?
  }

  static func send(
    _ method: HTTPRequest.Method, _ path: String, _ visitor: Visitor, form: String? = nil,
    to api: APIClient
  ) async throws -> Page {
    var headers: HTTPFields = [.accept: "text/html"]
    headers[.cookie] = visitor.headers[.cookie]
    if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
    return try await api.client.execute(
      uri: path, method: method, headers: headers, body: form.map { ByteBuffer(string: $0) }
    ) { response in
      Page(
        status: response.status.code, text: String(buffer: response.body),
        location: response.headers[.location])
    }
  }

  static func hidden(_ name: String, in page: Page) throws -> String {
    let pattern = try Regex("name=\"\(name)\" value=\"([^\"]*)\"")
    let match = try #require(try pattern.firstMatch(in: page.text))
    return URLText.escaped(String(match.output[1].substring ?? ""))
  }

  private func campus() async throws -> Campus {
    let campus = try await Campus.withLedger(3)
    try await campus.declare()
    try await campus.send()
    try await campus.more(2, from: 100)
    return campus
  }

  @Test func `a registrar prepares, looks and releases with forms, and downloads the file`()
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
      #expect(try await get("/feed").text.contains("href=\"/feed/banner\""))
      let page = try await get("/feed/banner")
      let token = try Self.hidden("token", in: page)
      let prepared = try await post("/feed/banner/prepare", "token=\(token)")
      #expect(prepared.status == 303 && prepared.location == "/feed/banner/2")
      let preview = try await get("/feed/banner/2")
      #expect(preview.status == 200 && preview.text.contains("4 – 5"), "\(preview.text)")
      let batch = try Self.hidden("batch", in: preview)
      let unsure = try await post(
        "/feed/banner/2/release", "token=\(token)&batch=\(batch)")
      #expect(unsure.status >= 400)
      let other = try await post(
        "/feed/banner/2/release", "token=\(token)&sure=yes&batch=\(UUID().text)")
      #expect(other.status == 409 || other.status == 412)
      let released = try await post(
        "/feed/banner/2/release", "token=\(token)&sure=yes&batch=\(batch)")
      #expect(released.status == 303)
      let after = try await get(try #require(released.location))
      #expect(after.text.contains("The batch is released."))
      let file = try await get("/feed/banner/2/file")
      #expect(file.status == 200 && file.text.hasPrefix("H,"))
      #expect(try await get("/feed/banner/9").status == 404)
    }
  }

  @Test func `nobody else sees the pages, and a foreign form changes nothing`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let nobody = Visitor(person: nil, headers: [:])
      for path in ["/feed", "/feed/banner", "/feed/banner/1", "/feed/banner/1/file"] {
        let page = try await Self.send(.get, path, nobody, to: api)
        #expect(page.status == 303 && page.location == "/sign-in?return=/feed")
        for role in [Role.advisor, .auditor, .operator] {
          let page = try await Self.send(.get, path, try await api.person(role), to: api)
          #expect(page.status == 403, "\(role) at \(path)")
        }
      }
      let registrar = try await api.person(.registrar)
      for form in ["", "token=x", "token="] {
        let page = try await Self.send(
          .post, "/feed/banner/prepare", registrar, form: form, to: api)
        #expect(page.status == 403)
      }
    }
    #expect(try await campus.count("select count(*) from feed_batch") == 1)
  }

  @Test(.enabled(if: Chromium.isWanted))
  func `a registrar can use the pages with any window, sight and input`() async throws {
    let campus = try await campus()
    let id = campus.id
    try await campus.app(
      """
      insert into hold (institution_id, learner_id, kind, placed, actor, role, reason)
      select \(id)::int, stable_id('crowd100'), 'record', true, 'registrar:1', 'registrar', 'Test.'
      """)
    _ = try await campus.prepare()
    try await APIClient.serve(campus) { api in
      let cookie = try await api.person(.registrar).headers[.cookie]
      let site = "http://127.0.0.1:\(try #require(api.client.port))"
      var views: [Chromium.View] = []
      for path in ["/feed", "/feed/banner", "/feed/banner/2"] {
        views += try await Chromium.look(at: site + path, cookie: cookie)
      }
      for view in views {
        #expect(view.status == 200)
        #expect(view.findings == [], "\(view.url)")
      }
      #expect(views.last?.text.contains("Holds were placed since.") == true)
      let released = try await Chromium.look(
        at: site + "/feed/banner/2", ways: [.init("wide")], cookie: cookie,
        steps: [
          .check("input[name=sure]"), .fill("#why-release", "Looked at with the dean."),
          .click("form[action$=release] button"),
        ])
      #expect(released.first?.status == 200)
      let after = try await Chromium.look(
        at: site + "/feed/banner/2?done=released",
        ways: [.init("wide"), .init("narrow", width: 320)],
        cookie: cookie)
      #expect(after.flatMap(\.findings) == [])
      #expect(after.first?.text.contains("The batch is released.") == true)
    }
    let batch = try await campus.office.batch(2, of: "banner", institution: id)
    #expect(batch.state == .released)
  }
}
