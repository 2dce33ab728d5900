import CZlib

/// The bytes of one file of an archive, a piece at a time.
public final class ZipStream {
  private static let piece = 65_536

  private let entry: ZipArchive.Entry
  private let source: ByteSource
  private var stream = z_stream()
  private var packed: [UInt8] = []
  /// How many packed bytes were read, and how many came out.
  private var taken = 0
  private var given = 0
  private var checksum: UInt = 0
  private var isAtEnd = false

  init(_ entry: ZipArchive.Entry, of source: ByteSource) throws {
    self.entry = entry
    self.source = source
    // Raw deflate: no zlib header.
    if entry.method == 8, czlib_inflate_init(&stream, -15) != Z_OK {
      throw FilingError(.unavailable, "There is no memory to unpack an archive.")
    }
  }

  deinit {
    if entry.method == 8 { inflateEnd(&stream) }
  }

  /// The next piece; nil after the last. Throws `FilingError` when the bytes are not what the
  /// archive says of them.
  public func next() throws -> [UInt8]? {
    if isAtEnd { return nil }
    let bytes = try entry.method == 0 ? stored() : inflated()
    given += bytes.count
    guard given <= entry.size else { throw ZipDirectory.broken }
    checksum = bytes.withUnsafeBufferPointer { buffer in
      crc32(checksum, buffer.baseAddress, UInt32(buffer.count))
    }
    if !bytes.isEmpty { return bytes }
    isAtEnd = true
    guard given == entry.size, Int(checksum) == entry.crc else {
      throw Inspection.refusal(
        "The archive is damaged: \(entry.name) in it is not what it was; pack it anew.")
    }
    return nil
  }

  private func stored() throws -> [UInt8] {
    let bytes = try source.bytes(
      at: entry.offset + taken, count: min(Self.piece, entry.packed - taken))
    taken += bytes.count
    return bytes
  }

  /// Unpacks until there is something, or nothing more.
  private func inflated() throws -> [UInt8] {
    var out = [UInt8](repeating: 0, count: Self.piece)
    while true {
      if packed.isEmpty {
        packed = try source.bytes(
          at: entry.offset + taken, count: min(Self.piece, entry.packed - taken))
        taken += packed.count
      }
      let (status, used, made) = step(&out)
      packed.removeFirst(used)
      guard status == Z_OK || status == Z_STREAM_END || (status == Z_BUF_ERROR && made > 0) else {
        throw ZipDirectory.broken
      }
      if made > 0 { return Array(out.prefix(made)) }
      if status == Z_STREAM_END { return [] }
      if packed.isEmpty, taken == entry.packed { throw ZipDirectory.broken }
    }
  }

  private func step(_ out: inout [UInt8]) -> (status: Int32, used: Int, made: Int) {
    packed.withUnsafeMutableBufferPointer { input in
      out.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        let status = inflate(&stream, Z_NO_FLUSH)
        return (
          status, input.count - Int(stream.avail_in), output.count - Int(stream.avail_out)
        )
      }
    }
  }
}
