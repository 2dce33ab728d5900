public import Foundation
import Crypto

/// A finished file that is to be brought somewhere.
public struct Parcel: Sendable {
  /// Where the bytes are.
  public enum Content: Sendable {
    /// A file of this computer.
    case file(path: String)
    /// In memory.
    case bytes([UInt8])
  }

  /// What it is called at every try: two parcels of one id are one.
  public let id: UUID
  /// The name of the file.
  public let name: String
  /// Where the bytes are.
  public let content: Content
  /// The SHA-256 of the bytes; what turns out otherwise is not brought.
  public let sha256: [UInt8]
  /// The media type, such as `text/csv; charset=utf-8`.
  public let mediaType: String

  /// A parcel; throws ``ChannelError`` when the name cannot be that of a file everywhere (ASCII
  /// letters, digits and `._+=@-`, a letter or digit first, at most 200), or the hash is none.
  public init(
    id: UUID, name: String, content: Content, sha256: [UInt8],
    mediaType: String = "application/octet-stream"
  ) throws(ChannelError) {
    guard Spelling.isFileName(name) else {
      throw ChannelError(
        "The name of a file that is brought has ASCII letters, digits and ._+=@- in it,"
          + " a letter or digit first, and at most 200 of them.")
    }
    guard sha256.count == SHA256.byteCount, Spelling.isPlain(mediaType) else {
      throw ChannelError("A parcel needs a SHA-256 of 32 bytes, and a media type.")
    }
    self.id = id
    self.name = name
    self.content = content
    self.sha256 = sha256
    self.mediaType = mediaType
  }

  /// The hash in 64 hexadecimal digits.
  public var hash: String { Digits.hexadecimal(sha256) }

  /// The file that goes with it, named `NAME.sha256`, in the format of sha256sum.
  var sidecar: (name: String, bytes: [UInt8]) {
    ("\(name).sha256", Array("\(hash)  \(name)\n".utf8))
  }
}

/// Bytes in digits.
enum Digits {
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
