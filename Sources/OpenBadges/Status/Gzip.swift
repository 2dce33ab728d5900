import CZlib

/// GZIP (RFC 1952) through zlib, whole buffers only.
enum Gzip {
  /// Window bits of 15 plus 16 ask zlib for the gzip format.
  private static let gzipWindow: Int32 = 31

  /// Compresses; the header has no time, no name and an unknown system, so that equal bytes give
  /// equal results.
  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    guard czlib_deflate_init(&stream, Z_BEST_COMPRESSION, gzipWindow) == Z_OK else {
      fatalError("zlib refuses its own parameters")
    }
    defer { deflateEnd(&stream) }
    var header = gz_header()
    header.os = 255
    return withUnsafeMutablePointer(to: &header) { header in
      deflateSetHeader(&stream, header)
      let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
      guard let out = run(&stream, bytes, capacity: capacity, step: { deflate(&$0, Z_FINISH) })
      else { fatalError("zlib needs more room than it promised") }
      return out
    }
  }

  /// Decompresses one member and nothing after it; nil when it is damaged or larger than the limit.
  static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_inflate_init(&stream, gzipWindow) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    let out = run(&stream, bytes, capacity: limit) { inflate(&$0, Z_FINISH) }
    return stream.avail_in == 0 ? out : nil
  }

  private static func run(
    _ stream: inout z_stream, _ bytes: [UInt8], capacity: Int, step: (inout z_stream) -> Int32
  ) -> [UInt8]? {
    guard let inputCount = UInt32(exactly: bytes.count), let outputCount = UInt32(exactly: capacity)
    else { return nil }
    var input = bytes
    var finished = false
    let out = input.withUnsafeMutableBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        stream.next_in = input.baseAddress
        stream.avail_in = inputCount
        stream.next_out = output.baseAddress
        stream.avail_out = outputCount
        finished = step(&stream) == Z_STREAM_END
        count = capacity - Int(stream.avail_out)
      }
    }
    return finished ? out : nil
  }
}
