import Foundation

/// An open file or folder; closed when nobody holds it any more.
final class Descriptor {
  let number: Int32

  /// Nil when the number is that of a failure.
  init?(_ number: Int32) {
    guard number >= 0 else { return nil }
    self.number = number
  }

  deinit { close(number) }

  /// What the system knows of it.
  struct Facts: Equatable {
    var isRegular: Bool
    var size: Int
    var links: Int
    var device: UInt64
    var inode: UInt64

    init(_ facts: stat) {
      isRegular = facts.st_mode & S_IFMT == S_IFREG
      size = Int(facts.st_size)
      links = Int(facts.st_nlink)
      device = UInt64(facts.st_dev)
      inode = UInt64(facts.st_ino)
    }
  }

  func facts() -> Facts? {
    var facts = stat()
    return fstat(number, &facts) == 0 ? Facts(facts) : nil
  }

  /// What lies under a name in this folder; a link is not followed.
  func facts(of name: String) -> Facts? {
    var facts = stat()
    return fstatat(number, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 ? Facts(facts) : nil
  }

  /// Opens a file of this folder that is there; a link is not followed, and a pipe not waited for.
  func file(_ name: String) -> Descriptor? {
    Descriptor(openat(number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
  }

  /// Reads at an offset: how many bytes, 0 at the end and -1 when it cannot.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    while true {
      let count = pread(number, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Appends all the bytes; false when that fails, and `errno` says why.
  func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = Foundation.write(number, part.baseAddress, part.count)
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// What the system says of a failure.
enum SystemWords {
  static func last(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
}
