/// Reads rows of comma-separated values from pieces of a file, in memory bounded by ``CSVLimits``
/// and the size of a piece (RFC 4180, with other delimiters, quotation marks and encodings).
///
/// A reader of our own, because the usual ones (SwiftCSV among them) load a whole file, tell no
/// positions and stop at the first defect. Here a malformed row is one row with a fault, and
/// reading goes on at the next line. Empty lines are no rows.
public struct CSVReader: Sendable {
  /// How many fields each row must have; nil for any number.
  public var fieldCounts: ClosedRange<Int>?

  private let quote: UInt8?
  private let limits: CSVLimits
  private var decoder: CSVDecoder
  private var scan: CSVScan
  private var buffer: [UInt8] = []
  private var position = CSVPosition()
  /// The length in the file of bytes that were dropped from the row being read.
  private var dropped = 0
  private var linesToSkip: Int
  private var isFinished = false
  private var spare: [CSVRow.Field] = []

  /// Makes a reader for the bytes of one file, leaving out that many lines at its top.
  public init(
    _ dialect: CSVDialect = CSVDialect(), limits: CSVLimits = CSVLimits(), skippingLines: Int = 0
  ) {
    self.limits = limits
    quote = dialect.quote
    decoder = CSVDecoder(dialect.encoding)
    scan = CSVScan(dialect, limits)
    linesToSkip = skippingLines
    if linesToSkip > 0 { scan.skipLine() }
  }

  /// Takes the next bytes of the file, in pieces of any size; 64 KiB is a good one.
  public mutating func feed(_ bytes: [UInt8]) {
    compact()
    decoder.decode(bytes, into: &buffer)
    startPosition()
  }

  /// Says that the file has no more bytes.
  public mutating func finish() {
    decoder.finish(into: &buffer)
    startPosition()
    isFinished = true
  }

  /// Fills the row with the next one; false when more bytes are needed or, after ``finish()``,
  /// when there is none.
  public mutating func next(into row: inout CSVRow) -> Bool {
    while scan.run(buffer, isLast: isFinished) {
      let isRow = !scan.isBlank
      if isRow { fill(&row) }
      passRow()
      if isRow {
        row.next = position
        return true
      }
    }
    return false
  }

  /// Fills the row with the next one, asking for bytes where needed (nil at the end of the file);
  /// false when there is none. Errors are those of the source.
  public mutating func next(
    into row: inout CSVRow, from source: () throws -> [UInt8]?
  ) rethrows -> Bool {
    while !next(into: &row) {
      if isFinished { return false }
      if let bytes = try source() { feed(bytes) } else { finish() }
    }
    return true
  }

  /// Goes on at a position that an earlier reading of the same file gave; call it before the first
  /// row or just after one, and feed the file from its beginning all the same.
  public mutating func skip(to target: CSVPosition) {
    guard target.offset > position.offset else { return }
    decoder.skip(to: target.offset)
    let rest = decoder.drop(target.offset - position.offset, from: buffer[scan.begin...])
    buffer.removeSubrange(scan.begin..<rest.startIndex)
    position = target
    linesToSkip = 0
    scan.restart(reusing: &spare)
  }

  /// How much memory is held for what was not yet given out.
  var heldBytes: Int {
    buffer.capacity + (spare.capacity + scan.fields.capacity) * MemoryLayout<CSVRow.Field>.stride
  }

  private mutating func startPosition() {
    if position.offset < decoder.markLength { position.offset = decoder.markLength }
  }

  private mutating func passRow() {
    let source = buffer[scan.begin..<scan.index]
    position.offset += decoder.sourceLength(source) + dropped
    position.line += scan.lines
    dropped = 0
    scan.restart(reusing: &spare)
    if linesToSkip > 0 { linesToSkip -= 1 }
    if linesToSkip > 0 { scan.skipLine() }
  }

  private mutating func fill(_ row: inout CSVRow) {
    row.position = position
    row.fault = nil
    row.bytes.removeAll(keepingCapacity: true)
    row.fields.removeAll(keepingCapacity: true)
    row.bytes.append(contentsOf: buffer[scan.begin..<scan.contentEnd])
    if let (kind, index) = scan.fault {
      row.setFault(kind, at: index - scan.begin)
    } else if let expected = fieldCounts, !expected.contains(scan.fieldCount) {
      let kind = CSVFault.Kind.wrongFieldCount(
        found: scan.fieldCount, expected: expected.upperBound)
      row.setFault(kind, at: 0)
    } else if let index = row.bytes.firstInvalidUTF8 {
      row.setFault(.invalidByte, at: index)
    } else {
      row.fields.append(contentsOf: scan.fields)
      if let quote { row.unescape(quote: quote) }
    }
  }

  /// Drops the rows that were read, and what is left out of the one being read.
  private mutating func compact() {
    if scan.isSkipping, scan.contentEnd < scan.index {
      dropped += decoder.sourceLength(buffer[scan.contentEnd..<scan.index])
      buffer.removeSubrange(scan.contentEnd..<scan.index)
      scan.dropSkipped()
    }
    if scan.begin > buffer.count / 2 {
      let count = scan.begin
      buffer.removeSubrange(..<count)
      scan.shift(by: count)
    }
  }
}

extension CSVRow {
  fileprivate mutating func setFault(_ kind: CSVFault.Kind, at index: Int) {
    let place = bytes[..<min(index, bytes.count)].place(from: position.line)
    fault = CSVFault(kind: kind, line: place.line, column: place.column)
  }
}
