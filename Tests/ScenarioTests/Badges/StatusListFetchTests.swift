import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LinkedData
import Logging
import Office
import OpenBadges
import Storage
import TestSupport
import Testing
import Web

/// Status lists as verifiers and caches fetch them.
@Suite(.database(.conferral)) struct StatusListFetchTests {
  private struct Fetched {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]
  }

  private func fetch(
    _ campus: Campus, _ path: String, ifNoneMatch tag: String? = nil
  ) async throws -> Fetched {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
    var headers = HTTPFields()
    headers[.ifNoneMatch] = tag
    return try await application.test(.router) { [headers] client in
      try await client.execute(uri: path, method: .get, headers: headers) { response in
        Fetched(
          status: response.status.code, headers: response.headers,
          body: Array(response.body.readableBytesView))
      }
    }
  }

  @Test(arguments: ["", "/suspension"])
  func `a list that did not change is not sent again`(_ suffix: String) async throws {
    let campus = try await Campus.withAward()
    let path = "/status/\(try #require(try await campus.badges().first).list)\(suffix)"
    let first = try await fetch(campus, path)
    #expect(first.status == 200)
    #expect(first.headers[.cacheControl] == "public, max-age=300")
    let document = try JSONValue(parsing: first.body)
    #expect(document["id"]?.string == campus.institution.site + path)
    #expect(
      document["credentialSubject"]?["statusPurpose"]?.string
        == (suffix.isEmpty ? "revocation" : "suspension"))
    let tag = try #require(first.headers[.eTag])
    let again = try await fetch(campus, path, ifNoneMatch: "\"other\", \(tag)")
    #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
    let registrar = try await campus.person(.registrar, learner: nil)
    let award = try await campus.presentAward()
    _ = try await campus.office.acting(as: registrar) {
      try $0.suspend(award, true, reason: "A complaint.")
    }
    let changed = try await fetch(campus, path, ifNoneMatch: tag)
    #expect(changed.status == (suffix.isEmpty ? 304 : 200))
    #expect(!String(decoding: first.body + changed.body, as: UTF8.self).contains("&"))
  }

  @Test(arguments: ["/status/2/suspension", "/status/-1/suspension", "/status/x/suspension"])
  func `a list that no badge uses is not there`(_ path: String) async throws {
    #expect(try await fetch(Campus.withAward(), path).status == 404)
  }
}
