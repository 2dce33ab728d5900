import Foundation
import HTTPTypes
import Office
import Storage
import TestSupport
import Postgres
import Testing

@testable import Web

/// Forms that anybody may send, sent by those who should not.
@Suite(.database(.conferral)) struct PublicFormAttackTests {
  private let form = "application/x-www-form-urlencoded"

  @Test(arguments: ["cross-site", "same-site", "none"])
  func `a form that another site sends is refused, and does nothing`(from: String) async throws {
    let campus = try await Campus.withAward()
    let secret = try await campus.claimLink()
    let fetch = try #require(HTTPField.Name("Sec-Fetch-Site"))
    try await campus.owner("update outbox set created_at = created_at - interval '1 hour'")
    let before = try await campus.messages()
    try await ClaimVisitor.visit(campus) { web in
      for (path, body) in [
        ("/claims/\(secret)", "answer=accept"), ("/claim-link", "email=ada@example.edu"),
        ("/claimed/wallet", ""), ("/suggestions", "title=x"),
      ] {
        let headers: HTTPFields = [
          .contentType: form, fetch: from, .origin: "https://evil.example",
        ]
        let answer = try await web.send(.post, path, body, headers)
        #expect(answer.status == 403 && answer.cookie == nil, "\(path): \(answer.text)")
      }
      let own = try await web.send(
        .post, "/claims/\(secret)", "answer=accept",
        [.contentType: form, fetch: "same-origin", .origin: "null"])
      #expect(own.status == 303)
    }
    #expect(try await campus.messages() == before)
  }

  @Test func `nobody is flooded with mail: three links to a badge are sent in a day`() async throws
  {
    let campus = try await Campus.withAward()
    try await campus.owner("update outbox set created_at = created_at - interval '1 hour'")
    for _ in 0..<6 {
      try await campus.office.askForLink(
        secret: nil, email: "ada@example.edu", at: campus.institution)
      try await campus.owner("update outbox set created_at = created_at - interval '11 minutes'")
    }
    #expect(try await campus.messages().count { $0.hasPrefix("mail: link") } == 3)
    try await campus.owner("update outbox set created_at = created_at - interval '1 day'")
    try await campus.office.askForLink(
      secret: nil, email: "ada@example.edu", at: campus.institution)
    #expect(try await campus.messages().count { $0.hasPrefix("mail: link") } == 4)
  }

  @Test func `the time of the answer does not tell whose address is known`() async throws {
    let campus = try await Campus.withAward()
    try await campus.owner("update outbox set created_at = created_at - interval '1 hour'")
    try await ClaimVisitor.visit(campus) { web in
      for email in ["ada@example.edu", "nobody@example.edu"] {
        let start = ContinuousClock.now
        _ = try await web.post("/claim-link", ["email": email])
        #expect(ContinuousClock.now - start >= .milliseconds(300))
      }
    }
  }

  @Test func `addresses of one network of IPv6 count as one`() throws {
    func client(_ address: String) -> String { TrustedProxies().client(of: address, [:]) }
    #expect(client("2001:db8:1:2::3") == client("2001:db8:1:2:ffff::4"))
    #expect(client("2001:db8:1:2::3") != client("2001:db8:1:3::3"))
    #expect(client("::ffff:192.0.2.1") == client("192.0.2.1"))
    #expect(client("192.0.2.1") != client("192.0.2.2"))
    #expect(client("fe80::1%eth0") == client("fe80::2%eth0"))
  }

  @Test func `so much costly work at once and no more, and then again`() async throws {
    let gate = AtOnce(most: 2)
    let answer = try await gate.run {
      try await gate.run {
        await #expect(throws: Problem.self) { try await gate.run { 1 } }
        return 2
      }
    }
    #expect(answer == 2)
    struct Failed: Error {}
    for _ in 0..<3 {
      await #expect(throws: Failed.self) { try await gate.run { () -> Int in throw Failed() } }
    }
    #expect(try await gate.run { 3 } == 3)
  }
}
