import Foundation
import Logging
import OpenIDConnect
import TestSupport
import Testing

/// A provider with two people, and this program registered at it under a name of its own.
struct Campus {
  private static let shared = Task { try await LoopbackProvider() }
  static let secret = "a secret: with + and %"
  static let redirect = "http://127.0.0.1:9/sign-in/callback"
  static let ada = LoopbackProvider.Person(
    "ada", name: "Ada Lovelace", email: "ada@example.org", groups: ["registrar", "staff"],
    studentNumber: "S-1815")
  static let shy = LoopbackProvider.Person(
    "shy", name: "Mary Shelley", email: "mary@example.org", groups: ["author"],
    studentNumber: "S-1797",
    onlyInUserinfo: ["name", "email", "email_verified", "groups", "student_number"])

  let provider: LoopbackProvider
  let client = "conferral & co: \(UUID())"
  let party: OpenIDProvider

  /// At the provider that all tests share, or at one that the test may turn upside down.
  init(
    secret: String? = Campus.secret, maximumAge: Int? = nil, ownProvider: Bool = false
  ) async throws {
    provider = ownProvider ? try await LoopbackProvider() : try await Campus.shared.value
    try await provider.register(
      client, secret: secret, redirectURIs: [Campus.redirect])
    for person in [Campus.ada, Campus.shy] { try await provider.add(person) }
    party = OpenIDProvider(
      try Campus.settings(provider.issuer, client, secret, Campus.redirect, maximumAge),
      logger: Logger(label: "test"))
  }

  func end() async { await party.shutdown() }

  func settings(secret: String?, redirect: String = Campus.redirect) throws -> Provider {
    try Campus.settings(provider.issuer, client, secret, redirect, nil)
  }

  private static func settings(
    _ issuer: String, _ client: String, _ secret: String?, _ redirect: String,
    _ maximumAge: Int?
  ) throws -> Provider {
    try Provider(
      issuer: issuer, clientID: client, clientSecret: secret.map(ClientSecret.init),
      redirectURI: redirect, rolesClaim: "groups", extraClaims: ["student_number"],
      maximumAge: maximumAge)
  }

  /// Goes to the provider and back as a person does.
  func callback(
    _ person: LoopbackProvider.Person, _ browser: Browser = Browser(), consenting: Bool = true
  ) async throws -> (Callback, PendingSignIn) {
    let request = try await party.authorizationRequest()
    let address = try #require(
      await browser.signIn(
        person, at: request.url, until: Campus.redirect, consenting: consenting))
    let query = try #require(address.split(separator: "?", maxSplits: 1).last)
    return (try Callback(query: String(query)), request.pending)
  }

  func signIn(
    _ person: LoopbackProvider.Person, _ browser: Browser = Browser()
  ) async throws -> SignedInPerson {
    let (callback, pending) = try await callback(person, browser)
    return try await party.complete(callback, pending: pending)
  }
}

/// A relying party for the duration of a test.
@discardableResult
func withParty<Value>(
  _ settings: Provider, now: @escaping @Sendable () -> Date = { Date() },
  _ body: (OpenIDProvider) async throws -> Value
) async throws -> Value {
  let party = OpenIDProvider(settings, logger: Logger(label: "test"), now: now)
  let result: Result<Value, any Error>
  do { result = .success(try await body(party)) } catch { result = .failure(error) }
  await party.shutdown()
  return try result.get()
}

/// A pending sign-in as a store would give it back, with one value replaced.
func changed(
  _ pending: PendingSignIn, _ name: String, to value: String
) throws -> PendingSignIn {
  var fields = try JSONDecoder().decode(
    [String: String].self, from: try JSONEncoder().encode(pending))
  #expect(fields[name] != nil)
  fields[name] = value
  return try JSONDecoder().decode(PendingSignIn.self, from: try JSONEncoder().encode(fields))
}
