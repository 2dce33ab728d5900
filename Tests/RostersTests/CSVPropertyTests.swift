import Rosters
import Testing

@Suite struct CSVPropertyTests {
  private static let letters: [Character] = [
    "a", "b", ",", ";", "\t", "|", "\"", "'", "\n", "\r\n", "\r", " ", "é", "→", "😀", "ش", "0",
  ]

  private func fields(_ dice: inout Dice) -> [[String]] {
    let width = Int.random(in: 2...5, using: &dice)
    return (0..<Int.random(in: 1...20, using: &dice)).map { _ in
      (0..<width).map { _ in
        String(
          (0..<Int.random(in: 0...6, using: &dice)).map { _ in
            Self.letters.randomElement(using: &dice)!
          })
      }
    }
  }

  /// Writes fields, in quotation marks where needed and sometimes where not.
  private func written(
    _ fields: [[String]], _ delimiter: Character, _ quote: Character, _ end: String,
    _ dice: inout Dice
  ) -> String {
    var text = ""
    for row in fields {
      let cells = row.map { field in
        let isNeeded = field.unicodeScalars.contains {
          [delimiter, quote, "\n", "\r"].contains(Character($0))
        }
        guard isNeeded || Bool.random(using: &dice) else { return field }
        let inner = field.map { $0 == quote ? "\(quote)\(quote)" : String($0) }.joined()
        return "\(quote)\(inner)\(quote)"
      }
      text += cells.joined(separator: String(delimiter)) + end
    }
    return text
  }

  @Test(arguments: [",", ";", "\t", "|"] as [Character], ["\"", "'"] as [Character])
  func `what is written is read again, in pieces cut anywhere`(
    delimiter: Character, quote: Character
  ) {
    var dice = Dice(UInt64(delimiter.asciiValue!) << 8 | UInt64(quote.asciiValue!))
    for _ in 0..<100 {
      let fields = fields(&dice)
      let end = ["\n", "\r\n", "\r"].randomElement(using: &dice)!
      let text = written(fields, delimiter, quote, end, &dice)
      let dialect = CSVDialect(delimiter: delimiter, quote: quote)
      let whole = rows(Array(text.utf8), dialect)
      #expect(whole.texts == fields)
      var cuts = dice
      let cut = rows(Array(text.utf8), dialect, pieces: { Int.random(in: 1...9, using: &cuts) })
      #expect(cut.texts == fields)
      #expect(cut.map(\.next) == whole.map(\.next))
      #expect(cut.last?.next.offset == text.utf8.count)
    }
  }

  @Test func `garbage gives the same rows and faults in whatever pieces it comes`() {
    var dice = Dice(7)
    for round in 0..<300 {
      let alphabet: [UInt8] = round % 2 == 0 ? Array("a,\"\n\r".utf8) : Array(0...255)
      let bytes = (0..<Int.random(in: 0...200, using: &dice)).map { _ in
        alphabet.randomElement(using: &dice)!
      }
      for encoding in CSVDialect.Encoding.allCases {
        let dialect = CSVDialect(encoding: encoding)
        let limits = CSVLimits(fieldBytes: 20, fields: 6, rowBytes: 50)
        let whole = rows(bytes, dialect, limits: limits)
        let cut = rows(bytes, dialect, limits: limits, pieces: { 1 })
        #expect(cut.texts == whole.texts)
        #expect(cut.map(\.position) == whole.map(\.position))
        #expect(cut.map(\.fault) == whole.map(\.fault))
        for (row, after) in zip(whole, whole.dropFirst()) {
          #expect(row.next.offset <= after.position.offset)
          #expect(row.next.line <= after.position.line)
        }
      }
    }
  }

  @Test(arguments: CSVDialect.Encoding.allCases)
  func `reading can go on after any row, in every encoding`(encoding: CSVDialect.Encoding) {
    let text = "x,y\n\"à\r\n\",é\r\n\r\nü,\"ñ\"\n\"open\nß,1\n"
    let bytes = text.encoded(encoding)
    let dialect = CSVDialect(encoding: encoding)
    let whole = rows(bytes, dialect)
    #expect(
      whole.texts == [["x", "y"], ["à\r\n", "é"], ["ü", "ñ"], ["unclosedQuote"], ["ß", "1"]])
    for (index, row) in whole.enumerated() {
      for size in [1, 3, 1_000] {
        var reader = CSVReader(dialect)
        reader.skip(to: row.next)
        var rest: [CSVRow] = []
        var next = CSVRow()
        let source = pieces(bytes, { size })
        while reader.next(into: &next, from: source) { rest.append(next) }
        #expect(rest.texts == Array(whole.texts[(index + 1)...]))
        #expect(rest.map(\.position) == whole[(index + 1)...].map(\.position))
      }
    }
  }
}
