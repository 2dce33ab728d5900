import Foundation
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// People sign in at the institution's identity provider.
@Suite(.database(.conferral), .enabled(if: LoopbackProvider.isExpected))
struct SignInTests {
  private let registrar = LoopbackProvider.Person(
    "rita", name: "Rita Registrar", email: "rita@example.edu", groups: ["registrars"])
  private let ada = LoopbackProvider.Person(
    "ada", name: "Ada Lovelace", email: "ada@example.edu", studentNumber: "1")

  @Test func `a group at the provider is a role here, and changes need the page's token`()
    async throws
  {
    let registrar = registrar
    try await SignInCampus.serve { campus in
      try await campus.provider.add(registrar)
      let browser = try await campus.signIn(registrar)
      let page = try await campus.account(browser)
      #expect(page.contains("Rita Registrar"))
      #expect(page.contains("<li>registrar</li>"))
      let list = try await browser.open(campus.site + "/api/v1/enrollments")
      #expect(list.status == 200)
      let forged = try await browser.submit(
        ["reason": "x"], to: campus.site + "/api/v1/enrollments")
      #expect(forged.status == 403)
      #expect(forged.body.contains("problem:forged"))
    }
  }

  @Test func `a learner sees her own records alone`() async throws {
    let ada = ada
    try await SignInCampus.serve { campus in
      try await campus.provider.add(ada)
      let browser = try await campus.signIn(ada)
      let list = try await browser.open(campus.site + "/api/v1/enrollments")
      let json = try JSONValue(parsing: Array(list.body.utf8))
      let own = try await campus.campus.learnerID("1")
      #expect(json["items"]?.elements.compactMap { $0["learner"]?.string } == [own.text])
      #expect(try await browser.open(campus.site + "/api/v1/journal").status == 403)
    }
  }

  @Test func `a role goes with the group, and one that was granted here stays`() async throws {
    let registrar = registrar
    try await SignInCampus.serve { campus in
      try await campus.provider.add(registrar)
      _ = try await campus.signIn(registrar)
      let office = campus.campus.office
      let id = campus.campus.id
      try await office.database.write(as: Scopes.institution(id)) { transaction in
        let people = try People.page(after: nil, limit: 10, of: id, in: transaction)
        _ = try People.grant(
          "auditor", unit: nil, to: people[0].id, origin: "here", reason: "x", of: id, by: "test",
          in: transaction)
      }
      try await campus.provider.add(
        LoopbackProvider.Person("rita", name: "Rita R.", email: "r@example.edu", groups: []))
      let browser = try await campus.signIn(registrar)
      let page = try await campus.account(browser)
      #expect(page.contains("Rita R."))
      #expect(page.contains("<li>auditor</li>"))
      #expect(!page.contains("<li>registrar</li>"))
    }
  }

  @Test func `a callback signs in once, and only the browser it was begun in`() async throws {
    let registrar = registrar
    try await SignInCampus.serve { campus in
      try await campus.provider.add(registrar)
      let browser = Browser()
      let callback = try #require(
        try await browser.signIn(
          registrar, at: campus.site + "/sign-in", until: campus.site + "/sign-in/callback"))
      let stranger = try await Browser().open(callback)
      #expect(stranger.status == 400)
      #expect(stranger.body.contains("sign-in-unknown"))
      #expect(try await browser.open(callback).status == 303)
      #expect(try await browser.open(callback).status == 400)
      let invented = campus.site + "/sign-in/callback?code=x&state=y"
      #expect(try await browser.open(invented).status == 400)
    }
  }

  @Test func `a sign-in leads back into this site and nowhere else`() async throws {
    let registrar = registrar
    try await SignInCampus.serve { campus in
      try await campus.provider.add(registrar)
      for (wanted, found) in [
        ("/programs", "/programs"), ("//evil.example", "/account"),
        ("https://evil.example", "/account"), ("/%5Cevil.example", "/account"),
      ] {
        let browser = Browser()
        let callback = try #require(
          try await browser.signIn(
            registrar, at: campus.site + "/sign-in?return=" + wanted,
            until: campus.site + "/sign-in/callback"))
        #expect(try await browser.open(callback).location == campus.site + found)
      }
    }
  }

  @Test func `a sign-out ends the session at once, here and at the provider`() async throws {
    let registrar = registrar
    try await SignInCampus.serve { campus in
      try await campus.provider.add(registrar)
      let browser = try await campus.signIn(registrar)
      #expect(try await browser.open(campus.site + "/api/v1/enrollments").status == 200)
      let page = try await campus.account(browser)
      let token = try #require(
        page.firstMatch(of: /name="token" value="([^"]+)"/).map { String($0.output.1) })
      let forged = try await browser.submit(["token": "x"], to: campus.site + "/sign-out")
      #expect(forged.status == 403)
      let out = try await browser.submit(["token": token], to: campus.site + "/sign-out")
      #expect(out.status == 303)
      #expect(out.location?.hasPrefix(campus.provider.issuer) == true)
      #expect(try await browser.open(campus.site + "/api/v1/enrollments").status == 401)
    }
  }
}
