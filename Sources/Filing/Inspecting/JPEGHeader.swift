/// The frame header of a JPEG (ITU-T T.81, annex B).
enum JPEGHeader {
  static func size(_ source: ByteSource) throws -> ImageSize {
    var cursor = ByteCursor(source, at: 2)
    while let marker = try nextMarker(&cursor) {
      guard let bytes = try cursor.next(2) else { break }
      let length = bytes.big(at: 0, 2)
      guard length >= 2 else { break }
      if isFrame(marker) {
        guard length >= 8, let frame = try cursor.next(5) else { break }
        return ImageSize(type: .jpeg, width: frame.big(at: 3, 2), height: frame.big(at: 1, 2))
      }
      guard marker != 0xDA, cursor.skip(length - 2) else { break }
    }
    throw ImageSize.broken(.jpeg)
  }

  /// A marker after any number of fill bytes; nil where there is something else.
  private static func nextMarker(_ cursor: inout ByteCursor) throws -> UInt8? {
    guard try cursor.next() == 0xFF else { return nil }
    while let byte = try cursor.next() {
      if byte != 0xFF { return byte >= 0xC0 && !(0xD0...0xD9).contains(byte) ? byte : nil }
    }
    return nil
  }

  private static func isFrame(_ marker: UInt8) -> Bool {
    (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
  }
}
