import Foundation
import OpenIDConnect
import Testing

struct AttackTests {
  /// One by one: a hundred at once would make a busy machine slower than a provider may be.
  @Test(
    .serialized,
    arguments: [
      Attack.onClaims, Attack.onSignatures, Attack.onTokenText, Attack.onEveryDocument,
      Attack.onOneDocument, Attack.onCallbacks,
    ].flatMap { $0 })
  func `a spoilt sign-in ends with its own error`(attack: Attack) async throws {
    var attempt = try Attempt()
    attack.spoil(&attempt)
    await #expect(throws: attack.error) { try await attempt.complete() }
  }

  @Test(arguments: Attack.onPatience)
  func `a provider that is too slow is given up`(attack: Attack) async throws {
    var attempt = try Attempt()
    attack.spoil(&attempt)
    let started = ContinuousClock.now
    await #expect(throws: attack.error) { try await attempt.complete() }
    #expect(ContinuousClock.now - started < .seconds(60))
  }

  @Test func `errors hold no secret and no token`() async throws {
    for attack in Attack.onSignatures + Attack.onOneDocument {
      var attempt = try Attempt()
      attack.spoil(&attempt)
      do {
        _ = try await attempt.complete()
      } catch let error as SignInError {
        for secret in ["the client's secret", "access-token", "nonce-of", "state-of", "eyJ", "<"] {
          #expect(!error.description.contains(secret))
        }
        #expect(error.description.hasPrefix(error.code + ": "))
      }
    }
  }

  @Test func `what is printed of the values is no secret`() async throws {
    let attempt = try Attempt()
    let settings = try Attempt.settings(attempt.rogue.issuer)
    var text = "\(settings) \(try attempt.pending) \(attempt.callback)"
    dump(settings, to: &text)
    text += "\(try await attempt.complete())"
    for secret in ["the client's secret", "nonce-of", "state-of", "code", "A Person", "eyJ"] {
      #expect(!text.contains(secret), "\(secret)")
    }
  }
}
