import LinkedData

/// Verification of a VC-JWT (Open Badges 3.0, "JSON Web Token Proof Format").
extension BadgeVerifier {
  /// The algorithms that are understood and the kind of key each needs. There is no `none` and no
  /// shared secret among them.
  private static let algorithms = [
    "RS256": "RSA", "ES256": "P-256", "EdDSA": "Ed25519", "Ed25519": "Ed25519",
  ]

  /// The credential within a token, after its header, key, signature and claims were checked.
  mutating func token(
    _ text: String, _ place: Place
  ) async throws(VerificationProblem) -> JSONObject {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64URL.decode(parts[0]),
      let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2])
    else { throw VerificationProblem("It is not three parts of base64url.") }
    let head = try Self.object(header)
    let credential = try Self.object(payload)
    let prefix = place.prefix + "jwt."
    let algorithm = head["alg"]?.string ?? ""
    guard let kind = Self.algorithms[algorithm] else {
      throw VerificationProblem("It is not signed by an algorithm that badges may use.")
    }
    report.pass(prefix + "alg", "It is signed by \(algorithm).")
    checkHeader(head, place)
    let issuer = Self.id(of: credential["issuer"])?.string
    do throws(VerificationProblem) {
      let key = try await tokenKey(head, issuer: issuer)
      report.pass(prefix + "key", "The key is the issuer's.")
      let signed = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
      report.check(
        prefix + "signature", key.name == kind && key.isValid(signature, of: signed),
        "The signature belongs to this token and key.",
        else: "The signature does not belong to this token: it was altered, or another key "
          + "signed it.")
    } catch {
      report.fail(prefix + "key", error.description)
    }
    return place.isStatusList
      ? checkListClaims(credential, prefix, issuer: issuer)
      : checkClaims(credential, prefix, issuer: issuer)
  }

  private mutating func checkHeader(_ head: JSONObject, _ place: Place) {
    let allowed = ["alg", "kid", "jwk", "typ"] + (place.isStatusList ? ["cty", "iss"] : [])
    report.check(
      place.prefix + "jwt.header",
      head.members.allSatisfy { allowed.contains($0.name) }
        && (head["kid"] != nil || head["jwk"] != nil),
      "Its header is as Open Badges wants it.",
      else: "Its header may hold alg, kid, jwk and typ only, and needs kid or jwk.")
    guard let type = head["typ"] else { return }
    let types: [JSONValue] = place.isStatusList ? ["JWT", "vc+jwt"] : ["JWT"]
    report.check(
      place.prefix + "jwt.typ", types.contains(type), "Its type is that of a JWT.",
      else: "typ must be JWT if it is there.")
  }

  /// The claims that must repeat what the credential says.
  private mutating func checkClaims(
    _ credential: JSONObject, _ prefix: String, issuer: String?
  ) -> JSONObject {
    for (claim, value) in Self.repeated(credential, issuer) {
      report.check(
        prefix + claim, value != nil && credential[claim] == value,
        "The claim \(claim) says what the credential says.",
        else: "The claim \(claim) does not say what the credential says.")
    }
    for (claim, property, isNeeded) in [
      ("nbf", "validFrom", true), ("exp", "validUntil", credential["validUntil"] != nil),
    ] {
      guard credential[claim] != nil || isNeeded else { continue }
      var seconds: Int64?
      if case .number(let number)? = credential[claim], let double = number.double,
        double.magnitude < 1e15
      {
        seconds = Int64(double.rounded(.towardZero))
      }
      let wanted = credential[property]?.string.flatMap(Timestamp.seconds)
      report.check(
        prefix + claim, seconds != nil && seconds == wanted,
        "The claim \(claim) says what \(property) says.",
        else: "The claim \(claim) does not say what \(property) says.")
    }
    return credential
  }

  private static func repeated(
    _ credential: JSONObject, _ issuer: String?
  ) -> [(String, JSONValue?)] {
    let subject = credential["credentialSubject"]?.elements.first
    return [
      ("iss", issuer.map { .string($0) }), ("jti", credential["id"]),
      ("sub", Self.id(of: subject)),
    ]
  }

  /// A status list need not repeat anything, but must not contradict itself (Securing Verifiable
  /// Credentials using JOSE and COSE).
  private mutating func checkListClaims(
    _ credential: JSONObject, _ prefix: String, issuer: String?
  ) -> JSONObject {
    for (claim, value) in Self.repeated(credential, issuer) where credential[claim] != nil {
      report.check(
        prefix + claim, credential[claim] == value, "The claim \(claim) fits the credential.",
        else: "The claim \(claim) contradicts the credential.")
    }
    for (claim, isPast) in [("nbf", true), ("exp", false)] {
      guard case .number(let number)? = credential[claim], let seconds = number.double else {
        continue
      }
      report.check(
        prefix + claim, isPast ? seconds <= Double(now) : seconds >= Double(now),
        "The claim \(claim) allows it now.", else: "The claim \(claim) does not allow it now.")
    }
    return ["iss", "sub", "jti", "nbf", "exp", "iat", "aud", "cnf"].reduce(credential) {
      $0.removing($1)
    }
  }
}
