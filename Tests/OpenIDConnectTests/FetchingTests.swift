import Foundation
import OpenIDConnect
import Synchronization
import Testing

/// How often the provider is asked, by the clock that the test moves.
struct FetchingTests {
  final class Clock: Sendable {
    private let date = Mutex(Date())
    var now: Date { date.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { date.withLock { $0 += seconds } }
  }

  private func forged(_ attempt: Attempt, _ party: OpenIDProvider) async throws {
    let token = try await Forge.token(
      ["alg": "ES256", "kid": "forged-\(UUID())"], attempt.claims, Forge.byStranger)
    await #expect(throws: SignInError.logoutTokenInvalid(.unknownKey)) {
      try await party.logoutNotice(from: token)
    }
  }

  @Test func `forged key ids do not make the keys be fetched more than every ten seconds`()
    async throws
  {
    let attempt = try Attempt()
    try await attempt.publish()
    let clock = Clock()
    try await withParty(try Attempt.settings(attempt.rogue.issuer), now: { clock.now }) { party in
      try await party.check()
      #expect(attempt.rogue.count("/keys") == 1)
      for _ in 0..<50 { try await forged(attempt, party) }
      #expect(attempt.rogue.count("/keys") == 2)
      clock.advance(11)
      for _ in 0..<50 { try await forged(attempt, party) }
      #expect(attempt.rogue.count("/keys") == 3)
    }
  }

  @Test func `a crowd shares one fetch, and what is fetched lasts an hour`() async throws {
    let attempt = try Attempt()
    try await attempt.publish()
    let discovery = "/.well-known/openid-configuration"
    let clock = Clock()
    try await withParty(try Attempt.settings(attempt.rogue.issuer), now: { clock.now }) { party in
      let states = try await withThrowingTaskGroup(of: PendingSignIn.self) { group in
        for _ in 0..<50 { group.addTask { try await party.authorizationRequest().pending } }
        return try await group.reduce(into: Set<String>()) {
          $0.formUnion([$1.state, $1.nonce, $1.codeVerifier])
        }
      }
      #expect(states.count == 150)
      #expect(states.allSatisfy { $0.count == 43 })
      #expect(attempt.rogue.count(discovery) == 1)
      clock.advance(3_500)
      _ = try await party.authorizationRequest()
      #expect(attempt.rogue.count(discovery) == 1)
      clock.advance(200)
      _ = try await party.authorizationRequest()
      #expect(attempt.rogue.count(discovery) == 2)
    }
  }

  @Test func `a new key is found at once, and a failed fetch is tried again`() async throws {
    var attempt = try Attempt()
    attempt.keys = ["keys": [Forge.published(Forge.stranger, "old")]]
    try await attempt.publish()
    let clock = Clock()
    try await withParty(try Attempt.settings(attempt.rogue.issuer), now: { clock.now }) { party in
      attempt.rogue.answer("/keys", .init(status: 500, body: Data()))
      for _ in 0..<50 {
        await #expect(throws: SignInError.providerUnreachable(.keys)) { try await party.check() }
      }
      #expect(attempt.rogue.count("/keys") == 1)
      clock.advance(2)
      attempt.rogue.answer("/keys", .json(attempt.keys))
      try await party.check()
      attempt.rogue.answer("/keys", .json(["keys": Forge.all]))
      let person = try await party.complete(attempt.callback, pending: try attempt.pending)
      #expect(person.subject == "person")
      #expect(attempt.rogue.count("/keys") == 3)
    }
  }

  @Test func `a provider that is not there is unreachable at once`() async throws {
    let settings = try Attempt.settings("http://127.0.0.1:9")
    try await withParty(settings) { party in
      await #expect(throws: SignInError.providerUnreachable(.discovery)) {
        try await party.authorizationRequest()
      }
    }
  }

  @Test func `the address to sign in at carries everything, after what it has already`()
    async throws
  {
    let attempt = try Attempt()
    try await attempt.publish()
    let request = try await withParty(try Attempt.settings(attempt.rogue.issuer)) {
      try await $0.authorizationRequest(prompt: "login")
    }
    #expect(request.url.hasPrefix(attempt.rogue.issuer + "/authorize?tenant=1&"))
    let items = try #require(URLComponents(string: request.url)?.queryItems)
    let values = Dictionary(items.map { ($0.name, $0.value) }) { first, _ in first }
    #expect(values["response_type"] == "code")
    #expect(values["redirect_uri"] == "https://conferral.example/callback")
    #expect(values["scope"] == "openid profile email")
    #expect(values["state"] == request.pending.state)
    #expect(values["nonce"] == request.pending.nonce)
    #expect(values["code_challenge_method"] == "S256")
    #expect(values["code_challenge"]??.count == 43)
    #expect(values["code_challenge"] != request.pending.codeVerifier)
    #expect(values["prompt"] == "login")
  }
}
