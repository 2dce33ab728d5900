internal import Microcredentials

/// What a record of a file says of the row it was made from.
struct RowReading {
  var position: Int?
  var kind: Notation.Kind?
  var credits: Quantity?
  var student: [UInt8]?

  /// Takes in the text that stands in a field, without padding and in UTF-8 or the encoding of the
  /// file.
  mutating func take(_ text: [UInt8], of field: ProfileField) {
    guard !text.isEmpty, field.tells else { return }
    var text = text
    if let table = field.table {
      let matches = table.filter { $0.to == text }.map(\.from)
      let kinds = Set(matches.map { Self.kind($0) })
      guard let first = matches.first, matches.count == 1 || kinds.count == 1 else { return }
      text = first
    }
    var rest = text[...]
    for (index, part) in field.parts.enumerated() {
      switch part {
      case .literal(let literal):
        guard rest.starts(with: literal) else { return }
        rest = rest.dropFirst(literal.count)
      case .placeholder(let placeholder):
        var value = rest
        if index + 1 < field.parts.count, case .literal(let next) = field.parts[index + 1] {
          guard let end = rest.firstRange(of: next)?.lowerBound else { return }
          value = rest[..<end]
        }
        rest = rest[value.endIndex...]
        set(placeholder, Array(value), field)
      }
    }
  }

  private static func kind(_ word: [UInt8]) -> Notation.Kind? {
    let text = String(decoding: word, as: UTF8.self)
    return Change(rawValue: text).map { $0 == .void ? .void : .add }
      ?? Notation.Kind(rawValue: text)
  }

  private mutating func set(_ placeholder: Placeholder, _ value: [UInt8], _ field: ProfileField) {
    switch placeholder {
    case .position: position = position ?? Int(String(decoding: value, as: UTF8.self))
    case .kind, .change: kind = kind ?? Self.kind(value)
    case .student: student = student ?? value
    case .credits:
      let text = String(decoding: value, as: UTF8.self)
      guard field.isImplied, let places = field.places, let number = Int64(text) else {
        credits = credits ?? Quantity(text)
        return
      }
      var factor: Int64 = 1
      for _ in places..<4 { factor *= 10 }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      if !overflow { credits = credits ?? Quantity(tenThousandths: product) }
    default: break
    }
  }
}

extension ProfileField {
  /// Whether the field tells something of the row that totals are made of.
  var tells: Bool {
    parts.contains { part in
      if case .placeholder(let placeholder) = part {
        [.position, .kind, .change, .credits, .student].contains(placeholder)
      } else {
        false
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Where the bytes first stand in these.
  fileprivate func firstRange(of wanted: [UInt8]) -> Range<Int>? {
    guard let first = wanted.first else { return startIndex..<startIndex }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first) {
      if self[found...].starts(with: wanted) { return found..<(found + wanted.count) }
      start = found + 1
    }
    return nil
  }
}
