import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Credentials that are forged, stolen, over, or in the wrong place.
@Suite(.database(.conferral)) struct CredentialAttackTests {
  @Test func `no header but a living token of this institution lets a system in`() async throws {
    let campus = try await Campus.open()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.operator)
      let foreign = try await api.token(.operator, at: other)
      let old = try await api.token(.operator)
      try await campus.owner(
        """
        update access_token set created_at = '2000-01-01', expires_at = '2000-01-02'
         where token_sha256 = sha256(convert_to(\(old), 'UTF8'))
        """)
      let basic = Data("\(token):".utf8).base64EncodedString()
      let headers = [
        "Bearer \(token)x", "Bearer \(token.dropLast())", "Bearer mcd_", "Bearer ", "Bearer",
        "Bearer \(foreign)", "Bearer \(old)", "Basic \(basic)", "Token \(token)", token,
        "Bearer \(token.uppercased())", "Bearer \(token) \(token)", "Bearer \(token), Bearer x",
        "Bearer mcd_' or 1=1 --", "Bearer mcd_" + String(repeating: "a", count: 5_000),
        // A token of JSON Web Signature without one.
        "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoib3BlcmF0b3IifQ.",
      ]
      for header in headers {
        let answer = try await api.send(.get, "/me", nil, as: nil, [.authorization: header])
        #expect(answer.status == 401, "\(header.prefix(60))")
        #expect(answer.headers[.wwwAuthenticate] != nil)
        #expect(!answer.text.contains(token))
      }
      for query in ["access_token=\(token)", "token=\(token)"] {
        #expect(try await api.get("/me?\(query)", as: nil).status == 401)
      }
      #expect(try await api.get("/me", as: token).status == 200)
    }
  }

  @Test func `a session is nothing without its cookie, and over with the sign-out`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let visitor = try await api.person(.operator)
      let cookie = try #require(visitor.headers[.cookie])
      let forged = [
        cookie + "x", String(cookie.dropLast()), "__Host-conferral=",
        "__Host-conferral=' or 1=1 --",
        cookie.replacing("__Host-", with: ""), cookie.replacing("__Host-", with: "__host-"),
        "__Host-conferral=\(String(repeating: "a", count: 4_000))", "x=\"; \(cookie.dropFirst())",
      ]
      for cookie in forged {
        let answer = try await api.send(.get, "/me", nil, as: nil, [.cookie: cookie])
        #expect(answer.status == 401, "\(cookie.prefix(60))")
      }
      #expect(try await api.get("/me", by: visitor).status == 200)
      // Two cookies of the name, as a page of a neighbouring host would plant one: the first counts.
      let planted = try await api.send(
        .get, "/me", nil, as: nil, [.cookie: "__Host-conferral=planted; \(cookie)"])
      #expect(planted.status == 401)
      try await campus.owner("update web_session set expires_at = began_at")
      try await Task.sleep(for: .milliseconds(1_100))
      #expect(try await api.get("/me", by: visitor).status == 401)
    }
  }

  @Test func `a change with a cookie alone is refused, whatever the page that sent it`()
    async throws
  {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let (visitor, other) = (try await api.person(.operator), try await api.person(.operator))
      let cookie = try #require(visitor.headers[.cookie])
      let own = try #require(visitor.headers[.csrfToken])
      let site = HTTPField.Name("Sec-Fetch-Site")!
      let attacks: [HTTPFields] = [
        [.cookie: cookie], [.cookie: cookie, .csrfToken: ""],
        [.cookie: cookie, .csrfToken: try #require(other.headers[.csrfToken])],
        [.cookie: cookie, .csrfToken: own + "A"],
        [.cookie: cookie, .csrfToken: own, site: "cross-site"],
        [.cookie: cookie, .csrfToken: own, site: "same-site"],
        [.cookie: cookie, .csrfToken: own, site: "none"],
      ]
      let person: JSONValue = ["subject": "evil", "name": "Evil"]
      for headers in attacks {
        let answer = try await api.send(.post, "/people", person, as: nil, headers)
        #expect(answer.problem == "forged", "\(headers)")
      }
      #expect(try await campus.count("select count(*) from person where name = 'Evil'") == 0)
      let honest = try await api.send(
        .post, "/people", person, as: nil,
        [.cookie: cookie, .csrfToken: own, site: "same-origin"])
      #expect(honest.status == 201)
    }
  }

  @Test func `an answer that is kept for one caller is never told to another`() async throws {
    let campus = try await Campus.open()
    let other = try await campus.neighbourBeyondLoopback("auckland")
    try await APIClient.serve(campus) { api in
      let key: HTTPFields = [.idempotencyKey: "the-same-key"]
      let order: JSONValue = [
        "name": "Student system", "role": "machine client", "expires": "2027-06-30",
        "reason": "Grades.",
      ]
      let (one, two) = (try await api.token(.operator), try await api.token(.operator))
      let first = try await api.post("/tokens", order, as: one, key)
      let second = try await api.post("/tokens", order, as: two, key)
      #expect(first.status == 201 && second.status == 201)
      #expect(second.headers[.replayed] == nil)
      #expect(first["id"] != second["id"])
      #expect(try await api.post("/tokens", order, as: api.token(.auditor), key).status == 403)
      let foreign = try await api.token(.operator, at: other)
      #expect(try await api.post("/tokens", order, as: foreign, key).status == 401)
      let again = try await api.post("/tokens", order, as: one, key)
      #expect(again.headers[.replayed] == "true")
      #expect(again["secret"] == nil)
    }
  }
}
