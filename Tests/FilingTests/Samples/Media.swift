/// The smallest contents of each kind.
enum Media {
  static let pdf = Array("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n".utf8)
  static let text = Array("# Übung\n\nGrüße, Δημήτρη, 学习 🎓\n".utf8)
  static let wav = Array("RIFF\u{24}\0\0\0WAVEfmt \u{10}\0\0\0".utf8) + zeros(40)
  static let ogg = Array("OggS\0\u{2}".utf8) + zeros(60)
  static let webm: [UInt8] =
    [0x1A, 0x45, 0xDF, 0xA3, 0x93, 0x42, 0x86, 0x81, 0x01, 0x42, 0x82, 0x84]
    + Array("webm".utf8) + zeros(20)
  static let mp4 = film("mp42")
  static let mp3 = frame + frame

  private static let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + zeros(413)

  static func film(_ brand: String) -> [UInt8] {
    [0, 0, 0, 24] + Array("ftyp\(brand)\0\0\0\0isommp42".utf8) + zeros(32)
  }

  static func png(_ width: Int, _ height: Int) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
      + big(width, 4) + big(height, 4) + [8, 6, 0, 0, 0] + zeros(4)
      + zeros(4) + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
  }

  /// A segment with a small image of its own, as cameras write it, comes before the frame.
  static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
    let thumbnail = [0xFF, 0xE1, 0x00, 0x08, 0xFF, 0xC0, 0x00, 0x11, 0x08, 0x00] as [UInt8]
    return [0xFF, 0xD8] + thumbnail + [0xFF, 0xFF, 0xC2, 0x00, 0x11, 8] + big(height, 2)
      + big(width, 2) + [3] + zeros(9) + [0xFF, 0xDA, 0x00, 0x02, 0x01, 0xFF, 0xD9]
  }

  static func gif(_ width: Int, _ height: Int, frame: (Int, Int)? = nil) -> [UInt8] {
    let frame = frame ?? (width, height)
    return Array("GIF89a".utf8) + little(width, 2) + little(height, 2) + [0x80, 0, 0] + zeros(6)
      + [0x21, 0xF9, 4, 0, 0, 0, 0, 0] + [0x2C, 0, 0, 0, 0] + little(frame.0, 2)
      + little(frame.1, 2) + [0, 2, 2, 0x4C, 0x01, 0, 0x3B]
  }

  static func webp(lossy width: Int, _ height: Int) -> [UInt8] {
    Array("RIFF\u{20}\0\0\0WEBPVP8 \u{14}\0\0\0".utf8) + [0, 0, 0, 0x9D, 0x01, 0x2A]
      + little(width, 2) + little(height, 2) + zeros(10)
  }

  static func webp(lossless width: Int, _ height: Int) -> [UInt8] {
    Array("RIFF\u{20}\0\0\0WEBPVP8L\u{14}\0\0\0".utf8) + [0x2F]
      + little((height - 1) << 14 | (width - 1), 4) + zeros(15)
  }

  static func webp(extended width: Int, _ height: Int) -> [UInt8] {
    Array("RIFF\u{20}\0\0\0WEBPVP8X\u{0A}\0\0\0".utf8) + zeros(4) + little(width - 1, 3)
      + little(height - 1, 3) + zeros(10)
  }

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  static func big(_ number: Int, _ width: Int) -> [UInt8] { little(number, width).reversed() }

  static func little(_ number: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
