import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Microcredentials
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
    type: String = "application/x-www-form-urlencoded", to api: APIClient
  ) async throws -> Page {
    var headers: HTTPFields = [.accept: "text/html"]
    headers[.cookie] = visitor.headers[.cookie]
    if form != nil { headers[.contentType] = type }
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
    try await campus.declare(
      more: """
        expects acknowledgements: true
        deliver: {directory: /nowhere}
        alarms: {late after hours: 6, unacknowledged after days: 3}
        """)
    try await campus.send()
    try await campus.more(2, from: 100)
    return campus
  }

  @Test func `two hundred and one batches are three pages`() async throws {
    let campus = try await campus()
    for _ in 0..<200 {
      let batch = try await campus.prepare()
      _ = try await campus.office.discardBatch(
        batch.number, of: "banner", reason: "Not this one.", institution: campus.id,
        by: "operator:test")
    }
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      var (path, counts) = (Optional("/feed/banner"), [Int]())
      while let address = path, counts.count < 5 {
        let page = try await Self.send(.get, address, registrar, to: api)
        try #require(page.status == 200)
        counts.append(page.text.matches(of: /<tr><th scope="row">/).count)
        #expect(page.text.contains("/feed/banner/prepare"))
        #expect(page.text.contains(">Latest batches<") == (counts.count > 1))
        #expect(page.text.contains("href=\"/feed/banner/1\"") == (counts.count == 3))
        path = page.text.firstMatch(of: /rel="next" href="([^"]*)"/).map { String($0.1) }
      }
      #expect(counts == [100, 100, 1])
      let wrong = try await Self.send(.get, "/feed/banner?after=x", registrar, to: api)
      #expect(wrong.status == 400)
    }
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
      // Who prepared it and who released it, by name.
      #expect(after.text.matches(of: /Person [0-9A-F]{4}/).count == 2)
      #expect(!after.text.contains("person:"))
      let file = try await get("/feed/banner/2/file")
      #expect(file.status == 200 && file.text.hasPrefix("H,"))
      #expect(try await get("/feed/banner/9").status == 404)
    }
  }

  /// Two of the three rows that were sent are rejected.
  private func reject(at campus: Campus) async throws {
    let report = AcknowledgementReport(
      batch: nil, totals: .init(accepted: 0, rejected: 2), acceptsOthers: false,
      lines: [1, 2].compactMap { position in
        .init(
          line: position, position: position, notation: nil, outcome: "rejected", code: "E7",
          text: "No <student> with this number")
      })
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.acknowledge(report, from: "banner")
    }
  }

  @Test func `a registrar decides about rejected rows with forms`() async throws {
    let campus = try await campus()
    try await reject(at: campus)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      func get(_ path: String) async throws -> Page {
        try await Self.send(.get, path, registrar, to: api)
      }
      func post(_ position: Int, _ form: String) async throws -> Page {
        try await Self.send(
          .post, "/feed/banner/rejections/\(position)/settle", registrar, form: form, to: api)
      }
      #expect(try await get("/feed/banner").text.contains("href=\"/feed/banner/rejections\""))
      let page = try await get("/feed/banner/rejections")
      #expect(page.status == 200 && page.text.contains("No &lt;student&gt; with this number"))
      #expect(page.text.contains("Workshop on credit"))
      let token = try Self.hidden("token", in: page)
      let again = "token=\(token)&decision=send+again"
      #expect(try await post(1, again).status == 422, "no reason was given")
      #expect(try await post(1, "token=\(token)&reason=x").status == 422, "no button was pressed")
      #expect(try await post(1, "decision=send+again&reason=x").status == 403)
      #expect(try await post(9, again + "&reason=It+is+there").status == 404)
      let sent = try await post(1, again + "&reason=The+student+is+there+now")
      #expect(sent.status == 303)
      let after = try await get(try #require(sent.location))
      #expect(after.text.contains("at position 1.") && !after.text.contains("id=\"row-1\""))
      #expect(try await post(1, again + "&reason=Once+more").status == 409)
      let settled = try await post(2, "token=\(token)&decision=set+aside&reason=As+it+is")
      #expect(settled.status == 303)
      #expect(try await get("/feed/banner/rejections").text.contains("There is no such row."))
      let aside = try await get("/feed/banner/rejections?state=set%20aside")
      #expect(aside.text.contains("As it is") && !aside.text.contains("<form"))
    }
    #expect(try await campus.count("select count(*) from feed_resend where position = 1") == 1)
  }

  @Test func `a registrar brings a list with a form, looks, and sends what is missing again`()
    async throws
  {
    let campus = try await campus()
    let first = try #require(try await campus.ledger().first)
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      func get(_ path: String) async throws -> Page {
        try await Self.send(.get, path, registrar, to: api)
      }
      let page = try await get("/feed/banner/comparisons")
      let token = try Self.hidden("token", in: page)
      func bring(_ list: String, token: String, width: String = "") async throws -> Page {
        let fields = [
          "token": token, "mapping": "", "own": ComparisonWord.example, "width": width,
          "list": list,
        ]
        let body = fields.map { name, value in
          "--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        return try await Self.send(
          .post, "/feed/banner/comparisons", registrar, form: body.joined() + "--x--\r\n",
          type: "multipart/form-data; boundary=x", to: api)
      }
      let list = "student,program,term\n\(first.student),workshop,2026FA\n<b>,other,\n"
      #expect(try await bring(list, token: "foreign").status == 403)
      #expect(try await bring("name\nAda\n", token: token).status == 422)
      #expect(try await bring(list, token: token, width: "wide").status == 422)
      let huge = list + String(repeating: "x", count: 4 << 20)
      #expect(try await bring(huge, token: token).status == 413)
      #expect(try await campus.count("select count(*) from comparison") == 0)
      let made = try await bring(list, token: token)
      #expect(made.status == 303)
      let address = try #require(made.location)
      let missing = try await get(address)
      #expect(missing.status == 200 && missing.text.contains("Missing there"))
      #expect(missing.text.contains("Workshop on credit"))
      #expect(missing.text.contains(/Person [0-9A-F]{4}/) && !missing.text.contains("person:"))
      let extra = try await get(address + "?outcome=extra")
      #expect(extra.text.contains("&lt;b&gt;") && extra.text.contains("not known here"))
      #expect(try await get("/feed/banner/comparisons").text.contains("Does not agree"))
      let form = "token=\(token)&outcome=missing&reason=Lost+there"
      #expect(
        try await Self.send(.post, address + "/send-again", registrar, form: form, to: api).status
          == 422)
      let sent = try await Self.send(
        .post, address + "/send-again", registrar, form: form + "&sure=yes", to: api)
      #expect(sent.status == 303)
      #expect(
        try await get(try #require(sent.location)).text.contains("2 rows come with the next batch.")
      )
      let file = try await get(
        API.root + address.replacing("/feed/banner", with: "/feed") + "/export")
      #expect(file.status == 200 && file.text.contains("missing,,"))
      #expect(try await get(address.replacing("banner", with: "other")).status == 404)
      #expect(try await get("/feed/banner/comparisons/1").status == 404)
    }
    #expect(try await campus.count("select count(*) from feed_resend") == 2)
  }

  @Test func `nobody else sees the pages, and a foreign form changes nothing`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let nobody = Visitor(person: nil, headers: [:])
      for path in [
        "/feed", "/feed/banner", "/feed/banner/1", "/feed/banner/1/file",
        "/feed/banner/rejections", "/feed/banner/comparisons",
        "/feed/banner/comparisons/\(UUID().text)",
      ] {
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
        let settled = try await Self.send(
          .post, "/feed/banner/rejections/1/settle", registrar, form: form, to: api)
        #expect(settled.status == 403)
      }
    }
    #expect(try await campus.count("select count(*) from feed_batch") == 1)
  }

  /// Compares a list with a line of each outcome; the comparison's id.
  private func compareAll(at campus: Campus) async throws -> String {
    let rows = try await campus.ledger()
    let right = ComparedRowsTests.line(rows[1], keepsID: false)
    let list = ComparedRowsTests.text(of: [
      ComparedRowsTests.line(rows[0], text: "Workshop on cre", keepsID: false), right, right,
      "00417,another-program-of-long-name,A line that nobody here ever sent,2026FA,2026-09-01,3,",
      ",workshop,Else,,,,",
    ])
    return try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.compare(
        ComparisonOrder(
          consumer: "banner", mapping: ComparedRowsTests.mapping, title: "transcripts.csv"),
        bytes: Array(list.utf8)
      ).id.text
    }
  }

  /// Everything that can be silent for too long becomes so.
  private func fallSilent(_ campus: Campus) async throws {
    let id = campus.id
    try await campus.declare(
      consumer: "peoplesoft", clients: ["ps"],
      more: """
        deliver: {directory: /nowhere}
        schedule: {days: [mon], at: "02:30"}
        alarms: {late after hours: 6, cursor behind after hours: 24}
        """)
    try await campus.send(to: "peoplesoft")
    try await campus.owner(
      """
      update outbox o set dead_at = clock_timestamp() from feed_batch b
       where b.batch_id = o.subject_id and b.consumer = 'peoplesoft'
      """)
    try await campus.app(
      """
      insert into held_notation (institution_id, award_id, learner_id, program_id, reason)
      select institution_id, award_id, learner_id, program_id, 'record hold'
        from award where institution_id = \(id)::int limit 1
      """)
    campus.clock?.set("2027-10-01T12:00:00Z")
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
    try await reject(at: campus)
    let compared = try await compareAll(at: campus)
    try await fallSilent(campus)
    try await APIClient.serve(campus) { api in
      let cookie = try await api.person(.registrar).headers[.cookie]
      let site = "http://127.0.0.1:\(try #require(api.client.port))"
      var views: [Chromium.View] = []
      let lists = "/feed/banner/comparisons"
      for path in [
        "/feed", "/feed/banner/rejections", lists, "\(lists)/\(compared)",
        "\(lists)/\(compared)?outcome=different", "/feed/banner", "/feed/banner/2",
      ] {
        views += try await Chromium.look(at: site + path, cookie: cookie)
      }
      for view in views {
        #expect(view.status == 200)
        #expect(view.findings == [], "\(view.url)")
      }
      for sentence in [
        "should have released", "prepared batch waits", "not brought", "given up", "did not say",
        "rejected rows wait", "has not read", "held for more than",
      ] {
        #expect(views.first?.text.contains(sentence) == true, "\(sentence)")
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
    try await campus.app("update held_notation set released_at = clock_timestamp()")
    let batch = try await campus.office.batch(2, of: "banner", institution: id)
    #expect(batch.state == .released)
  }
}
