import Crypto
import Foundation

/// The SHA-256 of a host's key, as OpenSSH prints it.
struct Fingerprint: Hashable, CustomStringConvertible {
  /// `SHA256:` and base64 without padding.
  let description: String

  /// Of a raw key.
  init(of key: UnsafeRawBufferPointer) {
    description = Self.text(Data(SHA256.hash(data: key)))
  }

  /// Of a raw key in base64; nil when it is none.
  init?(ofBase64 text: String) {
    guard let key = Data(base64Encoded: text) else { return nil }
    description = Self.text(Data(SHA256.hash(data: key)))
  }

  /// From text, with or without padding; nil when it is no fingerprint.
  init?(_ text: String) {
    guard text.hasPrefix("SHA256:") else { return nil }
    let digits = text.dropFirst(7).prefix(while: { $0 != "=" })
    guard text.dropFirst(7 + digits.count).count <= 1,
      let hash = Data(base64Encoded: digits + "="), hash.count == SHA256.byteCount
    else { return nil }
    description = Self.text(hash)
  }

  private static func text(_ hash: Data) -> String {
    "SHA256:" + hash.base64EncodedString().prefix { $0 != "=" }
  }
}
