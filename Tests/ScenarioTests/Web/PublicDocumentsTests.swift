import Foundation
import Hummingbird
import HummingbirdTesting
import LinkedData
import Logging
import Microcredentials
import NIOCore
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing
import Web

/// What the world fetches over HTTP.
@Suite(.database(.conferral)) struct PublicDocumentsTests {
  private func awarded() async throws -> Campus {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace", "2,Grace Hopper")
    try await campus.enrollments("1,nonprofit,2026-08-24", "2,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    return campus
  }

  private func fetch(
    _ campus: Campus, _ path: String
  ) async throws -> (status: Int, type: String, body: [UInt8]) {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
    return try await application.test(.router) { client in
      try await client.execute(uri: path, method: .get) { response in
        (
          response.status.code, response.headers[.contentType] ?? "",
          Array(response.body.readableBytesView)
        )
      }
    }
  }

  private func path(_ badge: PublishedBadge) -> String { "/credentials/\(badge.id.text)" }

  @Test func `a badge is served byte for byte as it was signed, and at its own address`()
    async throws
  {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    let answer = try await fetch(campus, path(badge))
    #expect(answer.status == 200)
    #expect(answer.type == "application/vc")
    #expect(answer.body == badge.document)
    let document = try JSONValue(parsing: answer.body)
    #expect(document["id"]?.string == campus.institution.site + path(badge))
    let status = try #require(
      document["credentialStatus"]?["statusListCredential"]?.string
        ?? document["credentialStatus"]?.elements.first?["statusListCredential"]?.string)
    #expect(status.hasPrefix(campus.institution.site))
    let list = try await fetch(campus, String(status.dropFirst(campus.institution.site.count)))
    #expect(list.status == 200)
  }

  @Test func `a revoked badge still answers`() async throws {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    try await campus.revoke("1", "nonprofit", barring: true)
    let answer = try await fetch(campus, path(badge))
    #expect(answer.status == 200)
    #expect(answer.body == badge.document)
  }

  @Test func `badges verify with the published keys, also after a new key follows`()
    async throws
  {
    let campus = try await awarded()
    _ = try await campus.office.createKey(for: campus.id, by: "test")
    try await campus.results("2,course,NPM 301,2026-09-01,A", "2,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let did = try JSONValue(parsing: try await fetch(campus, "/.well-known/did.json").body)
    let keys = (did["verificationMethod"]?.elements ?? []).compactMap { method in
      VerificationMethod(
        id: method["id"]?.string ?? "", controller: method["controller"]?.string ?? "",
        publicKeyMultibase: method["publicKeyMultibase"]?.string ?? "")
    }
    #expect(keys.count == 2)
    let badges = try await campus.badges()
    #expect(badges.count == 2)
    for badge in badges {
      let verification = verify(
        document: badge.document, publicKeys: keys, at: Int64(Date().timeIntervalSince1970) + 5)
      #expect(verification.failures == [])
    }
  }

  @Test(arguments: [
    "/credentials/not-an-id", "/credentials/00000000-0000-4000-8000-000000000000",
    "/status/99999999999999999999", "/status/-1", "/status/1000", "/nowhere",
    "/programs/none/versions/1/criteria", "/programs/%ff/versions/%00",
  ])
  func `what is not there is a problem that says no more`(_ path: String) async throws {
    let campus = try await awarded()
    let answer = try await fetch(campus, path)
    #expect(answer.status == 404)
    #expect(answer.type.contains("json"), "\(answer.type)")
    #expect(!String(decoding: answer.body, as: UTF8.self).contains("Ada"))
  }

  @Test func `the addresses that a badge names lead somewhere`() async throws {
    let campus = try await awarded()
    let badge = try #require(try await campus.badges().first)
    let document = try JSONValue(parsing: badge.document)
    let achievement = try #require(document["credentialSubject"]?["achievement"])
    for address in [achievement["id"]?.string, achievement["criteria"]?["id"]?.string] {
      let address = try #require(address)
      #expect(address.hasPrefix(campus.institution.site))
      let answer = try await fetch(
        campus, String(address.dropFirst(campus.institution.site.count)))
      #expect(answer.status == 200, "\(address)")
    }
  }
}
