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

/// Texts and addresses that want to become part of a page, a header or another site.
@Suite(.database(.conferral)) struct PageAttackTests {
  private static let name = "</title><script>alert(1)</script>{{token}}\"'>&"

  private func page(
    _ api: APIClient, _ path: String, _ headers: HTTPFields = [:]
  ) async throws -> (status: Int, text: String, headers: HTTPFields) {
    try await api.client.execute(uri: path, method: .get, headers: headers, body: nil) {
      ($0.status.code, String(buffer: $0.body), $0.headers)
    }
  }

  private func check(_ text: String, _ headers: HTTPFields) {
    #expect(!text.contains("<script>"))
    #expect(text.contains("&lt;script&gt;"))
    #expect(text.contains("{{token}}"), "what looks like a template is text")
    let policy = headers[.contentSecurityPolicy] ?? ""
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
    #expect(headers[.xContentTypeOptions] == "nosniff")
  }

  @Test func `names of people and programs are text on every page`() async throws {
    let campus = try await Campus.open()
    let program = SampleProgram.badge().replacingOccurrences(
      of: "title: Program workshop", with: "title: |-\n  \(Self.name)"
    ).replacingOccurrences(of: "One workshop.", with: "'\(Self.name.replacing("'", with: "''"))'")
    try await campus.apply(program)
    try await APIClient.serve(campus) { api in
      let visitor = try await api.person(.auditor)
      try await campus.owner("update person set name = \(Self.name)")
      let account = try await page(api, "/account", visitor.headers)
      check(account.text, account.headers)
      for path in ["/", "/programs/workshop/versions/1", "/programs/workshop/versions/1/criteria"] {
        let shown = try await page(api, path)
        #expect(shown.status == 200, "\(path)")
        check(shown.text, shown.headers)
      }
    }
  }

  @Test func `nothing that somebody sends becomes a header of its own`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let token = try await api.token(.operator)
      let id = "x\u{20}y<script>"
      let answer = try await api.get("/me", as: token, [.requestID: id])
      #expect(answer.headers[.requestID] != id)
      for path in [
        "/sign-in?return=/%0d%0aSet-Cookie:a=b", "/programs/a%0d%0aX-Evil:%201/versions/1",
        "/%0d%0aX-Evil:%201", "/api/v1/me?x=%0d%0aX-Evil:%201",
      ] {
        let shown = try await page(api, path, [.authorization: "Bearer \(token)"])
        #expect(shown.headers[HTTPField.Name("X-Evil")!] == nil, "\(path)")
        #expect(shown.headers[.setCookie] == nil, "\(path)")
        #expect(shown.status < 500, "\(path)")
      }
      // A page address leads on within the list, whatever stands in the query beside it.
      for _ in 0..<2 {
        _ = try await api.post(
          "/people", ["subject": .string(UUID().text), "name": "\u{202E}evil"], as: token)
      }
      let list = try await api.get("/people?limit=1", as: token)
      #expect(list.headers[.link]?.hasPrefix("</api/v1/people?limit=1&after=") == true)
    }
  }

  @Test(arguments: [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example",
    "https://evil.example", "javascript:alert(1)", "/\tevil", "/\r\nSet-Cookie: a=b", "", "evil",
    "/\u{2028}", "/\u{0}", "data:text/html,x", " /x", "/%0d%0a\n",
    "/" + String(repeating: "a", count: 10_000),
  ])
  func `a way back that leaves the site is not taken`(_ address: String) {
    #expect(SignInPages.localPath(address) == "/account")
  }
}
