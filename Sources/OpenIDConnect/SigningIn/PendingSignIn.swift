import Crypto
import Foundation

/// What has to be remembered until the person comes back: bound to their browser, used once, and
/// forgotten after some minutes by the caller.
public struct PendingSignIn: Codable, Sendable, Equatable, CustomStringConvertible {
  /// Comes back in the callback; 256 random bits, base64url.
  public let state: String
  /// Comes back in the ID token; 256 random bits, base64url.
  public let nonce: String
  /// Proves at the token endpoint who asked (RFC 7636); 256 random bits, base64url.
  public let codeVerifier: String
  /// The provider that was asked.
  public let issuer: String

  init(issuer: String) {
    state = PendingSignIn.random()
    nonce = PendingSignIn.random()
    codeVerifier = PendingSignIn.random()
    self.issuer = issuer
  }

  /// Shows no secret.
  public var description: String { "a sign-in at \(issuer)" }

  /// The code challenge for the method S256.
  var codeChallenge: String { Base64URL.encoded(SHA256.hash(data: Data(codeVerifier.utf8))) }

  private static func random() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encoded($0) }
  }
}
