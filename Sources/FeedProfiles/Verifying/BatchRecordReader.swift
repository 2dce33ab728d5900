/// Reads the first and the last record of a batch, whichever profile it is written in.
enum BatchRecordReader {
  /// How a file is written, as its first bytes show.
  enum Shape: Equatable {
    case delimited(UInt8)
    case fixed, jsonLines, xml

    /// How many lines the header has: columns have names, and XML has a declaration.
    var headerLines: Int {
      switch self {
      case .delimited, .xml: 2
      case .fixed, .jsonLines: 1
      }
    }
  }

  /// The shape of the file that begins with this line; nil when it is no batch.
  static func shape(_ line: [UInt8]) -> Shape? {
    if line.starts(with: "<?xml".utf8) { return .xml }
    if line.first == UInt8(ascii: "{") { return .jsonLines }
    guard line.first == UInt8(ascii: "H"), line.count > 2 else { return nil }
    return line.dropFirst().starts(with: "CONFERRAL-FEED".utf8) ? .fixed : .delimited(line[1])
  }

  /// The header, from its lines without their ends.
  static func header(_ lines: [[UInt8]], _ shape: Shape, _ charset: Charset) -> BatchRecord? {
    guard let line = shape == .xml ? lines.last : lines.first else { return nil }
    return record(line, shape, charset, "H", BatchRecord.headerWidths)
  }

  /// The trailer, from its line without its end.
  static func trailer(_ line: [UInt8], _ shape: Shape, _ charset: Charset) -> BatchRecord? {
    record(line, shape, charset, "T", BatchRecord.trailerWidths)
  }

  private static func record(
    _ line: [UInt8], _ shape: Shape, _ charset: Charset, _ type: Character,
    _ widths: [(key: String, width: Int)]
  ) -> BatchRecord? {
    switch shape {
    case .delimited(let delimiter):
      let cells = cells(line, delimiter)
      guard cells.first == [type.asciiValue ?? 0], cells.count == widths.count + 1 else {
        return nil
      }
      return record(
        widths.map(\.key), cells.dropFirst().map { Formula.unguarded($0[...]) }, charset)
    case .fixed:
      return fixed(line, type, widths, charset)
    case .jsonLines:
      guard var values = JSONPaths.values(line), values.first?.path == "record",
        values.removeFirst().text == Array((type == "H" ? "header" : "trailer").utf8)
      else { return nil }
      return record(values.map(\.path), values.map { $0.text[...] }, charset)
    case .xml:
      return xml(line, type, charset)
    }
  }

  private static func record(
    _ keys: [String], _ values: [ArraySlice<UInt8>], _ charset: Charset
  ) -> BatchRecord {
    BatchRecord(
      entries: zip(keys, values).map { key, value in
        BatchRecord.Entry(key: key, value: charset.text(value))
      })
  }

  private static func xml(
    _ line: [UInt8], _ type: Character, _ charset: Charset
  ) -> BatchRecord? {
    var line = line[...]
    let element = type == "H" ? "feed:Batch/@" : "feed:Trailer/@"
    if type == "T" {
      let end = Array("</feed:Batch>".utf8)
      guard line.suffix(end.count).elementsEqual(end) else { return nil }
      line = line.dropLast(end.count)
    }
    guard let values = XMLPaths.values(Array(line), isOpen: type == "H") else { return nil }
    let own = values.filter { $0.path.hasPrefix(element) && !$0.path.hasSuffix("xmlns:feed") }
    return record(
      own.map { String($0.path.dropFirst(element.count)) }, own.map { $0.text[...] }, charset)
  }

  private static func fixed(
    _ line: [UInt8], _ type: Character, _ widths: [(key: String, width: Int)], _ charset: Charset
  ) -> BatchRecord? {
    guard line.first == type.asciiValue, line.count >= widths.reduce(1, { $0 + $1.width }) else {
      return nil
    }
    var start = 1
    var values: [ArraySlice<UInt8>] = []
    for (_, width) in widths {
      let place = line[start..<(start + width)]
      let end = place.lastIndex { $0 != 32 }.map { $0 + 1 } ?? place.startIndex
      values.append(place[..<end])
      start += width
    }
    return record(widths.map(\.key), values, charset)
  }

  private static func cells(_ line: [UInt8], _ delimiter: UInt8) -> [[UInt8]] {
    var cells: [[UInt8]] = []
    var rest = line[...]
    while true {
      var cell: [UInt8] = []
      if rest.first == DelimitedForm.quote {
        rest.removeFirst()
        while let byte = rest.popFirst() {
          if byte == DelimitedForm.quote {
            // Written twice it stands for itself, once it ends the cell.
            guard rest.first == byte else { break }
            rest.removeFirst()
          }
          cell.append(byte)
        }
      }
      while let byte = rest.first, byte != delimiter {
        cell.append(byte)
        rest.removeFirst()
      }
      cells.append(cell)
      guard rest.popFirst() != nil else { return cells }
    }
  }
}
