/// The text of a program file, once its bytes have been found fit to be read as YAML.
struct SourceText {
  static let sizeLimit = 1_048_576

  let text: String

  /// Refuses what is too large, not UTF-8, or has characters that no text file has.
  init(_ bytes: some Collection<UInt8>, file: String) throws(ProgramFileErrors) {
    func refusal(_ place: Place, _ message: String, _ remedy: String) -> ProgramFileErrors {
      ProgramFileErrors([
        ProgramFileError(file: file, place: place, message: message, remedy: remedy)
      ])
    }
    let start = Place(line: 1, column: 1)
    guard bytes.count <= SourceText.sizeLimit else {
      throw refusal(
        start, "the file has more than 1 MiB",
        "A program file is a page of text: check that this is one.")
    }
    var content = Array(bytes)
    if SourceText.looksLikeUTF16(content) {
      throw refusal(start, "the file is written in UTF-16 or UTF-32", "Save it as UTF-8.")
    }
    if content.starts(with: [0xEF, 0xBB, 0xBF]) { content.removeFirst(3) }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw refusal(
        SourceText.placeOfInvalidByte(in: content), "the file is not UTF-8 from here on",
        "Save it as UTF-8.")
    }
    if let (place, scalar) = SourceText.firstControlCharacter(in: text) {
      throw refusal(
        place, "the control character U+\(SourceText.hexadecimal(scalar)) cannot be part of a file",
        "Delete it.")
    }
    switch HiddenCost.first(in: text) {
    case nil: break
    case .alias(let place, let name):
      throw refusal(
        place, "'*\(shortened(name))' refers to another part of the file",
        "Write the part out again, or name a list of codes under 'pools'.")
    case .questionKeys(let place):
      throw refusal(place, "too many keys are written with '?'", "Write 'key: value'.")
    }
    self.text = text
  }

  private static func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { return true }
    // Without a byte-order mark: every other byte of ordinary text is zero.
    let head = bytes.prefix(64)
    return head.count >= 4 && head.count(where: { $0 == 0 }) * 3 > head.count
  }

  private static func placeOfInvalidByte(in bytes: [UInt8]) -> Place {
    var place = Place(line: 1, column: 1)
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
      place = advanced(place, past: scalar)
    }
    return place
  }

  private static func advanced(_ place: Place, past scalar: Unicode.Scalar) -> Place {
    scalar == "\n"
      ? Place(line: place.line + 1, column: 1)
      : Place(line: place.line, column: (place.column ?? 1) + 1)
  }

  private static func firstControlCharacter(in text: String) -> (Place, Unicode.Scalar)? {
    var place = Place(line: 1, column: 1)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 9, 10, 13, 0x85: break
      case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: return (place, scalar)
      default: break
      }
      place = advanced(place, past: scalar)
    }
    return nil
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
