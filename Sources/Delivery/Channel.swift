/// A way to bring files to a consumer.
public enum Channel: Sendable, Hashable {
  /// A folder of this computer, by its absolute path.
  case directory(DirectoryPlace)
  /// A folder on a server that speaks SFTP.
  case sftp(SFTPPlace)
  /// An address that takes files by HTTPS.
  case https(HTTPSPlace)
}

/// A folder of this computer, or one that is mounted.
public struct DirectoryPlace: Sendable, Hashable {
  /// The absolute path.
  public let path: String
  /// The permissions of files that are brought, such as `0o640`.
  public let permissions: UInt32

  /// A folder; throws ``ChannelError`` when the path is not absolute, or the permissions would let
  /// everybody write or anybody execute.
  public init(path: String, permissions: UInt32 = 0o640) throws(ChannelError) {
    guard path.hasPrefix("/"), Spelling.isPlain(path) else {
      throw ChannelError("The folder has to be an absolute path, such as /srv/registrar/inbox.")
    }
    guard permissions & ~0o664 == 0, permissions & 0o400 != 0 else {
      throw ChannelError(
        "The permissions of files that are brought have to be 0640, 0644, 0660 or the like:"
          + " readable by their owner, writable not by everybody, and never executable.")
    }
    self.path = path
    self.permissions = permissions
  }
}

/// What texts of settings may have in them.
enum Spelling {
  /// Whether there is something, and no control character in it.
  static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  /// Whether a name can be that of a file anywhere: ASCII letters, digits and `._+=@-`, the first
  /// of them a letter or a digit, at most 200.
  static func isFileName(_ name: String) -> Bool {
    let marks = Array("._+=@-".utf8)
    return (1...200).contains(name.utf8.count)
      && name.utf8.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
      && isAlphanumeric(name.utf8.first ?? 0)
  }

  /// A path as it stands in an address (RFC 3986, section 3.3).
  static func percentEncoded(_ path: String) -> String {
    let plain = Array("/-._~".utf8)
    return path.utf8.map { byte in
      isAlphanumeric(byte) || plain.contains(byte)
        ? String(UnicodeScalar(byte)) : "%" + Digits.hexadecimal([byte]).uppercased()
    }.joined()
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }
}
