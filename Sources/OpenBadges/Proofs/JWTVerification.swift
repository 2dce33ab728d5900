import LinkedData

/// Verifies a VC-JWT: its form, its signature, its claims against the credential, and the
/// credential itself with the proofs that are embedded in it. Keys are those that the caller
/// resolved and trusts; `now` is in seconds since 1970 in UTC.
public func verify(
  jwt text: some Collection<UInt8>, webKeys: [JSONWebKey], publicKeys: [VerificationMethod] = [],
  at now: Int64? = nil
) -> Verification {
  var verification = Verification()
  do throws(JWTError) {
    let token = try JWTProof(parsing: text)
    verification.check("jwt.form", true)
    verification.checkSignature(of: token, webKeys: webKeys)
    verification.checkClaims(of: token)
    verification.checkCredential(of: token, publicKeys: publicKeys, at: now)
  } catch {
    verification.check("jwt.form", false, error.description)
  }
  return verification
}

extension Verification {
  fileprivate mutating func checkSignature(of token: JWTProof, webKeys: [JSONWebKey]) {
    // A key in the header counts only where it is one of the issuer's.
    let embedded = token.embeddedKey.map { JSONWebKey(id: "", controller: "", jwk: $0) }
    let key = webKeys.first { key in
      token.keyID.map { sameBytes($0, key.id) } ?? true
        && embedded.map { $0?.material == key.material } ?? true
    }
    check("jwt.key", key != nil, "the key is none of the keys given")
    guard let key else { return }
    let issuer = token.payload["issuer"].id?.string
    check(
      "jwt.controller", issuer.map { sameBytes($0, key.controller) } ?? false,
      "the key does not belong to the issuer")
    check(
      "jwt.signature",
      key.algorithm == token.algorithm && key.material.isValid(token.signature, of: token.signed),
      "the signature does not belong to this token and key")
  }

  fileprivate mutating func checkClaims(of token: JWTProof) {
    do throws(JWTError) {
      let claims = try JWTProof.claims(of: token.credential)
      for (name, value) in claims {
        check(
          "jwt.\(name)", Self.isSame(token.payload[name], value),
          "the claim \(name) does not say what the credential says")
      }
      let absent = ["sub", "exp"].filter { name in !claims.contains { $0.0 == name } }
      for name in absent where token.payload[name] != nil {
        check("jwt.\(name)", false, "the credential says nothing of the claim \(name)")
      }
    } catch {
      check("jwt.claims", false, error.description)
    }
  }

  /// Texts by their bytes; numbers by their whole seconds, in whatever spelling.
  private static func isSame(_ claim: JSONValue?, _ expected: JSONValue) -> Bool {
    if case .number(let number)? = claim, case .number(let wanted) = expected {
      return number.double.map { $0.rounded(.down) } == wanted.double
    }
    return claim == expected
  }

  fileprivate mutating func checkCredential(
    of token: JWTProof, publicKeys: [VerificationMethod], at now: Int64?
  ) {
    let credential = token.credential
    if credential["proof"] != nil {
      add(
        OpenBadges.verify(document: .object(credential), publicKeys: publicKeys, at: now),
        prefix: "")
      return
    }
    checkStructure(of: credential)
    checkVocabulary(of: credential)
    if let now { checkValidity(of: credential, at: now) }
  }
}
