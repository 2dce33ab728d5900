import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// One address for people and programs (RFC 9110, section 12).
@Suite(.database(.conferral)) struct NegotiationTests {
  private static let firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

  @Test(
    arguments: [
      (nil, "application/vc"), ("", "application/vc"), ("*/*", "application/vc"),
      (firefox, "text/html; charset=utf-8"), ("text/html", "text/html; charset=utf-8"),
      ("application/json", "application/json"), ("application/ld+json", "application/ld+json"),
      ("APPLICATION/VC", "application/vc"), ("application/*", "application/vc"),
      ("application/json, application/ld+json", "application/json"),
      ("application/json;q=0.5, application/ld+json", "application/ld+json"),
      ("application/vc, text/html", "application/vc"),
      ("text/html;q=0.2, application/json;q=0.3", "application/json"),
      ("application/vc;q=0, */*", "application/ld+json"),
      ("text/*, */*;q=0.1", "text/html; charset=utf-8"),
      (
        "application/ld+json; profile=\"https://www.w3.org/ns/json-ld#compacted, x\"",
        "application/ld+json"
      ),
      ("text/html;q=2, application/json;q=0.1", "application/json"), ("nonsense", "application/vc"),
    ] as [(String?, String)])
  func `the client is given what it likes best`(_ accept: String?, _ type: String) async throws {
    let gallery = try await Gallery.open()
    let answer = try await gallery.get(gallery.path, accept: accept)
    #expect(answer.status == 200)
    #expect(answer.headers[.contentType] == type)
    #expect(answer.headers[.vary]?.hasPrefix("Accept") == true)
  }

  @Test func `a badge is also there as a token, by the algorithm asked for`() async throws {
    let gallery = try await Gallery.open()
    for algorithm in [KeyAlgorithm.rs256, .es256] {
      _ = try await gallery.campus.office.createKey(
        algorithm, for: gallery.campus.id, by: "test")
    }
    for (path, accept) in [
      (gallery.path, "application/vc+jwt"), (gallery.path, "text/plain"),
      (gallery.path + "?alg=ES256", "application/vc+jwt"), (gallery.path + ".jwt", "*/*"),
    ] {
      let answer = try await gallery.get(path, accept: accept)
      #expect(answer.status == 200, "\(path) \(answer.text)")
      #expect(answer.text.split(separator: ".").count == 3)
    }
    let unknown = try await gallery.get(gallery.path + "?alg=none", accept: "text/plain")
    #expect(unknown.status == 400)
  }

  @Test func `what nobody can give is not acceptable, and the answer says what is`() async throws {
    let gallery = try await Gallery.open()
    for accept in ["image/avif", "application/vc;q=0, text/html;q=0, application/xml"] {
      let answer = try await gallery.get(gallery.path, accept: accept)
      #expect(answer.status == 406)
      #expect(answer.text.contains("application/vc"))
      #expect(answer.headers[.vary] == "Accept")
    }
  }

  @Test func `a badge has a tag, and is not sent again to who has it`() async throws {
    let gallery = try await Gallery.open()
    for (path, accept) in [
      (gallery.path, nil), (gallery.path, "text/html"), (gallery.path + ".json", nil),
    ] as [(String, String?)] {
      let first = try await gallery.get(path, accept: accept)
      let tag = try #require(first.headers[.eTag])
      let again = try await gallery.get(path, accept: accept, [.ifNoneMatch: tag])
      #expect(again.status == 304)
      #expect(again.text.isEmpty)
      #expect(again.headers[.eTag] == tag)
      #expect(first.headers[.vary]?.hasPrefix(again.headers[.vary] ?? "") == true)
      let other = try await gallery.get(path, accept: accept, [.ifNoneMatch: "\"x\""])
      #expect(other.text == first.text)
      let head = try await gallery.send(.head, path, accept: accept)
      #expect(head.status == 200)
      #expect(head.text.isEmpty)
      #expect(head.headers[.eTag] == tag)
    }
  }

  @Test func `verifiers in browsers may fetch every public document`() async throws {
    let gallery = try await Gallery.open()
    let document = try await gallery.get(gallery.path + ".json", accept: "*/*")
    #expect(document.headers[.contentDisposition]?.hasPrefix("attachment") == true)
    let list = try #require(
      try JSONValue(parsing: Array(document.text.utf8))["credentialStatus"]?.elements.first?[
        "statusListCredential"]?.string)
    let listPath = String(list.dropFirst(gallery.campus.institution.site.count))
    for path in [gallery.path, gallery.path + ".json", listPath, "/.well-known/did.json"] {
      let answer = try await gallery.get(path, accept: "*/*")
      #expect(answer.status == 200, "\(path)")
      #expect(answer.headers[.accessControlAllowOrigin] == "*", "\(path)")
    }
  }

  @Test func `an unknown badge is a page for people and a problem for programs`() async throws {
    let gallery = try await Gallery.open()
    for id in ["not-an-id", "00000000-0000-4000-8000-000000000000"] {
      let page = try await gallery.get("/credentials/\(id)", accept: Self.firefox)
      #expect(page.status == 404)
      #expect(page.text.contains("There is no badge here"))
      let problem = try await gallery.get("/credentials/\(id)", accept: nil)
      #expect(problem.status == 404)
      #expect(problem.headers[.contentType] == "application/problem+json")
    }
  }

  @Test func `a site that embeds badges is told how, within its bounds`() async throws {
    let gallery = try await Gallery.open()
    let address = URLText.escaped(gallery.campus.institution.site + gallery.path)
    let path = "/oembed?url=\(address)"
    #expect(try await gallery.get(path).status == 401)
    try await gallery.publish(.page)
    let answer = try await gallery.get(path + "&format=json&maxwidth=300")
    #expect(answer.status == 200)
    let json = try JSONValue(parsing: Array(answer.text.utf8))
    #expect(json["type"]?.string == "rich")
    #expect(json["width"] == 300)
    #expect(json["html"]?.string?.contains("<iframe src=") == true)
    for (query, status) in [
      ("?url=\(address)&format=xml", 501), ("", 400), ("?url=https%3A%2F%2Felsewhere.example", 404),
      ("?url=\(address)x", 404),
    ] { #expect(try await gallery.get("/oembed" + query).status == status, "\(query)") }
    let frame = try await gallery.get(gallery.path + "/embed")
    #expect(frame.headers[.contentSecurityPolicy]?.contains("frame-ancestors *") == true)
    let page = try await gallery.get(gallery.path)
    #expect(page.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
  }
}
