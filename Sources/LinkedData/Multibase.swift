/// Multibase text (Controlled Identifiers v1.0, "Multibase"): `z` base58btc, `u` base64url.
public enum Multibase {
  /// `z` and base58btc.
  public static func base58(_ bytes: [UInt8]) -> String {
    "z" + String(decoding: Base58.encode(bytes), as: UTF8.self)
  }

  /// `u` and base64url without padding.
  public static func base64URL(_ bytes: [UInt8]) -> String {
    "u" + String(decoding: Base64URL.encode(bytes), as: UTF8.self)
  }

  /// The bytes of a text with the prefix `z` or `u`; nil for anything else.
  public static func decode(_ text: String) -> [UInt8]? {
    switch text.utf8.first {
    case UInt8(ascii: "z"): Base58.decode(text.utf8.dropFirst())
    case UInt8(ascii: "u"): Base64URL.decode(text.utf8.dropFirst())
    default: nil
    }
  }
}

/// Multikey text of an Ed25519 public key (Controlled Identifiers v1.0, "Multikey").
public enum Multikey {
  private static let ed25519: [UInt8] = [0xED, 0x01]

  /// `z6Mk…` for a public key of 32 bytes.
  public static func encode(ed25519 publicKey: [UInt8]) -> String {
    Multibase.base58(ed25519 + publicKey)
  }

  /// The 32 bytes of an Ed25519 public key; nil for any other key or text.
  public static func decodeEd25519(_ text: String) -> [UInt8]? {
    guard let bytes = Multibase.decode(text), bytes.count == 34, bytes.starts(with: ed25519) else {
      return nil
    }
    return [UInt8](bytes.dropFirst(2))
  }
}
