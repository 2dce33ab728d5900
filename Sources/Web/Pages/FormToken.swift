import Crypto
import Foundation
import LinkedData

/// What a public form carries: when it was given out and a number of its own, signed, so that nobody
/// can send one that was never shown, or at once, or for ever.
struct FormToken: Hashable {
  /// How long a person takes at least, and how long a form is good for, in seconds.
  static let least: Int64 = 3
  static let most: Int64 = 86_400

  /// Its number.
  let number: String
  /// When it was given out, in seconds since 1970.
  let made: Int64

  /// A new one as text.
  static func make(secret: [UInt8], at now: Int64) -> String {
    let number = SymmetricKey(size: .bits128).withUnsafeBytes { [UInt8]($0) }
    let content = withUnsafeBytes(of: now.bigEndian) { [UInt8]($0) } + number
    let tag = HMAC<SHA256>.authenticationCode(
      for: content, using: SymmetricKey(data: secret))
    return String(decoding: Base64URL.encode(content + Array(tag)), as: UTF8.self)
  }

  /// Reads one; nil when it was not signed here.
  init?(_ text: String, secret: [UInt8]) {
    guard text.utf8.count <= 200, let bytes = Base64URL.decode(text.utf8), bytes.count == 56
    else { return nil }
    let content = Array(bytes[..<24])
    guard
      HMAC<SHA256>.isValidAuthenticationCode(
        bytes[24...], authenticating: content, using: SymmetricKey(data: secret))
    else { return nil }
    made = content[..<8].reduce(0) { $0 << 8 | Int64($1) }
    number = String(decoding: Base64URL.encode(Array(content[8...])), as: UTF8.self)
  }

  /// Whether it is neither too fresh nor too old.
  func isTimely(at now: Int64) -> Bool { (Self.least...Self.most).contains(now - made) }
}
