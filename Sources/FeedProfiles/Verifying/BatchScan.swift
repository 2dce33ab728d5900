internal import Crypto

/// A file on its way through: the lines of its header, those of its details, and the last one,
/// which is the trailer and is known to be so only at the end.
struct BatchScan {
  /// A line with its end.
  struct Line {
    var bytes: [UInt8]
    var number: Int
    var offset: Int

    var range: Range<Int> { offset..<(offset + bytes.count) }

    /// The line without LF or CR LF.
    var content: [UInt8] {
      var content = bytes
      if content.last == 10 { content.removeLast() }
      if content.last == 13 { content.removeLast() }
      return content
    }
  }

  /// The longest line, in bytes; longer ones are no records.
  private static let longest = 4_194_304

  private(set) var header: [Line] = []
  private(set) var shape: BatchRecordReader.Shape?
  /// The last line, after ``finish(_:)`` the trailer.
  private(set) var held: Line?
  private(set) var size = 0
  /// Whether a line was too long to be one of a batch.
  private(set) var isOverlong = false
  private var line = Line(bytes: [], number: 1, offset: 0)
  private var file = SHA256()
  private var details = SHA256()

  var sha256: String { file.hexadecimal }
  var detailsSHA256: String { details.hexadecimal }

  var isHeaderComplete: Bool { header.count == (shape?.headerLines ?? 1) }

  /// Takes the next bytes and calls the function with each line of the details.
  mutating func feed(_ bytes: [UInt8], _ detail: (Line) -> Void) {
    file.update(bytes)
    size += bytes.count
    guard !isOverlong else { return }
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 10) {
      line.bytes.append(contentsOf: rest[...end])
      rest = rest[(end + 1)...]
      endLine(detail)
    }
    line.bytes.append(contentsOf: rest)
    isOverlong = line.bytes.count > Self.longest
  }

  /// Says that the file has no more bytes.
  mutating func finish(_ detail: (Line) -> Void) {
    if !line.bytes.isEmpty, !isOverlong { endLine(detail) }
  }

  private mutating func endLine(_ detail: (Line) -> Void) {
    let next = Line(bytes: [], number: line.number + 1, offset: line.offset + line.bytes.count)
    defer { line = next }
    if header.isEmpty { shape = BatchRecordReader.shape(line.bytes) }
    if header.isEmpty || !isHeaderComplete {
      header.append(line)
      return
    }
    if let held {
      details.update(held.bytes)
      detail(held)
    }
    held = line
  }
}
