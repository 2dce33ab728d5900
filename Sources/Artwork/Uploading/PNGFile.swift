/// The chunks of a PNG file (PNG, third edition, section 5), read before anything is unpacked.
struct PNGFile {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let width: Int
  let height: Int

  /// Reads the chunks. Throws where one is broken, one is missing, or something follows the last.
  init(_ bytes: [UInt8], name: String = "The PNG") throws(ArtworkError) {
    func number(_ place: Int) -> Int { bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) } }
    guard bytes.starts(with: PNGFile.signature) else {
      throw ArtworkError("\(name) does not begin like one: save it anew as PNG.")
    }
    let broken = ArtworkError("\(name) is broken: save it anew and send that.")
    var place = 8
    var size: (Int, Int)?
    var hasPixels = false
    while true {
      guard place + 12 <= bytes.count else { throw broken }
      let length = number(place)
      guard length <= bytes.count - place - 12 else { throw broken }
      let content = bytes[(place + 8)..<(place + 8 + length)]
      let kind = String(decoding: bytes[(place + 4)..<(place + 8)], as: UTF8.self)
      let isFirst = place == 8
      guard
        PNGFile.check(of: bytes[(place + 4)..<(place + 8 + length)]) == number(place + 8 + length),
        (kind == "IHDR") == isFirst
      else { throw broken }
      place += length + 12
      switch kind {
      case "IHDR":
        guard length == 13 else { throw broken }
        size = (number(16), number(20))
      case "IDAT": hasPixels = true
      case "acTL", "fcTL", "fdAT":
        throw ArtworkError("\(name) is animated: save one picture of it.")
      case "iTXt" where PNGFile.isBadge(content), "tEXt" where PNGFile.isBadge(content),
        "zTXt" where PNGFile.isBadge(content):
        throw ArtworkError("\(name) has a badge baked in: send the picture without it.")
      case "IEND":
        guard place == bytes.count else {
          throw ArtworkError("\(name) has something behind its end: save it anew and send that.")
        }
        guard let size, hasPixels, size.0 > 0, size.1 > 0 else { throw broken }
        (width, height) = size
        return
      default: break
      }
    }
  }

  /// Whether a text has the keyword of a baked badge (Open Badges 3.0, section 5.3.1).
  private static func isBadge(_ content: ArraySlice<UInt8>) -> Bool {
    content.starts(with: "openbadge".utf8)
  }

  func checkSize(_ pixels: ClosedRange<Int>) throws(ArtworkError) {
    guard pixels.contains(width), pixels.contains(height) else {
      throw ArtworkError(
        "The PNG has \(width) × \(height) pixels: it has from \(pixels.lowerBound) to "
          + "\(pixels.upperBound) each way.")
    }
    guard max(width, height) * 10 <= min(width, height) * 11 else {
      throw ArtworkError(
        "The PNG has \(width) × \(height) pixels: a badge is square, or nearly so.")
    }
  }
}

extension PNGFile {
  private static let table: [UInt32] = (0..<256).map { number in
    (0..<8).reduce(UInt32(number)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }

  /// The check of a chunk, its type included (PNG, third edition, annex D).
  static func check(of bytes: ArraySlice<UInt8>) -> Int {
    let rest = bytes.reduce(UInt32.max) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    return Int(rest ^ .max)
  }
}
