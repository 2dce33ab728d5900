/// Finds where a row and its fields end, over bytes that may arrive in any pieces.
///
/// After a fault of quotation marks in a row of several lines the next row begins at the line after
/// the first one, so that one stray mark costs one line and not everything up to the next mark.
/// That never reads a byte more than twice: none of the lines gone back over can be left open
/// itself, as it passed through inside quotation marks without closing them.
struct CSVScan: Sendable {
  private enum State {
    case fieldStart, bare, quoted, quoteSeen
    /// A carriage return ended the row; a line feed may still follow.
    case lineEnd
    /// The rest of the line is left out.
    case skipping
  }

  private let delimiter: UInt8
  private let quote: UInt8?
  private let limits: CSVLimits
  private var state = State.fieldStart
  private var fieldStart = 0
  private var fieldOrigin = 0
  private var isEscaped = false
  private var lineBreaks = 0
  private var secondLine: Int?

  /// Where the row begins.
  private(set) var begin = 0
  /// The next byte to look at; once a row is complete, where the next one begins.
  private(set) var index = 0
  /// Where the row ends, without its line end; of a row with a fault, the place of the fault.
  private(set) var contentEnd = 0
  private(set) var fields: [CSVRow.Field] = []
  /// The number of fields, those beyond the limit included.
  private(set) var fieldCount = 0
  private(set) var fault: (kind: CSVFault.Kind, index: Int)?
  /// How many physical lines come before the next row.
  private(set) var lines = 0

  init(_ dialect: CSVDialect, _ limits: CSVLimits) {
    delimiter = dialect.delimiter
    quote = dialect.quote
    self.limits = limits
  }

  /// Whether what ended is an empty line.
  var isBlank: Bool { fieldCount == 0 && fault == nil }

  /// Whether the bytes from ``contentEnd`` to ``index`` will not be asked for again.
  var isSkipping: Bool { state == .skipping }

  /// Begins a row where the last one ended; hands the fields over for reuse of their memory.
  mutating func restart(reusing memory: inout [CSVRow.Field]) {
    swap(&fields, &memory)
    fields.removeAll(keepingCapacity: true)
    begin = index
    state = .fieldStart
    (fieldCount, fault, lineBreaks, secondLine) = (0, nil, 0, nil)
  }

  /// Leaves out the line that begins here, as if it were empty.
  mutating func skipLine() {
    contentEnd = begin
    state = .skipping
  }

  /// Moves all places back because that many bytes before the row were dropped.
  mutating func shift(by count: Int) {
    begin -= count
    index -= count
    contentEnd -= count
    fieldStart -= count
    fieldOrigin -= count
    secondLine = secondLine.map { $0 - count }
    fault?.index -= count
  }

  /// Takes note that the bytes from ``contentEnd`` to ``index`` were dropped.
  mutating func dropSkipped() { index = contentEnd }

  /// Goes on until a row or an empty line is complete (true) or the bytes are used up (false).
  mutating func run(_ text: [UInt8], isLast: Bool) -> Bool {
    let bytes = text.span
    while index < bytes.count {
      let isComplete =
        switch state {
        case .fieldStart: startField(bytes)
        case .bare: passBare(bytes)
        case .quoted: passQuoted(bytes)
        case .quoteSeen: passQuote(bytes)
        case .lineEnd: passLineEnd(bytes)
        case .skipping: passSkipped(bytes)
        }
      if isComplete { return true }
    }
    return isLast && finish()
  }

  private mutating func startField(_ bytes: Span<UInt8>) -> Bool {
    let byte = bytes[index]
    fieldOrigin = index
    fieldStart = index
    isEscaped = false
    if byte == quote {
      index += 1
      fieldStart = index
      state = .quoted
      return false
    }
    state = .bare
    if index == begin, byte == .lineFeed || byte == .carriageReturn {
      contentEnd = index
      return passEnd(byte)
    }
    return passBare(bytes)
  }

  private mutating func passBare(_ bytes: Span<UInt8>) -> Bool {
    let rowLimit = begin + limits.rowBytes
    let limit = min(fieldStart + limits.fieldBytes, rowLimit)
    let stop = min(bytes.count, limit + 1)
    let mark = quote ?? delimiter
    var place = index
    while place < stop {
      let byte = bytes[place]
      if byte == delimiter || byte == mark || byte == .lineFeed || byte == .carriageReturn { break }
      place += 1
    }
    index = place
    if place > limit { return fail(place > rowLimit ? .rowTooLong : .fieldTooLong) }
    guard place < bytes.count else { return false }
    return endBare(bytes[place])
  }

  private mutating func endBare(_ byte: UInt8) -> Bool {
    if byte == delimiter {
      addField(endingAt: index)
      index += 1
      state = .fieldStart
      return false
    }
    if byte == quote { return fail(.quoteInField) }
    addField(endingAt: index)
    contentEnd = index
    return passEnd(byte)
  }

  private mutating func passQuoted(_ bytes: Span<UInt8>) -> Bool {
    let limit = min(fieldStart + limits.fieldBytes, begin + limits.rowBytes)
    let stop = min(bytes.count, limit + 1)
    let mark = quote ?? delimiter
    var place = index
    while place < stop {
      let byte = bytes[place]
      place += 1
      if byte == mark {
        state = .quoteSeen
        index = place
        return false
      }
      if byte == .lineFeed || byte == .carriageReturn { passBreak(bytes, at: place) }
    }
    index = place
    return place > limit ? fail(.unclosedQuote) : false
  }

  /// Counts the line break just passed; a line feed after a carriage return is part of it.
  private mutating func passBreak(_ bytes: Span<UInt8>, at place: Int) {
    let isSecond =
      bytes[place - 1] == .lineFeed && place - 2 >= fieldStart
      && bytes[place - 2] == .carriageReturn
    if !isSecond { lineBreaks += 1 }
    if lineBreaks == 1 { secondLine = place }
  }

  private mutating func passQuote(_ bytes: Span<UInt8>) -> Bool {
    let byte = bytes[index]
    if byte == quote {
      isEscaped = true
      index += 1
      state = .quoted
      return false
    }
    if byte == delimiter || byte == .lineFeed || byte == .carriageReturn {
      addField(endingAt: index - 1)
      contentEnd = index
      if byte != delimiter { return passEnd(byte) }
      index += 1
      state = .fieldStart
      return false
    }
    return fail(.textAfterQuote)
  }

  private mutating func passEnd(_ byte: UInt8) -> Bool {
    index += 1
    if byte == .lineFeed { return complete() }
    state = .lineEnd
    return false
  }

  private mutating func passLineEnd(_ bytes: Span<UInt8>) -> Bool {
    if bytes[index] == .lineFeed { index += 1 }
    return complete()
  }

  private mutating func passSkipped(_ bytes: Span<UInt8>) -> Bool {
    while index < bytes.count {
      let byte = bytes[index]
      if byte == .lineFeed || byte == .carriageReturn { return passEnd(byte) }
      index += 1
    }
    return false
  }

  private mutating func addField(endingAt end: Int) {
    fieldCount += 1
    if fieldCount > limits.fields {
      if fault == nil { fault = (.tooManyFields, fieldOrigin) }
      return
    }
    fields.append(
      CSVRow.Field(
        origin: Int32(truncatingIfNeeded: fieldOrigin - begin),
        start: Int32(truncatingIfNeeded: fieldStart - begin),
        end: Int32(truncatingIfNeeded: end - begin), isEscaped: isEscaped))
  }

  private mutating func fail(_ kind: CSVFault.Kind) -> Bool {
    fault = (kind, kind == .unclosedQuote ? fieldOrigin : index)
    contentEnd = index
    if kind == .unclosedQuote || kind == .textAfterQuote, let secondLine {
      index = secondLine
      lineBreaks = 0
      return complete()
    }
    state = .skipping
    return false
  }

  private mutating func finish() -> Bool {
    switch state {
    case .fieldStart:
      if index == begin { return false }
      (fieldOrigin, fieldStart, isEscaped) = (index, index, false)
      addField(endingAt: index)
      contentEnd = index
    case .bare:
      addField(endingAt: index)
      contentEnd = index
    case .quoted:
      if fail(.unclosedQuote) { return true }
    case .quoteSeen:
      addField(endingAt: index - 1)
      contentEnd = index
    case .lineEnd, .skipping: break
    }
    return complete()
  }

  private mutating func complete() -> Bool {
    lines = lineBreaks + 1
    return true
  }
}
