import Foundation
import Logging
import OpenIDConnect
import TestSupport
import Testing

/// Against a provider that is not ours, which checks codes, PKCE, secrets and redirect URIs itself.
@Suite(.enabled(if: LoopbackProvider.isExpected))
struct SignInTests {
  @Test func `a person signs in with every claim that was asked for`() async throws {
    let campus = try await Campus(maximumAge: 300)
    let person = try await campus.signIn(Campus.ada)
    #expect(person.issuer == campus.provider.issuer)
    #expect(person.subject == "ada")
    #expect(person.name == "Ada Lovelace")
    #expect(person.email == "ada@example.org")
    #expect(person.emailIsVerified)
    #expect(person.roles == ["registrar", "staff"])
    #expect(person.claims == ["student_number": "S-1815"])
    #expect(abs(try #require(person.authenticatedAt).timeIntervalSinceNow) < 60)
    #expect(person.idToken.split(separator: ".").count == 3)
    await campus.end()
  }

  @Test func `a public client signs people in by PKCE alone`() async throws {
    let campus = try await Campus(secret: nil)
    #expect(try await campus.signIn(Campus.ada).subject == "ada")
    await campus.end()
  }

  @Test func `claims that the ID token lacks come from the userinfo endpoint`() async throws {
    let campus = try await Campus()
    let person = try await campus.signIn(Campus.shy)
    #expect(person.subject == "shy")
    #expect(person.name == "Mary Shelley")
    #expect(person.email == "mary@example.org")
    #expect(person.emailIsVerified)
    #expect(person.roles == ["author"])
    #expect(person.claims == ["student_number": "S-1797"])
    await campus.end()
  }

  @Test func `a code is worth nothing without the verifier it was asked for with`() async throws {
    let campus = try await Campus()
    let (callback, pending) = try await campus.callback(Campus.ada)
    let thief = try changed(pending, "codeVerifier", to: String(repeating: "A", count: 43))
    await #expect(throws: SignInError.tokenRefused("invalid_grant")) {
      try await campus.party.complete(callback, pending: thief)
    }
    await campus.end()
  }

  @Test func `a code is taken once`() async throws {
    let campus = try await Campus()
    let (callback, pending) = try await campus.callback(Campus.ada)
    _ = try await campus.party.complete(callback, pending: pending)
    await #expect(throws: SignInError.tokenRefused("invalid_grant")) {
      try await campus.party.complete(callback, pending: pending)
    }
    await campus.end()
  }

  @Test func `a code asked for with another nonce does not sign in`() async throws {
    let campus = try await Campus()
    let (callback, pending) = try await campus.callback(Campus.ada)
    let other = try changed(pending, "nonce", to: pending.state)
    await #expect(throws: SignInError.idTokenInvalid(.nonce)) {
      try await campus.party.complete(callback, pending: other)
    }
    await campus.end()
  }

  @Test func `somebody else's callback is not completed`() async throws {
    let campus = try await Campus()
    let (callback, _) = try await campus.callback(Campus.ada)
    let mine = try await campus.party.authorizationRequest().pending
    await #expect(throws: SignInError.stateMismatch) {
      try await campus.party.complete(callback, pending: mine)
    }
    await campus.end()
  }

  @Test func `a person who declines comes back with the provider's word for it`() async throws {
    let campus = try await Campus()
    let (callback, pending) = try await campus.callback(Campus.ada, consenting: false)
    await #expect(throws: SignInError.signInRefused("access_denied")) {
      try await campus.party.complete(callback, pending: pending)
    }
    await campus.end()
  }

  @Test func `with a wrong secret the provider gives no tokens`() async throws {
    let campus = try await Campus()
    let (callback, pending) = try await campus.callback(Campus.ada)
    let settings = try campus.settings(secret: "guess")
    try await withParty(settings) { party in
      await #expect(throws: SignInError.tokenRefused("invalid_client")) {
        try await party.complete(callback, pending: pending)
      }
    }
    await campus.end()
  }

  @Test func `the provider sends nobody to an address that is not registered`() async throws {
    let campus = try await Campus()
    let settings = try campus.settings(secret: Campus.secret, redirect: "https://evil.example/")
    try await withParty(settings) { party in
      let request = try await party.authorizationRequest()
      let callback = try await Browser().signIn(
        Campus.ada, at: request.url, until: "https://evil.example/")
      #expect(callback == nil)
    }
    await campus.end()
  }
}
