/// A form with files as browsers send it (RFC 7578), whole and of bounded size.
struct MultipartForm {
  /// One field.
  struct Field {
    let name: String
    /// What a file is called; nil for what is no file.
    let fileName: String?
    let bytes: [UInt8]
  }

  private let fields: [Field]

  /// Reads a body; nil when the type has no boundary or the body is not framed by it.
  init?(_ body: [UInt8], contentType: String) {
    guard let boundary = Self.boundary(contentType) else { return nil }
    let delimiter = [UInt8]("\r\n--\(boundary)".utf8)
    // The first delimiter has no line break before it.
    let text = ([0x0D, 0x0A] + body)[...]
    var fields: [Field] = []
    guard var place = Self.find(delimiter, in: text, from: 0) else { return nil }
    while true {
      let start = place + delimiter.count
      if text[start...].starts(with: "--".utf8) { break }
      guard fields.count < 16, text[start...].starts(with: "\r\n".utf8),
        let end = Self.find(delimiter, in: text, from: start),
        let field = Self.field(text[(start + 2)..<end])
      else { return nil }
      fields.append(field)
      place = end
    }
    self.fields = fields
  }

  /// The first field of that name that has something in it.
  subscript(name: String) -> [UInt8]? {
    fields.first { $0.name == name && !$0.bytes.isEmpty }?.bytes
  }

  /// What a file was called where it came from, as one line without folders and without marks that
  /// turn or hide text; nil where it was not said.
  func fileName(_ name: String) -> String? {
    let given = fields.first { $0.name == name && !$0.bytes.isEmpty }?.fileName
    guard let given, let last = given.split(whereSeparator: { "/\\".contains($0) }).last else {
      return nil
    }
    let unseen: Set<Unicode.GeneralCategory> = [
      .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse,
    ]
    let kept = last.unicodeScalars.filter { !unseen.contains($0.properties.generalCategory) }
    let line = String(String.UnicodeScalarView(kept.prefix(200)))
    return line.allSatisfy(\.isWhitespace) ? nil : line
  }

  /// A field as text without the space around it; nil when it is not UTF-8 or nothing.
  func text(_ name: String) -> String? {
    guard let bytes = self[name], let text = String(validating: bytes, as: UTF8.self) else {
      return nil
    }
    let front = text.drop(while: \.isWhitespace)
    let trimmed = String(front.reversed().drop(while: \.isWhitespace).reversed())
    return trimmed.isEmpty ? nil : trimmed
  }

  private static func field(_ part: ArraySlice<UInt8>) -> Field? {
    guard let blank = find([0x0D, 0x0A, 0x0D, 0x0A], in: part, from: part.startIndex),
      blank - part.startIndex <= 2_048,
      let head = String(validating: part[..<blank], as: UTF8.self)
    else { return nil }
    let disposition = head.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    let name = disposition?.split(separator: ";").lazy
      .map { $0.drop(while: \.isWhitespace) }
      .first { $0.hasPrefix("name=") }?
      .dropFirst(5).filter { $0 != "\"" }
    guard let name else { return nil }
    // Browsers write a quotation mark in a name as %22 (HTML, section 4.10.21.8).
    let file = disposition?.firstMatch(of: /[; ]filename="([^"]*)"/).map { String($0.1) }
    return Field(name: String(name), fileName: file, bytes: Array(part[(blank + 4)...]))
  }

  private static func boundary(_ type: String) -> String? {
    let parts = type.split(separator: ";").map { $0.drop(while: \.isWhitespace) }
    guard parts.first?.lowercased() == "multipart/form-data" else { return nil }
    let boundary = parts.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }?
      .dropFirst(9).filter { $0 != "\"" }
    guard let boundary, (1...70).contains(boundary.utf8.count) else { return nil }
    return String(boundary)
  }

  /// Where a pattern begins, by comparing its rarer first bytes only where they occur.
  private static func find(
    _ pattern: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int
  ) -> Int? {
    guard bytes.endIndex - start >= pattern.count else { return nil }
    return bytes.withUnsafeBufferPointer { buffer in
      let shift = bytes.startIndex
      for place in (start - shift)...(buffer.count - pattern.count)
      where buffer[place] == pattern[0]
        && buffer[place..<(place + pattern.count)].elementsEqual(pattern)
      {
        return place + shift
      }
      return nil
    }
  }
}
