import Crypto
import NIOFoundationCompat
import Foundation
import NIOCore

/// The file of one stream being received. Small pieces are gathered, so that a stream of single
/// bytes costs no disk access a byte.
struct SpoolWriter {
  private static let portion = 65_536
  private static let headLength = 4_096

  private(set) var length = 0
  private let url: URL
  private let file: OpenFile
  private var hash = SHA256()
  private var head: [UInt8] = []
  private var gathered = ByteBuffer()

  init(_ url: URL) async throws {
    self.url = url
    file = try await Blocking.run { try OpenFile.creating(url) }
  }

  mutating func append(_ buffer: ByteBuffer) async throws {
    hash.update(data: buffer.readableBytesView)
    head += buffer.readableBytesView.prefix(SpoolWriter.headLength - head.count)
    length += buffer.readableBytes
    if buffer.readableBytes >= SpoolWriter.portion {
      try await flush()
      try await put(buffer)
    } else {
      gathered.writeImmutableBuffer(buffer)
      if gathered.readableBytes >= SpoolWriter.portion { try await flush() }
    }
  }

  mutating func finish(announced: Int?) async throws -> SpooledFile {
    guard length > 0 else { throw FilingError(.empty, "The file is empty: choose another one.") }
    if let announced, announced != length {
      throw FilingError(
        .interrupted, "\(announced) bytes were announced, \(length) came: send the file again.")
    }
    try await flush()
    return SpooledFile(id: ContentID(hash.finalize()), length: length, head: head, url: url)
  }

  func abandon() {
    unlink(url.path(percentEncoded: false))
  }

  private mutating func flush() async throws {
    guard gathered.readableBytes > 0 else { return }
    try await put(gathered)
    gathered.clear()
  }

  private func put(_ buffer: ByteBuffer) async throws {
    let file = file
    try await Blocking.run { try buffer.withUnsafeReadableBytes { try file.write($0) } }
  }
}
