import LinkedData

/// Which key signed a VC-JWT, and that it is the issuer's (Open Badges 3.0 Implementation Guide,
/// "Key provenance").
extension BadgeVerifier {
  mutating func tokenKey(
    _ head: JSONObject, issuer: String?
  ) async throws(VerificationProblem) -> IssuerKey {
    guard let issuer else { throw VerificationProblem("It names no issuer.") }
    let embedded = head["jwk"] == nil ? nil : try IssuerKey(jwk: head["jwk"])
    let key: IssuerKey
    switch head["kid"] {
    case .string(let kid)? where !kid.isEmpty:
      key = try await self.key(named: kid, of: issuer, orEmbedded: embedded)
    case nil:
      guard let embedded else { throw VerificationProblem("Its header names no key.") }
      guard try await keys(of: issuer).contains(where: { $0.key == embedded }) else {
        throw VerificationProblem("The key in its header is none of the issuer's.")
      }
      key = embedded
    default: throw VerificationProblem("The kid of its header is not a text.")
    }
    guard embedded == nil || embedded == key else {
      throw VerificationProblem("Its header names two different keys.")
    }
    return key
  }

  private mutating func key(
    named kid: String, of issuer: String, orEmbedded embedded: IssuerKey?
  ) async throws(VerificationProblem) -> IssuerKey {
    if kid.hasPrefix("did:") {
      let (key, controller) = try await key(kid)
      guard sameBytes(controller, issuer) else {
        throw VerificationProblem("The key \(kid) is not the issuer's.")
      }
      return key
    }
    if kid.hasPrefix("https://") || kid.hasPrefix("http://") {
      return try await webKey(kid, of: issuer)
    }
    let keys = try await keys(of: issuer)
    if let embedded {
      guard keys.contains(where: { $0.key == embedded }) else {
        throw VerificationProblem("The key in its header is none of the issuer's.")
      }
      return embedded
    }
    let named = keys.filter { sameBytes($0.id, kid) || sameBytes($0.id, "\(issuer)#\(kid)") }
    guard named.count == 1, let key = named.first?.key else {
      throw VerificationProblem("The issuer has no key, or more than one, of the name in its kid.")
    }
    return key
  }

  /// A key that a URL answers: alone, in a set, or in the document of its controller. It must be
  /// among the issuer's keys, or at the issuer's own origin.
  private mutating func webKey(
    _ kid: String, of issuer: String
  ) async throws(VerificationProblem) -> IssuerKey {
    let answer = try await json(
      at: kid,
      accept: ["application/jwk+json", "application/jwk-set+json", "application/json"])
    let key: IssuerKey
    if answer["kty"] != nil {
      key = try IssuerKey(jwk: .object(answer))
    } else if let set = answer["keys"]?.elements {
      let name = Self.parts(of: kid).fragment
      let named = set.filter {
        $0["kid"]?.string.map { sameBytes($0, kid) || sameBytes($0, name) } ?? false
      }
      guard named.count == 1 else {
        throw VerificationProblem("Not one key of the set at \(kid) has that name.")
      }
      key = try IssuerKey(jwk: named[0])
    } else {
      let (found, controller) = try await self.key(kid)
      guard sameBytes(controller, issuer) else {
        throw VerificationProblem("The key \(kid) is not the issuer's.")
      }
      key = found
    }
    let published = (try? await keys(of: issuer)) ?? []
    let isAtIssuer = issuer.hasPrefix("http") && Self.origin(of: issuer) == Self.origin(of: kid)
    guard isAtIssuer || published.contains(where: { $0.key == key }) else {
      throw VerificationProblem("Nothing shows that the key \(kid) is the issuer's.")
    }
    return key
  }
}
