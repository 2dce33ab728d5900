import Foundation

/// An open file; closed when nobody holds it any more.
final class OpenFile: Sendable {
  let descriptor: Int32

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Opens a file that is there; nil when it is not. A symbolic link is never followed.
  static func reading(_ url: URL) throws -> OpenFile? {
    let descriptor = open(url.path(percentEncoded: false), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    if descriptor >= 0 { return OpenFile(descriptor: descriptor) }
    if errno == ENOENT { return nil }
    throw failure("opened")
  }

  /// Makes a file that must not be there yet, readable by this user alone.
  static func creating(_ url: URL) throws -> OpenFile {
    let descriptor = open(
      url.path(percentEncoded: false), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("created") }
    return OpenFile(descriptor: descriptor)
  }

  /// The length in bytes; nil when it is not a regular file.
  func length() throws -> Int? {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw OpenFile.failure("examined") }
    return facts.st_mode & S_IFMT == S_IFREG ? Int(facts.st_size) : nil
  }

  /// Reads at an offset; fewer bytes than asked only at the end of the file.
  func read(_ count: Int, at offset: Int) throws -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let part = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let got = pread(descriptor, part.baseAddress, part.count, off_t(offset + filled))
        if got == 0 { return }
        if got < 0 {
          if errno == EINTR { continue }
          throw OpenFile.failure("read")
        }
        filled += got
      }
    }
  }

  /// Appends all the bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let put = Foundation.write(descriptor, part.baseAddress, part.count)
      if put < 0 {
        if errno == EINTR { continue }
        throw OpenFile.failure("written")
      }
      rest = rest.dropFirst(put)
    }
  }

  /// Waits until the disk has it all.
  func sync() throws {
    guard fsync(descriptor) == 0 else { throw OpenFile.failure("written to the disk") }
  }

  /// Says what the system said, without the name of the file.
  static func failure(_ deed: String, number: Int32 = errno) -> FilingError {
    if number == ENOSPC || number == EDQUOT {
      return FilingError(
        .full,
        "The disk of the evidence files is full: make room or move the folder, then try again.")
    }
    return FilingError(
      .unavailable, "An evidence file cannot be \(deed): \(String(cString: strerror(number))).")
  }
}
