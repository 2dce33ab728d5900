import Crypto
import Foundation

/// Reads a parcel from its beginning to its end, once, and knows whether it was what it should be.
///
/// The last byte is given out only after all of them were found to have the parcel's hash: who
/// waits for it never finishes with another content.
final class ParcelReader {
  /// How many bytes there are.
  let size: Int
  private let expected: [UInt8]
  private let source: Source
  private var hash = SHA256()
  private var place = 0
  /// Why there is nothing more; nil while there is no reason.
  private(set) var fault: String?

  private enum Source {
    case file(Descriptor)
    case bytes([UInt8])
  }

  convenience init(_ parcel: Parcel) throws(ChannelError) {
    switch parcel.content {
    case .bytes(let bytes): self.init(bytes, sha256: parcel.sha256)
    case .file(let path):
      guard let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) else {
        throw ChannelError("The file to bring cannot be opened: \(SystemWords.last()).")
      }
      guard let facts = file.facts(), facts.isRegular else {
        throw ChannelError("What is to be brought is no regular file.")
      }
      self.init(.file(file), size: facts.size, sha256: parcel.sha256)
    }
  }

  /// Bytes in memory.
  convenience init(_ bytes: [UInt8], sha256: [UInt8]? = nil) {
    self.init(
      .bytes(bytes), size: bytes.count, sha256: sha256 ?? Array(SHA256.hash(data: bytes)))
  }

  private init(_ source: Source, size: Int, sha256: [UInt8]) {
    self.source = source
    self.size = size
    expected = sha256
    if size == 0 { check() }
  }

  /// Whether all of it was read, and was what it should be.
  var isFinished: Bool { place == size && fault == nil }

  /// Fills a buffer as far as it can; 0 at the end, nil when it cannot go on (see ``fault``).
  func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard fault == nil else { return nil }
    let most = min(buffer.count, size - place)
    if most > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<most])
      let count = fill(part)
      guard count > 0 else { return fail("The file to bring became shorter meanwhile.") }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: part[..<count]))
      place += count
      if place == size { check() }
      return fault == nil ? count : nil
    }
    return 0
  }

  private func fill(_ part: UnsafeMutableRawBufferPointer) -> Int {
    switch source {
    case .bytes(let bytes):
      part.copyBytes(from: bytes[place..<place + part.count])
      return part.count
    case .file(let file):
      return file.read(into: part, at: place)
    }
  }

  private func check() {
    if Array(hash.finalize()) != expected {
      fault = "The file to bring has not the SHA-256 that it had when it was made."
    }
  }

  private func fail(_ reason: String) -> Int? {
    fault = reason
    return nil
  }
}
