import Foundation
import Hummingbird
import HummingbirdTesting
import LinkedData
import NIOCore
import Office
import OpenBadges
import Storage
import TestSupport
import Testing
import Web

/// The page on which anybody verifies a badge.
@Suite(.database(.conferral)) struct VerifyPageTests {
  private struct Answer {
    let status: Int
    let text: String
    let policy: String
  }

  private func awarded() async throws -> (Campus, PublishedBadge) {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people("1,Ada Lovelace")
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    return (campus, try #require(try await campus.badges().first))
  }

  private func send(
    _ campus: Campus, _ body: [UInt8], accept: String = "text/html",
    type: String = "multipart/form-data; boundary=xYz", times: Int = 1
  ) async throws -> Answer {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0), logger: .quiet
    ) { [] }
    return try await application.test(.router) { client in
      var answer: Answer?
      for _ in 0..<times {
        answer = try await client.execute(
          uri: "/verify", method: .post, headers: [.contentType: type, .accept: accept],
          body: ByteBuffer(bytes: body)
        ) { response in
          Answer(
            status: response.status.code, text: String(buffer: response.body),
            policy: response.headers[.contentSecurityPolicy] ?? "")
        }
      }
      return try #require(answer)
    }
  }

  private func form(_ fields: (String, [UInt8])...) -> [UInt8] {
    fields.flatMap { name, bytes in
      [UInt8]("--xYz\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n".utf8) + bytes
        + [0x0D, 0x0A]
    } + [UInt8]("--xYz--\r\n".utf8)
  }

  @Test func `an own badge is valid, as a file, as text and within pictures`() async throws {
    let (campus, badge) = try await awarded()
    #expect(try await campus.office.verifyOwn(badge.id, at: campus.institution)?.isValid == true)
    #expect(try await campus.office.verifyOwn(UUID(), at: campus.institution) == nil)
    for field in ["file", "text"] {
      let answer = try await send(campus, form((field, badge.document)))
      #expect(answer.status == 200 && answer.text.contains("This badge is valid."))
      #expect(answer.policy.contains("default-src 'none'"))
    }
    let svg = try Baking.svg(
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>", credential: .json(badge.document))
    let answer = try await send(
      campus, form(("file", [UInt8](svg.utf8))), accept: "application/json")
    let report = try JSONValue(parsing: [UInt8](answer.text.utf8))
    #expect(report["valid"] == true && (report["checks"]?.elements.count ?? 0) > 15)
  }

  @Test func `an own badge is fetched without a way over the network`() async throws {
    let (campus, badge) = try await awarded()
    let url = "\(campus.institution.site)/credentials/\(badge.id.uuidString.lowercased())"
    let answer = try await send(campus, form(("url", [UInt8](url.utf8))))
    #expect(answer.text.contains("This badge is valid."))
  }

  @Test func `a revoked and an altered badge are not valid, and the page says why`() async throws {
    let (campus, badge) = try await awarded()
    let altered = String(decoding: badge.document, as: UTF8.self)
      .replacing("\"name\":", with: "\"name\":\"<script>alert(1)</script>\",\"x\":")
    let first = try await send(campus, form(("text", [UInt8](altered.utf8))))
    #expect(first.text.contains("This badge is not valid."))
    #expect(!first.text.contains("<script>"))
    try await campus.revoke("1", "nonprofit", barring: true)
    let second = try await send(campus, form(("file", badge.document)))
    #expect(second.text.contains("This badge is not valid."))
    #expect(second.text.contains("It has been revoked."))
  }

  @Test(arguments: [
    "http://127.0.0.1:80/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/",
    "https://169.254.169.254/latest", "https://10.0.0.1/", "file:///etc/passwd", "ftp://a.example",
    "https://badges.example.edu:8443/", "javascript:alert(1)", "https://user@example.org/",
  ])
  func `no address within the own network is asked`(_ url: String) async throws {
    let campus = try await Campus.open()
    let answer = try await send(campus, form(("url", [UInt8](url.utf8))))
    #expect(answer.status == 200 && answer.text.contains("This badge is not valid."))
    #expect(!answer.text.contains("root:"))
  }

  @Test func `hostile forms are refused in words`() async throws {
    let campus = try await Campus.open()
    #expect(try await send(campus, form()).status == 422)
    #expect(try await send(campus, form(("file", []))).status == 422)
    #expect(try await send(campus, form(), accept: "application/json").status == 400)
    let bodies: [(String, String)] = [
      ("", "multipart/form-data; boundary=xYz"), ("x", "multipart/form-data"),
      ("--xYz\r\n", "multipart/form-data; boundary=xYz"),
      (
        "--xYz\r\nContent-Disposition: form-data; name=file\r\n\r\nabc",
        "multipart/form-data; boundary=xYz"
      ),
      (String(repeating: "--xYz\r\n\r\n\r\n", count: 1_000), "multipart/form-data; boundary=xYz"),
    ]
    for (body, type) in bodies {
      #expect(try await send(campus, [UInt8](body.utf8), type: type).status == 400)
    }
    #expect(try await send(campus, [0x7B], type: "application/json").status == 415)
    let large = form(("file", [UInt8](repeating: 0x20, count: 5 << 20)))
    #expect(try await send(campus, large).status == 413)
    #expect(try await send(campus, form(("file", [0, 1, 2, 0xFF]))).status == 200)
  }

  @Test func `whoever asks very often waits`() async throws {
    let campus = try await Campus.open()
    #expect(try await send(campus, form(), times: 20).status == 429)
  }
}
