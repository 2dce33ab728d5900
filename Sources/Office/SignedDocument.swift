import Crypto
import LinkedData

/// A signed document as it is served: everything that an answer over HTTP needs.
public struct SignedDocument: Sendable, Hashable {
  /// The document, compact UTF-8 JSON.
  public let bytes: [UInt8]
  /// The entity tag with its quotation marks: equal for equal bytes only.
  public let tag: String
  /// When it changed last, in seconds since 1970 in UTC.
  public let changed: Int64
  /// For how long caches may keep it, in seconds.
  public let maxAge: Int

  /// A document with the tag that follows from its bytes.
  init(_ bytes: [UInt8], changed: Int64, maxAge: Int) {
    self.bytes = bytes
    self.changed = changed
    self.maxAge = maxAge
    let hash = SHA256.hash(data: bytes).prefix(16)
    tag = "\"\(String(decoding: [UInt8](hash).hex, as: UTF8.self))\""
  }
}
