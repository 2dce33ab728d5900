/// The width and height of an image as its header tells them.
struct ImageSize: Hashable {
  var type: MediaType
  var width: Int
  var height: Int

  /// Nil when it is no image; throws when it begins like one but has no proper size.
  static func read(_ head: [UInt8], _ source: ByteSource, tooMany pixels: Int) throws -> ImageSize?
  {
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      return try png(head)
    } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      return try JPEGHeader.size(source)
    } else if head.has("GIF87a", at: 0) || head.has("GIF89a", at: 0) {
      return try GIFHeader.size(source, tooMany: pixels)
    } else if head.has("RIFF", at: 0), head.has("WEBP", at: 8) {
      return try webp(head)
    }
    return nil
  }

  func check(against limit: Int) throws {
    guard width > 0, height > 0 else { throw ImageSize.broken(type) }
    guard height <= limit / width else {
      throw Inspection.refusal(
        "The image has \(width) × \(height) pixels, more than \(limit): make it smaller.")
    }
  }

  static func broken(_ type: MediaType) -> FilingError {
    Inspection.refusal(
      "The file begins like \(type.rawValue) but is broken: save it anew and send that.")
  }

  /// PNG (third edition), section 11.2.1: IHDR is the first chunk.
  private static func png(_ head: [UInt8]) throws -> ImageSize {
    guard head.big(at: 8, 4) == 13, head.has("IHDR", at: 12), head.count >= 33 else {
      throw broken(.png)
    }
    return ImageSize(type: .png, width: head.big(at: 16, 4), height: head.big(at: 20, 4))
  }

  /// RFC 9649, sections 2.5 to 2.7.
  private static func webp(_ head: [UInt8]) throws -> ImageSize {
    guard head.count >= 30 else { throw broken(.webp) }
    if head.has("VP8X", at: 12) {
      return ImageSize(
        type: .webp, width: head.little(at: 24, 3) + 1, height: head.little(at: 27, 3) + 1)
    } else if head.has("VP8L", at: 12), head[20] == 0x2F {
      let bits = head.little(at: 21, 4)
      return ImageSize(type: .webp, width: bits & 0x3FFF + 1, height: bits >> 14 & 0x3FFF + 1)
    } else if head.has("VP8 ", at: 12), Array(head[23..<26]) == [0x9D, 0x01, 0x2A] {
      return ImageSize(
        type: .webp, width: head.little(at: 26, 2) & 0x3FFF, height: head.little(at: 28, 2) & 0x3FFF
      )
    }
    throw broken(.webp)
  }
}
