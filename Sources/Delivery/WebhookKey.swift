import Crypto
public import Foundation

/// A key that webhooks are signed with (Standard Webhooks 1.0.0, "Signature scheme").
public struct WebhookKey: Sendable, CustomStringConvertible, CustomReflectable {
  private enum Kind: Sendable {
    case shared(SymmetricKey)
    case own(Curve25519.Signing.PrivateKey)
  }

  private let kind: Kind

  /// A key from its text: `whsec_` and 24 to 64 bytes in base64 for HMAC-SHA256, `whsk_` and the 32
  /// bytes of the seed for Ed25519; throws ``ChannelError``, which does not repeat it.
  public init(_ text: String) throws(ChannelError) {
    if text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))),
      (24...64).contains(bytes.count)
    {
      kind = .shared(SymmetricKey(data: bytes))
    } else if text.hasPrefix("whsk_"), let bytes = Data(base64Encoded: String(text.dropFirst(5))),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    {
      kind = .own(key)
    } else {
      throw ChannelError(
        "A key of webhooks is whsec_ with 24 to 64 bytes in base64 behind it, or whsk_ with the 32"
          + " bytes of an Ed25519 seed.")
    }
  }

  /// What a receiver checks signatures of an Ed25519 key with, `whpk_` and base64; nil of a shared
  /// key.
  public var publicText: String? {
    guard case .own(let key) = kind else { return nil }
    return "whpk_" + key.publicKey.rawRepresentation.base64EncodedString()
  }

  /// A signature with its version in front.
  func signature(of message: Data) -> String {
    switch kind {
    case .shared(let key):
      return "v1,"
        + Data(HMAC<SHA256>.authenticationCode(for: message, using: key))
        .base64EncodedString()
    case .own(let key):
      // Only an operating system without random bytes makes this fail, and then nothing is signed.
      return (try? key.signature(for: message)).map { "v1a," + $0.base64EncodedString() } ?? ""
    }
  }

  /// Says nothing of the key.
  public var description: String { "(a key of webhooks)" }
  /// Shows nothing of the key.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Signs webhooks with one key, or while it is exchanged with the new one and the old one.
public struct WebhookSigner: Sendable {
  private let keys: [WebhookKey]

  /// A signer with its keys, of which a receiver needs to know one.
  public init(_ keys: [WebhookKey]) throws(ChannelError) {
    guard (1...4).contains(keys.count) else {
      throw ChannelError("Webhooks are signed with one to four keys.")
    }
    self.keys = keys
  }

  /// A signer with the keys of a file that only we can read: one a line, the current one first.
  public init(file: String) throws(ChannelError) {
    var keys: [WebhookKey] = []
    for line in try SecretFile.read(file).split(whereSeparator: \.isNewline) {
      do {
        keys.append(try WebhookKey(line.trimmingCharacters(in: .whitespaces)))
      } catch {
        throw ChannelError("In \(file): \(error)")
      }
    }
    try self.init(keys)
  }

  /// The three header fields of a webhook, by their names. The id stays the same at every try, and
  /// has no full stop in it; the instant (seconds since 1970) is that of the try.
  public func headers(
    id: String, at instant: Int64, body: [UInt8]
  ) -> [(name: String, value: String)] {
    let message = Data("\(id).\(instant).".utf8) + body
    return [
      ("webhook-id", id), ("webhook-timestamp", "\(instant)"),
      ("webhook-signature", keys.map { $0.signature(of: message) }.joined(separator: " ")),
    ]
  }
}
