import HTTPTypes
import HummingbirdTesting
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Proposals that one change brought forth, decided together in the browser.
@Suite(.serialized, .database(.conferral)) struct ProposalPagesTests {
  private typealias Page = FeedPagesTests.Page

  /// Three delivered lines that a new term moves.
  private func campus() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(Campus.movable)
    try await campus.people("1,Ada <b>Lovelace</b>", "2,Grace Hopper", "3,Mary Somerville")
    try await campus.enrollments(
      "1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24", "3,nonprofit,2026-08-24")
    for student in 1...3 {
      try await campus.results(
        "\(student),course,NPM 301,2026-09-01,A", "\(student),course,NPM 302,2026-10-20,B")
    }
    try await campus.reconcile()
    try await campus.deliverAll()
    try await campus.insertTerm()
    try await campus.settle()
    return campus
  }

  private static let kind = "/proposals/kind?program=nonprofit&purpose=correct&changes=term&state="

  private func get(_ path: String, _ visitor: Visitor, _ api: APIClient) async throws -> Page {
    try await FeedPagesTests.send(.get, path, visitor, to: api)
  }

  private func post(
    _ path: String, _ form: String, _ visitor: Visitor, _ api: APIClient
  ) async throws -> Page {
    let token = try FeedPagesTests.hidden(
      "token", in: try await get("/feed/sis/comparisons", visitor, api))
    return try await FeedPagesTests.send(
      .post, path, visitor, form: "token=\(token)&\(form)", to: api)
  }

  /// Decides what it has looked at.
  private func decide(
    _ form: String, _ visitor: Visitor, _ api: APIClient
  ) async throws -> Page {
    let looked = try await post("/proposals/look", form, visitor, api)
    let seen = looked.text.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)?.1 ?? ""
    return try await post("/proposals/decide", "\(form)&seen=\(seen)", visitor, api)
  }

  /// The ticked boxes of a list, as a form sends them.
  private func ticked(_ page: Page) -> [String] {
    page.text.matches(of: /type="checkbox" id="p-[^"]*" name="(p-[^"]*)"/).map { "\($0.1)=yes" }
  }

  @Test func `a registrar ticks, sees the totals, and decides all with one reason`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let (first, second) = (try await api.person(.registrar), try await api.person(.registrar))
      let kinds = try await get("/proposals", first, api)
      #expect(kinds.text.contains("Correct: term") && kinds.text.contains("<td>3</td>"))
      let list = try await get(Self.kind + "open", first, api)
      #expect(list.text.contains("Ada &lt;b&gt;Lovelace"))
      #expect(list.text.matches(of: /checked>/).count == 3)
      let none = try await get(Self.kind + "open&ticked=none", first, api)
      #expect(none.text.matches(of: /checked>/).isEmpty && ticked(none).count == 3)
      let all = ticked(list).joined(separator: "&")
      let totals = try await post("/proposals/look", all, first, api)
      #expect(totals.status == 200)
      #expect(totals.text.contains("<dt>Proposals</dt><dd>3</dd>"))
      #expect(totals.text.contains("<dt>Credits of these awards now</dt><dd>18</dd>"))
      #expect(totals.text.contains("<dt>Credits if accepted</dt><dd>18</dd>"))
      #expect(try await post("/proposals/look", "", first, api).status == 422)
      let accept = "\(all)&outcome=accept&reason=The+term+was+split"
      #expect(try await decide(accept, first, api).status == 422)
      let silent = "\(all)&outcome=accept&sure=yes"
      #expect(try await decide(silent, first, api).status == 422)
      #expect(try await campus.proposals() == ["open", "open", "open"])
      let seen = try FeedPagesTests.hidden(
        "seen", in: try await post("/proposals/look", all, second, api))
      let accepted = try await decide(accept + "&sure=yes", first, api)
      #expect(accepted.location == "/proposals?accepted=0&waiting=3&declined=0")
      let told = try await get(try #require(accepted.location), first, api)
      #expect(told.text.contains("Decided together: 3 waiting for another registrar."))
      let waiting = try await get(Self.kind + "to%20be%20confirmed", first, api)
      #expect(ticked(waiting).isEmpty && waiting.text.contains("You accepted it"))
      let late = "\(all)&outcome=decline&reason=No&sure=yes&seen=\(seen)"
      let refused = try await post("/proposals/decide", late, second, api)
      #expect(refused.status >= 400 && refused.text.contains("not what you saw"))
      let looked = try await post("/proposals/look", all, second, api)
      #expect(looked.text.contains("<dd>The term was split</dd>"))
      let confirm = "\(all)&outcome=confirm&reason=Seen&sure=yes"
      #expect(try await decide(confirm, first, api).status >= 400)
      #expect(
        try await campus.proposals() == ["to be confirmed", "to be confirmed", "to be confirmed"])
      let confirmed = try await decide(confirm, second, api)
      #expect(confirmed.location == "/proposals?accepted=3&waiting=0&declined=0")
    }
    try await campus.settle()
    #expect(try await campus.feedLines().count == 9)
    for action in ["accept proposal", "confirm proposal"] {
      #expect(
        try await campus.count("select count(*) from journal where action = \(action)") == 3)
    }
  }

  @Test func `of those that are decided together all are, or none`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      let boxes = ticked(try await get(Self.kind + "open", registrar, api))
      try #require(boxes.count == 3)
      let end = "&reason=Wrong&sure=yes"
      let one = try await decide("\(boxes[2])&outcome=decline\(end)", registrar, api)
      #expect(one.location == "/proposals?accepted=0&waiting=0&declined=1")
      let all = boxes.joined(separator: "&")
      for outcome in ["accept", "decline", "confirm", ""] {
        let page = try await decide("\(all)&outcome=\(outcome)\(end)", registrar, api)
        #expect(page.status >= 400 && page.text.contains("Nothing was decided"))
      }
      #expect(try await campus.proposals().sorted() == ["declined", "open", "open"])
      let foreign = try await FeedPagesTests.send(
        .post, "/proposals/decide", registrar, form: "token=x&\(all)&outcome=decline\(end)",
        to: api)
      #expect(foreign.status == 403)
      #expect(try await get(Self.kind + "open&after=x", registrar, api).status == 400)
      for wrong in ["declined", "x"] {
        #expect(try await get(Self.kind + wrong, registrar, api).status == 404)
      }
      for path in ["/proposals", Self.kind + "open"] {
        let advisor = try await api.person(.advisor)
        #expect(try await get(path, advisor, api).status == 403)
        let nobody = Visitor(person: nil, headers: [:])
        #expect(try await get(path, nobody, api).status == 303)
      }
    }
  }

  @Test(.enabled(if: Chromium.isWanted))
  func `a registrar can decide with any window, sight and input`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let cookie = try await api.person(.registrar).headers[.cookie]
      let site = "http://127.0.0.1:\(try #require(api.client.port))"
      for path in ["/proposals", Self.kind + "open"] {
        let views = try await Chromium.look(at: site + path, cookie: cookie)
        #expect(views.allSatisfy { $0.status == 200 } && views.flatMap(\.findings) == [])
      }
      let views = try await Chromium.look(
        at: site + Self.kind + "open", ways: [.init("wide"), .init("narrow", width: 320)],
        cookie: cookie, steps: [.click("form button")])
      #expect(views.allSatisfy { $0.status == 200 } && views.flatMap(\.findings) == [])
      #expect(views.first?.text.contains("Credits if accepted") == true)
    }
  }
}
