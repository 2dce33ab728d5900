import Rosters
import Testing

@Suite struct CSVReaderTests {
  @Test func `fields may be quoted, hold delimiters, marks and line breaks, and be empty`() {
    let text = "a,\"b,c\",\"d \"\"e\"\"\"\r\n\"1\r\n2\",,\"\"\n"
    #expect(rows(text).texts == [["a", "b,c", "d \"e\""], ["1\r\n2", "", ""]])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `every kind of line end ends a row and empty lines are no rows`(end: String) {
    let found = rows(["a,b", "", "c,d", "", "e,f"].joined(separator: end))
    #expect(found.texts == [["a", "b"], ["c", "d"], ["e", "f"]])
    #expect(found.map(\.position.line) == [1, 3, 5])
    #expect(found[1].position.offset == 3 + 2 * end.utf8.count)
  }

  @Test func `a delimiter at the end of a file gives an empty last field`() {
    #expect(rows("a,b\nc,").texts == [["a", "b"], ["c", ""]])
  }

  @Test func `without a quotation mark a mark is text`() {
    let found = rows("a\t\"b\nc\t5\" pipe\n", CSVDialect(delimiter: "\t", quote: nil))
    #expect(found.texts == [["a", "\"b"], ["c", "5\" pipe"]])
  }

  @Test func `each field knows its line and character`() {
    let row = rows("\u{FEFF}x\nä,\"b\n→c\",d\n")[1]
    #expect(row.place(0) == (2, 1))
    #expect(row.place(1) == (2, 3))
    #expect(row.place(2) == (3, 5))
    #expect(row.next == CSVPosition(line: 4, offset: 19))
  }

  @Test func `lines at the top can be left out, whatever they hold`() {
    let text = Array("Report \"of\r\n\r\na,b\n1,2\n".utf8)
    #expect(rows(text, skippingLines: 2).texts == [["a", "b"], ["1", "2"]])
    #expect(rows(text, skippingLines: 2).first?.position.line == 3)
  }

  @Test func `an unclosed quotation mark costs its own line only`() {
    let found = rows("a,b\n\"c,d\ne,f\ng,h\n")
    #expect(found.texts == [["a", "b"], ["unclosedQuote"], ["e", "f"], ["g", "h"]])
    #expect(found[1].fault?.line == 2)
    #expect(found[1].fault?.column == 1)
  }

  @Test func `an unclosed mark before fully quoted rows costs its own line only`() {
    let found = rows("\"a\",\"b\n\"c\",\"d\"\n\"e\",\"f\"\n")
    #expect(found.texts == [["textAfterQuote"], ["c", "d"], ["e", "f"]])
    #expect(found[2].position == CSVPosition(line: 3, offset: 15))
  }

  @Test func `marks in the wrong place are faults of their line`() {
    let found = rows("a,\"b\"c,d\ne\"f,g\nh,i\n")
    #expect(found.texts == [["textAfterQuote"], ["quoteInField"], ["h", "i"]])
    #expect(found[0].fault?.column == 6)
    #expect(found[1].fault?.column == 2)
  }

  @Test func `another number of fields is a fault of the row`() {
    let found = rows(Array("a,b\nc\nd,e,f\ng,h\n".utf8), fieldCounts: 2...2)
    #expect(
      found.map(\.fault?.kind) == [
        nil, .wrongFieldCount(found: 1, expected: 2), .wrongFieldCount(found: 3, expected: 2), nil,
      ])
  }

  @Test func `an invalid byte is a fault with line and character and its row alone`() {
    let bytes = Array("ä,b\n\"x\ny".utf8) + [0xC3, 0x28] + Array("\",z\nc,d\n".utf8)
    let found = rows(bytes)
    #expect(found.texts == [["ä", "b"], ["invalidByte"], ["c", "d"]])
    #expect(found[1].fault?.line == 3)
    #expect(found[1].fault?.column == 2)
  }

  @Test func `limits hold to the byte, whatever the pieces`() {
    let limits = CSVLimits(fieldBytes: 4, fields: 3, rowBytes: 12)
    let text =
      "1234,1\n12345,1\n\"1234\",1\n\"12345\",1\n1,2,3\n1,2,3,4\n1234,1234,12\n"
      + "1234,1234,123\nok,1\n"
    for size in [1, 2, 3, 7, 1_000] {
      let found = rows(Array(text.utf8), limits: limits, pieces: { size })
      #expect(
        found.texts == [
          ["1234", "1"], ["fieldTooLong"], ["1234", "1"], ["unclosedQuote"], ["1", "2", "3"],
          ["tooManyFields"], ["1234", "1234", "12"], ["rowTooLong"], ["ok", "1"],
        ])
    }
  }
}
