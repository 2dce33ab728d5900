import Foundation

/// A file that holds a secret: of at most 64 KiB, and not for everybody to read.
public enum SecretFile {
  /// The secret without white space around it; throws ``ChannelError``, which names the file and
  /// never what is in it.
  static func read(_ path: String) throws(ChannelError) -> String {
    try check(path)
    guard let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) else {
      throw ChannelError("The secret in \(path) cannot be read: \(SystemWords.last()).")
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: 65_537) { buffer, count in
      count = max(0, file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0))
    }
    let text = String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, bytes.count <= 65_536 else {
      throw ChannelError("The secret in \(path) is empty, or longer than 64 KiB.")
    }
    return text
  }

  /// Throws for a file that is not there, that is empty, or that everybody can use.
  public static func check(_ path: String) throws(ChannelError) {
    var facts = stat()
    guard stat(path, &facts) == 0, access(path, R_OK) == 0 else {
      throw ChannelError("The secret in \(path) cannot be read: \(SystemWords.last()).")
    }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw ChannelError("The secret in \(path) has to be in a regular file.")
    }
    guard facts.st_mode & 0o007 == 0 else {
      throw ChannelError("The secret in \(path) can be used by everybody: run chmod 640 on it.")
    }
    guard facts.st_size > 0 else { throw ChannelError("The secret in \(path) is empty.") }
  }

  /// One line of a secret that goes into a header: printable ASCII, without blanks.
  static func word(_ path: String) throws(ChannelError) -> String {
    let text = try read(path)
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw ChannelError("The secret in \(path) has to be one word of printable ASCII.")
    }
    return text
  }
}

/// A file that is no secret but has to be there: certificates, known hosts.
public enum PublicFile {
  /// Throws ``ChannelError``, which names the file, for one that cannot be read.
  public static func check(_ path: String) throws(ChannelError) {
    var facts = stat()
    guard stat(path, &facts) == 0, access(path, R_OK) == 0 else {
      throw ChannelError("The file \(path) cannot be read: \(SystemWords.last()).")
    }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw ChannelError("\(path) has to be a regular file.")
    }
  }
}
