import CZlib

/// One chunk of a PNG (PNG third edition, section 5.3).
struct PNGChunk {
  /// Four letters.
  let type: String
  let body: ArraySlice<UInt8>

  /// The keyword under which a credential stands.
  private static let keyword = [UInt8]("openbadgecredential".utf8)

  /// An uncompressed iTXt chunk without language (section 11.3.3.4).
  static func credential(_ text: [UInt8]) -> PNGChunk {
    PNGChunk(type: "iTXt", body: (keyword + [0, 0, 0, 0, 0] + text)[...])
  }

  /// Whether it holds a credential, be it in the right kind of chunk or not.
  var isCredential: Bool {
    ["iTXt", "tEXt", "zTXt"].contains(type) && body.prefix { $0 != 0 }.elementsEqual(Self.keyword)
  }

  func append(to out: inout [UInt8]) {
    let checked = [UInt8](type.utf8) + body
    append(UInt32(body.count), to: &out)
    out += checked
    append(Self.checksum(checked[...]), to: &out)
  }

  private func append(_ number: UInt32, to out: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { out += $0 }
  }

  /// CRC-32 of the type and the body.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBytes { bytes in
      UInt32(
        truncatingIfNeeded: crc32(
          0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(bytes.count)))
    }
  }
}

/// The chunks of a PNG whose structure is sound.
struct PNGChunks {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private(set) var chunks: [PNGChunk] = []

  /// Reads every chunk; truncated ones, wrong checksums, a wrong order and anything after the end
  /// are refused.
  init(_ png: [UInt8]) throws(BakingError) {
    guard png.count <= Baking.limit else {
      throw BakingError("The picture is larger than \(Baking.limit >> 20) MiB.")
    }
    guard Baking.isPNG(png) else { throw BakingError("This picture is not a PNG.") }
    var rest = png[Self.signature.count...]
    while chunks.last?.type != "IEND" {
      let chunk = try Self.chunk(at: rest)
      guard chunks.isEmpty == (chunk.type == "IHDR") else {
        throw BakingError("The PNG does not begin with one IHDR chunk.")
      }
      chunks.append(chunk)
      rest = rest.dropFirst(12 + chunk.body.count)
    }
    guard rest.isEmpty else { throw BakingError("The PNG has bytes after its end.") }
    guard chunks.contains(where: { $0.type == "IDAT" }) else {
      throw BakingError("The PNG has no picture data.")
    }
  }

  private static func chunk(at rest: ArraySlice<UInt8>) throws(BakingError) -> PNGChunk {
    let truncated = BakingError("The PNG is truncated.")
    guard rest.count >= 12 else { throw truncated }
    let length = Int(number(rest))
    guard length <= rest.count - 12 else { throw truncated }
    let start = rest.startIndex
    let checked = rest[(start + 4)..<(start + 8 + length)]
    let type = checked.prefix(4)
    guard type.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) && $0 < 0x80 }) else {
      throw BakingError("The PNG has a chunk whose type is not four letters.")
    }
    guard number(rest[(start + 8 + length)...]) == PNGChunk.checksum(checked) else {
      throw BakingError("The PNG has a chunk with a wrong checksum: it was altered or damaged.")
    }
    return PNGChunk(type: String(decoding: type, as: UTF8.self), body: checked.dropFirst(4))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
