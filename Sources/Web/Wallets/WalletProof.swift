import Crypto
import CryptoExtras
import Foundation
import LinkedData

/// The proof of a wallet's key (OpenID4VCI 1.0, appendix F.1), checked.
struct WalletProof {
  /// The nonce that it was made for.
  let nonce: String?

  /// Believes a proof that the key in its header signed for this issuer a moment ago; throws
  /// `invalid_proof` otherwise.
  init(_ jwt: String, audience: String, now: Int64) throws {
    let parts = jwt.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, jwt.utf8.count <= 16_384,
      let header = Self.object(parts[0]), let payload = Self.object(parts[1]),
      let signature = Base64URL.decode(parts[2].utf8)
    else { throw Self.fault("It is no signed JWT.") }
    guard header["typ"] == "openid4vci-proof+jwt" else {
      throw Self.fault("Its typ is openid4vci-proof+jwt.")
    }
    guard header["crit"] == nil else { throw Self.fault("It has no crit.") }
    let key = try WalletKey(header: header)
    guard let algorithm = header["alg"]?.string,
      key.isSignature(signature, of: Array("\(parts[0]).\(parts[1])".utf8), algorithm: algorithm)
    else { throw Self.fault("Its signature does not hold; alg is ES256, EdDSA or RS256.") }
    guard payload["aud"]?.elements.contains(.string(audience)) ?? false else {
      throw Self.fault("Its aud is \(audience).")
    }
    guard case .number(let number)? = payload["iat"], let issued = Int64(number.text),
      (now - 300...now + 60).contains(issued)
    else { throw Self.fault("Its iat is not of the last five minutes.") }
    nonce = payload["nonce"]?.string
  }

  private static func object(_ part: Substring) -> JSONValue? {
    guard let bytes = Base64URL.decode(part.utf8), let json = try? JSONValue(parsing: bytes),
      json.object != nil
    else { return nil }
    return json
  }

  static func fault(_ sentence: String) -> WalletFault {
    WalletFault("invalid_proof", "The proof does not hold. \(sentence)")
  }
}

/// The public key that a proof brings: in the header as a JWK, or in a DID that is the key.
private enum WalletKey {
  case ed25519(Curve25519.Signing.PublicKey)
  case p256(P256.Signing.PublicKey)
  case rsa(_RSA.Signing.PublicKey)

  init(header: JSONValue) throws {
    let found: WalletKey?
    switch (header["jwk"], header["kid"]?.string, header["x5c"]) {
    case (let jwk?, nil, nil): found = Self.key(jwk: jwk)
    case (nil, let did?, nil): found = Self.key(did: did)
    default: found = nil
    }
    guard let found else {
      throw WalletProof.fault(
        "Its header has one key: as jwk, or as kid with a did:key or did:jwk.")
    }
    self = found
  }

  private static func key(did: String) -> WalletKey? {
    let did = did.prefix { $0 != "#" && $0 != "?" }
    if did.hasPrefix("did:jwk:") {
      return Base64URL.decode(did.dropFirst(8).utf8).flatMap { try? JSONValue(parsing: $0) }
        .flatMap { key(jwk: $0) }
    }
    guard did.hasPrefix("did:key:"), let bytes = Multibase.decode(String(did.dropFirst(8))) else {
      return nil
    }
    // Multicodec prefixes: ed25519-pub, p256-pub.
    if bytes.starts(with: [0xED, 0x01]) {
      return (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes.dropFirst(2)))
        .map { .ed25519($0) }
    }
    if bytes.starts(with: [0x80, 0x24]) {
      return (try? P256.Signing.PublicKey(compressedRepresentation: bytes.dropFirst(2)))
        .map { .p256($0) }
    }
    return nil
  }

  private static func key(jwk: JSONValue) -> WalletKey? {
    func bytes(_ name: String) -> [UInt8]? {
      jwk[name]?.string.flatMap { Base64URL.decode($0.utf8) }
    }
    // A private key in a header is nobody's to use.
    guard jwk["d"] == nil else { return nil }
    switch (jwk["kty"]?.string, jwk["crv"]?.string) {
    case ("OKP", "Ed25519"):
      return bytes("x").flatMap { try? Curve25519.Signing.PublicKey(rawRepresentation: $0) }
        .map { .ed25519($0) }
    case ("EC", "P-256"):
      guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32 else { return nil }
      return (try? P256.Signing.PublicKey(x963Representation: [4] + x + y)).map { .p256($0) }
    case ("RSA", _):
      guard let n = bytes("n"), let e = bytes("e"), (256...1_024).contains(n.count), e.count <= 4
      else { return nil }
      return (try? _RSA.Signing.PublicKey(n: n, e: e)).map { .rsa($0) }
    default: return nil
    }
  }

  func isSignature(_ signature: [UInt8], of bytes: [UInt8], algorithm: String) -> Bool {
    switch (self, algorithm) {
    case (.ed25519(let key), "EdDSA"), (.ed25519(let key), "Ed25519"):
      return key.isValidSignature(signature, for: bytes)
    case (.p256(let key), "ES256"):
      guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
        return false
      }
      return key.isValidSignature(parsed, for: bytes)
    case (.rsa(let key), "RS256"):
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
        padding: .insecurePKCS1v1_5)
    default: return false
    }
  }
}
