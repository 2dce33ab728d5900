import Foundation
import OpenIDConnect
import TestSupport
import Testing

struct SettingsTests {
  private func settings(
    issuer: String = "https://id.example/realm", client: String = "c", secret: String? = nil,
    redirect: String = "https://conferral.example/callback", scopes: [String] = ["openid"],
    skew: Int = 60, algorithms: Set<SigningAlgorithm> = [.es256], age: Int? = nil
  ) throws -> Provider {
    try Provider(
      issuer: issuer, clientID: client, clientSecret: secret.map(ClientSecret.init),
      redirectURI: redirect, scopes: scopes, clockSkew: skew, algorithms: algorithms,
      maximumAge: age)
  }

  @Test(
    arguments: [
      "https://id.example", "https://id.example/", "https://id.example:8443/a/b",
      "http://127.0.0.1:8080", "http://localhost/x", "http://[::1]:80",
    ])
  func `an issuer is https, or http on loopback`(issuer: String) throws {
    #expect(try settings(issuer: issuer).issuer == issuer)
  }

  @Test(
    arguments: [
      "", "id.example", "http://id.example", "http://127.0.0.1.evil.example", "ftp://id.example",
      "https://", "https://id.example?x=1", "https://id.example#x", "https://a@id.example",
      "https://id example", "https://id.example/\n", "https://id.example:99999",
      "http://localhost.evil.example", "//id.example", "https:id.example",
      "https://" + String(repeating: "a", count: 3_000),
    ])
  func `another issuer is refused`(issuer: String) {
    #expect(throws: SignInError.configurationInvalid(.issuer)) { try settings(issuer: issuer) }
  }

  @Test func `every other setting is checked too`() {
    func refused(_ setting: SignInError.Setting, _ body: () throws -> Provider) {
      #expect(throws: SignInError.configurationInvalid(setting)) { try body() }
    }
    refused(.clientID) { try settings(client: "") }
    refused(.clientID) { try settings(client: "two\nlines") }
    refused(.clientSecret) { try settings(secret: "") }
    refused(.redirectURI) { try settings(redirect: "http://conferral.example/callback") }
    refused(.redirectURI) { try settings(redirect: "/callback") }
    refused(.scopes) { try settings(scopes: ["email"]) }
    refused(.scopes) { try settings(scopes: ["openid", "a b"]) }
    refused(.clockSkew) { try settings(skew: -1) }
    refused(.clockSkew) { try settings(skew: .max) }
    refused(.algorithms) { try settings(algorithms: []) }
    refused(.maximumAge) { try settings(age: -1) }
  }

  @Test(
    arguments: [
      "code=a&code=b&state=s", "state=a&state=a", "code=%ZZ&state=s", "code=%ff&state=s",
      String(repeating: "a=b&", count: 3_000),
    ])
  func `a callback that says something twice or cannot be read is refused`(query: String) {
    #expect(throws: SignInError.callbackInvalid) { try Callback(query: query) }
  }

  @Test func `random bytes are never a logout token, and nothing breaks`() async throws {
    let attempt = try Attempt()
    try await attempt.publish()
    var random = Seeded(7)
    let alphabet = Array("ab.{}\"[]:,-_=%&e0IJy\u{0}\u{e9}")
    try await withParty(try Attempt.settings(attempt.rogue.issuer)) { party in
      for _ in 0..<2_000 {
        let length = Int.random(in: 0..<80, using: &random)
        let text = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "." })
        _ = try? Callback(query: text)
        await #expect(throws: SignInError.self) { try await party.logoutNotice(from: text) }
      }
    }
  }

  @Test func `a token with one character changed is refused`() async throws {
    let attempt = try Attempt()
    try await attempt.publish()
    var random = Seeded(8)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    var token = Array(try await Forge.token(attempt.header, attempt.claims, attempt.sign))
    try await withParty(try Attempt.settings(attempt.rogue.issuer)) { party in
      for _ in 0..<500 {
        let place = Int.random(in: 0..<token.count, using: &random)
        let before = token[place]
        token[place] = letters.filter { $0 != before }.randomElement(using: &random) ?? "."
        do {
          _ = try await party.logoutNotice(from: String(token))
          Issue.record("a changed token was accepted")
        } catch let error as SignInError {
          #expect(error != .logoutTokenInvalid(.events), "the signature was believed")
        }
        token[place] = before
      }
    }
  }
}
