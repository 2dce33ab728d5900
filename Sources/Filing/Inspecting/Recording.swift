/// Sound and films, told by their headers.
enum Recording {
  /// Nil when it is neither.
  static func kind(_ head: [UInt8], _ source: ByteSource) throws -> MediaType? {
    if head.has("RIFF", at: 0), head.has("WAVE", at: 8) { return .wav }
    if head.has("OggS", at: 0), head.count > 27, head[4] == 0 { return .ogg }
    if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return try webm(head) }
    if head.has("ftyp", at: 4) { return try mp4(head) }
    return try isMP3(head, source) ? .mp3 : nil
  }

  /// EBML's DocType element (RFC 8794, section 11.2.7) tells WebM from Matroska.
  private static func webm(_ head: [UInt8]) throws -> MediaType {
    let type: [UInt8] = [0x42, 0x82, 0x84] + Array("webm".utf8)
    for offset in 0..<64 where head.dropFirst(offset).starts(with: type) { return .webm }
    throw Inspection.refusal("Matroska films are not taken: convert the film to MP4 or WebM.")
  }

  private static let films: Set<String> = [
    "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42", "mp71",
    "avc1", "M4V ", "M4VH", "M4VP", "dash", "MSNV", "3gp4", "3gp5", "3gp6", "f4v ",
  ]

  /// The major brand (ISO/IEC 14496-12, section 4.3).
  private static func mp4(_ head: [UInt8]) throws -> MediaType {
    let length = head.big(at: 0, 4)
    let brand = String(decoding: head.dropFirst(8).prefix(4), as: Unicode.ASCII.self)
    if length >= 16, length <= 4_096 {
      if films.contains(brand) { return .mp4 }
      if brand == "M4A " || brand == "M4B " { return .mp4Audio }
    }
    throw Inspection.refusal(
      "Files of this camera's kind (\(brand == "qt  " ? "QuickTime" : "HEIC, AVIF or another")) "
        + "are not taken: export a film as MP4 and an image as JPEG.")
  }

  /// Two frames in a row, at the beginning or behind an ID3v2 tag: one alone may be chance.
  private static func isMP3(_ head: [UInt8], _ source: ByteSource) throws -> Bool {
    var start = 0
    if head.has("ID3", at: 0), head.count >= 10, head[6...9].allSatisfy({ $0 < 0x80 }) {
      let size = head[6...9].reduce(0) { $0 << 7 | Int($1) }
      start = 10 + size + (head[5] & 0x10 == 0 ? 0 : 10)
    } else if head.first != 0xFF {
      return false
    }
    let window = try source.bytes(at: start, count: 8_192)
    let furthest = start == 0 ? 0 : 4_096
    for offset in 0...furthest {
      guard let length = frameLength(window, at: offset) else { continue }
      if frameLength(window, at: offset + length) != nil { return true }
    }
    return false
  }

  /// The length of a layer III frame (ISO/IEC 11172-3, section 2.4.2.3) in bytes.
  private static func frameLength(_ bytes: [UInt8], at offset: Int) -> Int? {
    guard offset + 4 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] & 0xE6 == 0xE2 else {
      return nil
    }
    let version = bytes[offset + 1] >> 3 & 3
    let rate = Int(bytes[offset + 2] >> 4)
    let frequency = Int(bytes[offset + 2] >> 2 & 3)
    guard version != 1, rate != 0, rate != 15, frequency != 3 else { return nil }
    let first = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    let second = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    let bits = (version == 3 ? first : second)[rate] * 1_000
    let hertz = [44_100, 48_000, 32_000][frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
    return (version == 3 ? 144 : 72) * bits / hertz + Int(bytes[offset + 2] >> 1 & 1)
  }
}
