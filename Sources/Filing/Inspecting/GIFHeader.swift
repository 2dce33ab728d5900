/// The screen and all frames of a GIF (GIF89a, sections 18 to 26); the larger of them counts.
enum GIFHeader {
  static func size(_ source: ByteSource, tooMany pixels: Int) throws -> ImageSize {
    var cursor = ByteCursor(source, at: 6)
    guard let screen = try cursor.next(7), cursor.skip(table(screen[4])) else {
      throw ImageSize.broken(.gif)
    }
    let size = ImageSize(
      type: .gif, width: screen.little(at: 0, 2), height: screen.little(at: 2, 2))
    while let introducer = try cursor.next() {
      switch introducer {
      case 0x21: guard cursor.skip(1), try skipBlocks(&cursor) else { throw ImageSize.broken(.gif) }
      case 0x2C: try frame(&cursor).check(against: pixels)
      case 0x3B: return size
      default: throw ImageSize.broken(.gif)
      }
    }
    throw ImageSize.broken(.gif)
  }

  private static func frame(_ cursor: inout ByteCursor) throws -> ImageSize {
    guard let frame = try cursor.next(9), cursor.skip(table(frame[8]) + 1),
      try skipBlocks(&cursor)
    else { throw ImageSize.broken(.gif) }
    return ImageSize(type: .gif, width: frame.little(at: 4, 2), height: frame.little(at: 6, 2))
  }

  /// The length of the colour table that follows, in bytes.
  private static func table(_ flags: UInt8) -> Int {
    flags & 0x80 == 0 ? 0 : 3 << Int(flags & 7 + 1)
  }

  private static func skipBlocks(_ cursor: inout ByteCursor) throws -> Bool {
    while let length = try cursor.next() {
      if length == 0 { return true }
      guard cursor.skip(Int(length)) else { return false }
    }
    return false
  }
}
