import CZlib

/// A ZIP archive (APPNOTE 6.3.3) of deflated members, without times, so that equal members give
/// equal bytes.
struct ZipArchive {
  private struct Member {
    let name: [UInt8]
    let checksum: UInt32
    let packed: Int
    let size: Int
    let offset: Int
  }

  private var bytes: [UInt8] = []
  private var members: [Member] = []

  /// Adds a member; its name is ASCII. Members and the archive stay below 4 GiB.
  mutating func add(_ name: String, _ content: [UInt8]) {
    let packed = Deflate.compress(content)
    let member = Member(
      name: Array(name.utf8), checksum: Deflate.checksum(content), packed: packed.count,
      size: content.count, offset: bytes.count)
    append32(0x0403_4B50)
    appendHead(of: member)
    append16(0)
    bytes += member.name
    bytes += packed
    members.append(member)
  }

  /// The archive with its directory.
  func closed() -> [UInt8] {
    var copy = self
    let start = copy.bytes.count
    for member in members {
      copy.append32(0x0201_4B50)
      copy.append16(20)
      copy.appendHead(of: member)
      // no extra field, no comment, first disk, no attributes
      for _ in 0..<4 { copy.append16(0) }
      copy.append32(0)
      copy.append32(member.offset)
      copy.bytes += member.name
    }
    let size = copy.bytes.count - start
    copy.append32(0x0605_4B50)
    copy.append32(0)
    copy.append16(members.count)
    copy.append16(members.count)
    copy.append32(size)
    copy.append32(start)
    copy.append16(0)
    return copy.bytes
  }

  /// Version 2.0, deflated, 1980-01-01 as the time, which is the earliest there is.
  private mutating func appendHead(of member: Member) {
    append16(20)
    append16(0)
    append16(8)
    append16(0)
    append16(0x0021)
    append32(Int(member.checksum))
    append32(member.packed)
    append32(member.size)
    append16(member.name.count)
  }

  private mutating func append16(_ number: Int) {
    withUnsafeBytes(of: UInt16(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
  }

  private mutating func append32(_ number: Int) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
  }
}

/// Raw DEFLATE (RFC 1951) through zlib, whole buffers only.
enum Deflate {
  /// Negative window bits ask zlib for no header and no trailer.
  private static let rawWindow: Int32 = -15

  static func compress(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    guard czlib_deflate_init(&stream, Z_DEFAULT_COMPRESSION, rawWindow) == Z_OK else {
      fatalError("zlib refuses its own parameters")
    }
    defer { deflateEnd(&stream) }
    let capacity = Int(deflateBound(&stream, uLong(bytes.count)))
    var input = bytes
    return input.withUnsafeMutableBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(capacity)
        guard deflate(&stream, Z_FINISH) == Z_STREAM_END else {
          fatalError("zlib needs more room than it promised")
        }
        count = capacity - Int(stream.avail_out)
      }
    }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { bytes in
      UInt32(truncatingIfNeeded: crc32(0, bytes.baseAddress, UInt32(bytes.count)))
    }
  }
}
