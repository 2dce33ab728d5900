import Rosters
import Testing

extension String {
  /// The text in an encoding; the general ones with a byte order mark.
  func encoded(_ encoding: CSVDialect.Encoding) -> [UInt8] {
    switch encoding {
    case .utf8: [0xEF, 0xBB, 0xBF] + Array(utf8)
    case .latin1, .windows1252: unicodeScalars.map { UInt8($0.value) }
    case .utf16: [0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16le: utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    case .utf16be: [0xFE, 0xFF] + utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
  }
}

@Suite struct CSVEncodingTests {
  @Test(arguments: [CSVDialect.Encoding.utf16, .utf16le, .utf16be])
  func `pairs of surrogates survive any cut`(encoding: CSVDialect.Encoding) {
    let text = "😀,Зоя\nعمر,𝒳\n"
    for size in 1...5 {
      let found = rows(
        text.encoded(encoding), CSVDialect(encoding: encoding), pieces: { size })
      #expect(found.texts == [["😀", "Зоя"], ["عمر", "𝒳"]])
    }
  }

  @Test func `half a pair and half a unit are faults of their rows`() {
    let bytes: [UInt8] = [0x61, 0, 10, 0, 0x3D, 0xD8, 0x62, 0, 10, 0, 0x63, 0, 10, 0, 0x64]
    let found = rows(bytes, CSVDialect(encoding: .utf16le))
    #expect(found.texts == [["a"], ["invalidByte"], ["c"], ["invalidByte"]])
  }

  @Test func `code page 1252 has its own characters and five holes`() {
    let found = rows([0x80, 0x2C, 0x9C, 10, 0x81, 10, 0xE9], CSVDialect(encoding: .windows1252))
    #expect(found.texts == [["€", "œ"], ["invalidByte"], ["é"]])
    #expect(rows([0x80, 0xE9], CSVDialect(encoding: .latin1)).texts == [["\u{80}é"]])
  }

  @Test func `a file in another encoding than stated gives faults, never wrong letters`() {
    let latin = "Zoë,1\nAnn,2\n".encoded(.latin1)
    #expect(rows(latin).texts == [["invalidByte"], ["Ann", "2"]])
    let wide = rows("Ann,2\n".encoded(.utf16))
    #expect(wide.first?.fault?.kind == .invalidByte)
  }

  @Test func `surrogates, overlong forms and numbers too large are not valid UTF-8`() {
    let invalid: [[UInt8]] = [
      [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xF4, 0x90, 0x80, 0x80],
      [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
    ]
    for bytes in invalid {
      #expect(rows(bytes + Array(",b\nok\n".utf8)).texts == [["invalidByte"], ["ok"]])
    }
    let valid = "\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(rows(valid).texts == [[valid]])
  }
}
