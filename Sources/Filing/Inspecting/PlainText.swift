/// Text in UTF-8 without control characters other than those of lines and tabs.
enum PlainText {
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  static func check(_ source: ByteSource) throws -> MediaType {
    var cursor = ByteCursor(source)
    var validation = UTF8Validation()
    while let byte = try cursor.next() {
      guard validation.takes(byte) else {
        throw Inspection.refusal(
          "The kind of the file is not known here (and it is no text in UTF-8): send a PDF, an "
            + "image, an office document without macros, MP4, WebM, MP3, WAV, Ogg or plain text.")
      }
    }
    guard validation.isComplete else {
      throw Inspection.refusal("The text ends within a character: send the whole file.")
    }
    return .plainText
  }
}

/// Judges UTF-8 byte by byte (RFC 3629, section 4).
struct UTF8Validation {
  private var missing = 0
  private var range: ClosedRange<UInt8> = 0x80...0xBF

  var isComplete: Bool { missing == 0 }

  mutating func takes(_ byte: UInt8) -> Bool {
    if missing > 0 {
      guard range.contains(byte) else { return false }
      missing -= 1
      range = 0x80...0xBF
      return true
    }
    switch byte {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x20...0x7E: return true
    case 0xC2...0xDF: return expect(1)
    case 0xE0: return expect(2, 0xA0...0xBF)
    case 0xED: return expect(2, 0x80...0x9F)
    case 0xE1...0xEF: return expect(2)
    case 0xF0: return expect(3, 0x90...0xBF)
    case 0xF1...0xF3: return expect(3)
    case 0xF4: return expect(3, 0x80...0x8F)
    default: return false
    }
  }

  private mutating func expect(_ count: Int, _ next: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
    missing = count
    range = next
    return true
  }
}
