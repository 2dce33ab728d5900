import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// What the public suggests, and those who abuse the form.
@Suite(.database(.conferral)) struct SuggestionTests {
  private static let good = [
    "title": "Grant writing", "purpose": "Charities need it.", "audience": "Alumni",
  ]

  /// A token as a form that was shown a minute ago has it.
  private func token(_ campus: Campus, age: Int64 = 60) async throws -> String {
    let secret = try await campus.office.formSecret(of: campus.id)
    return FormToken.make(secret: secret, at: Int64(Date().timeIntervalSince1970) - age)
  }

  private func kept(_ campus: Campus) async throws -> Int {
    try await campus.database.read(as: Scopes.institution(campus.id)) {
      try Suggestions.page(state: nil, after: nil, limit: 500, of: campus.id, in: $0).count
    }
  }

  private func send(
    _ visitor: CatalogueVisitor, _ campus: Campus, _ changes: [String: String] = [:],
    age: Int64 = 60
  ) async throws -> CatalogueVisitor.Seen {
    var fields = Self.good.merging(changes) { $1 }
    if fields["token"] == nil { fields["token"] = try await token(campus, age: age) }
    return try await visitor.send("/suggestions", fields)
  }

  @Test func `a suggestion arrives, is thanked for, and becomes a program`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let visitor = CatalogueVisitor(client: api.client)
      let form = try await visitor.see("/suggestions")
      #expect(form.status == 200 && form.text.contains("name=\"token\""))
      #expect(form.headers[.cacheControl] == "no-store")
      let sent = try await send(
        visitor, campus,
        ["name": "Ada", "email": "ada@example.edu", "consent": "yes"])
      #expect(sent.status == 303 && sent.headers[.location] == "/suggestions/thanks")
      #expect(try await visitor.see("/suggestions/thanks").text.contains("has arrived"))

      let coordinator = try await api.token(.coordinator)
      let list = try await api.get("/suggestions?state=received", as: coordinator)
      let item = try #require(list.json["items"]?.elements.first)
      #expect(item["contactEmail"] == "ada@example.edu" && item["title"] == "Grant writing")
      let path = "/suggestions/\(item["id"]?.string ?? "-")"
      let taken = try await api.post(
        path + "/take-up", ["reason": "We want it."], as: coordinator)
      #expect(taken.status == 200 && taken["state"] == "taken up")
      let program = try await api.get("/programs/\(taken["program"] ?? "-")", as: coordinator)
      #expect(program["state"] == "suggested" && program["title"] == "Grant writing")
      let again = try await api.post(path + "/decline", ["reason": "No."], as: coordinator)
      #expect(again.status == 409)
      #expect(try await api.get("/suggestions", as: api.token(.advisor)).status == 403)
    }
  }

  @Test(arguments: [
    (["website": "https://spam.example"], 303), (["token": "forged"], 422), (["token": ""], 422),
    (["title": ""], 422), (["title": "a\r\nBcc: x@example.edu"], 422),
    (["title": String(repeating: "x", count: 201)], 422), (["purpose": "   "], 422),
    (["purpose": String(repeating: "x", count: 4_001)], 422),
    (["purpose": "http://a https://b www.c"], 422), (["email": "ada@example.edu"], 422),
    (["email": "ada@example.edu\nBcc: b@example.edu", "consent": "yes"], 422),
    (["email": "<a@b.c>", "consent": "yes"], 422), (["name": "A\u{0}B", "consent": "yes"], 400),
    (["name": "A\u{85}B", "consent": "yes"], 422),
  ])
  func `what a form must not carry is not kept`(_ changes: [String: String], _ status: Int)
    async throws
  {
    let campus = try await Campus.open()
    try await CatalogueVisitor.visit(campus) { visitor in
      let answer = try await send(visitor, campus, changes)
      #expect(answer.status == status)
      #expect(try await kept(campus) == 0)
      #expect(answer.headers[HTTPField.Name("Bcc")!] == nil)
    }
  }

  @Test func `a form is good from three seconds to a day, and once`() async throws {
    let campus = try await Campus.open()
    try await CatalogueVisitor.visit(campus) { visitor in
      for age: Int64 in [0, 1, -60, 86_500] {
        let answer = try await send(visitor, campus, age: age)
        #expect(answer.status == 422, "\(age)")
      }
      #expect(try await kept(campus) == 0)
      let other = FormToken.make(
        secret: Array(repeating: 1, count: 32), at: Int64(Date().timeIntervalSince1970) - 60)
      #expect(try await send(visitor, campus, ["token": other]).status == 422)
      #expect(try await send(visitor, campus, age: 4).status == 303)
    }
  }

  @Test func `the same text counts once a day, and a form once`() async throws {
    let campus = try await Campus.open()
    try await CatalogueVisitor.visit(campus) { visitor in
      let token = try await token(campus)
      for _ in 0..<2 {
        #expect(try await send(visitor, campus, ["token": token]).status == 303)
      }
      let other = try await send(visitor, campus, ["token": token, "title": "Another"])
      #expect(other.status == 422)
      #expect(try await kept(campus) == 1)
    }
  }

  @Test func `what was written comes back as text`() async throws {
    let campus = try await Campus.open()
    try await CatalogueVisitor.visit(campus) { visitor in
      let evil = "</textarea><script>alert(1)</script>{{token}}\"'"
      let answer = try await send(
        visitor, campus, ["title": evil, "purpose": evil, "email": evil])
      #expect(answer.status == 422 && !answer.text.contains("<script>"))
      #expect(answer.text.contains("{{token}}"))
    }
  }

  @Test func `too many are told to wait, and a huge body is refused`() async throws {
    let campus = try await Campus.open()
    try await CatalogueVisitor.visit(campus) { visitor in
      let huge = try await visitor.send(
        "/suggestions", ["purpose": String(repeating: "x", count: 10 << 20)])
      #expect(huge.status == 413)
      var statuses: [Int] = []
      for number in 0..<12 {
        let answer = try await send(visitor, campus, ["title": "Number \(number)"])
        statuses.append(answer.status)
        if answer.status == 429 { #expect(answer.headers[.retryAfter] != nil) }
      }
      #expect(statuses.first == 303 && statuses.contains(429))
      #expect(try await kept(campus) == statuses.count { $0 == 303 })
    }
  }

  @Test func `an institution takes so many suggestions an hour, whoever sends them`() async throws {
    let campus = try await Campus.open()
    for number in 0...Office.suggestionsPerHour {
      let receipt = try await campus.office.receive(
        Suggestions.New(title: "N \(number)", purpose: "p", audience: ""), form: "\(number)",
        at: campus.id)
      if case .tooMany = receipt {
        #expect(number == Office.suggestionsPerHour)
      } else {
        #expect(number < Office.suggestionsPerHour)
      }
    }
  }

  @Test func `who suggested is forgotten after a year`() async throws {
    let campus = try await Campus.open()
    for number in 0..<2 {
      _ = try await campus.office.receive(
        Suggestions.New(
          title: "N \(number)", purpose: "p", audience: "", contactName: "Ada",
          contactEmail: "ada@example.edu"), form: "\(number)", at: campus.id)
    }
    try await campus.owner(
      "update suggestion set received_at = received_at - interval '366 days' where title = 'N 0'")
    #expect(try await campus.office.forget() == 1)
    let left = try await campus.database.read(as: Scopes.institution(campus.id)) {
      try Suggestions.page(state: nil, after: nil, limit: 9, of: campus.id, in: $0)
    }
    #expect(left.map(\.text.contactName) == [nil, "Ada"])
  }
}
