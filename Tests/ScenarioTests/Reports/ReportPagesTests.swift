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

/// The pages of reports, as staff see them.
@Suite(.database(.conferral)) struct ReportPagesTests {
  private func application(_ campus: Campus) -> some ApplicationProtocol {
    buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
  }

  private func get(
    _ path: String, _ campus: Campus, _ headers: HTTPFields
  ) async throws -> Gallery.Answer {
    try await Gallery.send(
      .get, path, headers, to: application(campus))
  }

  /// The cookie of somebody in a role.
  private func cookie(_ role: Role?, _ campus: Campus) async throws -> HTTPFields {
    let (institution, secret) = (campus.id, UUID().text)
    try await campus.database.write(as: Scopes.institution(institution)) { transaction in
      let person = try People.add(
        subject: "test \(secret)", name: "Somebody", email: nil, of: institution, in: transaction)
      if let role {
        _ = try People.grant(
          role.rawValue, unit: nil, to: person, origin: "here", reason: "A test.",
          of: institution, by: "test", in: transaction)
      }
      try Sessions.open(
        sha256: Secret.hash(secret), person: person, lasting: 600, idToken: nil,
        providerSession: nil, of: institution, in: transaction)
    }
    return [.cookie: "\(WebSession.name(at: campus.institution))=\(secret)"]
  }

  @Test func `a registrar reads the figures and follows a number to its rows`() async throws {
    let campus = try await Campus.reported()
    let cookie = try await cookie(.registrar, campus)
    let page = try await get("/reports?by=term", campus, cookie)
    #expect(page.status == 200)
    #expect(page.text.contains("The figures tie to the ledger at position 3"))
    #expect(page.text.contains("Fall 2026"))
    for figure in Reports.Figure.allCases { #expect(page.text.contains(figure.definition)) }
    let link = try #require(
      page.text.matches(of: /href="([^"]*figure=awarded[^"]*)">3</).first?.output.1)
    let path = String(link).replacing("&amp;", with: "&")
    let rows = try await get(path, campus, cookie)
    #expect(rows.status == 200)
    #expect(rows.text.matches(of: /<th scope="row">/).count == 3)
    #expect(rows.text.contains("Ada Lovelace") && rows.text.contains("=Emmy Noether"))
    #expect(page.text.matches(of: /<a [^>]*>[0-9]+</).count == 18, "only counts lead to rows")
  }

  @Test func `whoever holds no fitting role is told so, and nobody is led to the sign-in`()
    async throws
  {
    let campus = try await Campus.reported()
    for path in ["/reports", "/reports/rows?figure=awarded"] {
      #expect(try await get(path, campus, try await cookie(.instructor, campus)).status == 403)
      #expect(try await get(path, campus, try await cookie(nil, campus)).status == 403)
      let nobody = try await get(path, campus, [:])
      #expect(nobody.status == 303)
      #expect(nobody.headers[.location] == "/sign-in?return=/reports")
    }
    let account = try await get("/account", campus, try await cookie(.auditor, campus))
    #expect(account.text.contains("href=\"/reports\""))
    let other = try await get("/account", campus, try await cookie(.instructor, campus))
    #expect(!other.text.contains("href=\"/reports\""))
  }

  @Test func `an address that makes no sense is refused`() async throws {
    let campus = try await Campus.reported()
    let cookie = try await cookie(.registrar, campus)
    for (path, status) in [
      ("/reports?by=colour", 422), ("/reports?asOf=never", 422), ("/reports?term=%00", 422),
      ("/reports?unit=%3Cscript%3E", 422), ("/reports/rows", 404),
      ("/reports/rows?figure=awarded&after=x", 400), ("/reports?term=&program=&asOf=", 200),
    ] {
      let answer = try await get(path, campus, cookie)
      #expect(answer.status == status, "\(path)")
      #expect(!answer.text.contains("<script"))
    }
  }

  @Test(.enabled(if: Chromium.isWanted))
  func `everybody can use the pages, with any window, sight and input`() async throws {
    let campus = try await Campus.reported()
    let cookie = try await cookie(.registrar, campus)
    let views = try await application(campus).test(.live) { client in
      var views: [Chromium.View] = []
      for path in ["/reports?by=program", "/reports/rows?figure=enrolled&term=2026FA"] {
        views += try await Chromium.look(
          at: "http://127.0.0.1:\(try #require(client.port))\(path)", cookie: cookie[.cookie])
      }
      return views
    }
    for view in views {
      #expect(view.status == 200)
      #expect(view.findings == [], "\(view.url) \(view.way)")
    }
  }
}
