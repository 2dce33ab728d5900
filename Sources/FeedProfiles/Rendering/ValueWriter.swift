internal import Microcredentials

/// Makes the value of one field after the other, in the encoding of the profile, and notes why one
/// cannot be made.
struct ValueWriter {
  let lettering: Lettering
  /// Whether a cell that a spreadsheet would calculate gets an apostrophe in front.
  let isGuarded: Bool
  /// The value made last.
  private(set) var value: [UInt8] = []
  /// What is wrong in the row, in the order of the fields.
  var mistakes: [FieldMistake] = []
  private var scratch: [UInt8] = []

  init(lettering: Lettering, isGuarded: Bool) {
    self.lettering = lettering
    self.isGuarded = isGuarded
  }

  /// Whether all conditions hold.
  mutating func hold(_ conditions: [FieldCondition], _ row: RowInBatch) -> Bool {
    conditions.allSatisfy { $0.holds(row, &scratch) }
  }

  /// Makes the value; false when the field is empty, because nothing is to be written there or
  /// because of a mistake.
  mutating func make(_ field: ProfileField, _ row: RowInBatch) -> Bool {
    value.removeAll(keepingCapacity: true)
    if !field.conditions.isEmpty, !hold(field.conditions, row) { return false }
    let before = mistakes.count
    if assemble(field, row) || fallBack(field), !value.isEmpty {
      if field.isUpper { upper() }
      if !lettering.isPlain(value) { carry(field, row) }
    }
    guard !value.isEmpty else {
      if field.isNeeded, mistakes.count == before {
        note(field, row, "there is no value", "fill it in at its source, or give it a “default”")
      }
      return false
    }
    if isGuarded, !field.isNumber, Formula.isOne(value[...]) {
      value.insert(Formula.guardMark, at: 0)
    }
    if let most = field.most { bound(field, row, most) }
    if field.losesEnd(of: value) {
      note(field, row, "it ends as its padding does", "correct the id or code at its source")
    }
    return true
  }

  private mutating func assemble(_ field: ProfileField, _ row: RowInBatch) -> Bool {
    for part in field.parts {
      switch part {
      case .literal(let bytes): value.append(contentsOf: bytes)
      case .placeholder(let placeholder):
        let isThere =
          field.pattern == nil && field.places == nil
          ? row.append(placeholder, to: &value) : appendStyled(placeholder, field, row)
        guard isThere else { return false }
      }
    }
    guard let table = field.table else { return true }
    guard let entry = table.first(where: { $0.from == value }) else {
      if field.fallback == nil {
        note(field, row, "its table does not have the value", "add it to the table of the profile")
      }
      return false
    }
    value.removeAll(keepingCapacity: true)
    value.append(contentsOf: entry.to)
    return true
  }

  private mutating func fallBack(_ field: ProfileField) -> Bool {
    value.removeAll(keepingCapacity: true)
    guard let fallback = field.fallback else { return false }
    value.append(contentsOf: fallback)
    return true
  }

  /// A date or a number in the form that the field asks for.
  private mutating func appendStyled(
    _ placeholder: Placeholder, _ field: ProfileField, _ row: RowInBatch
  ) -> Bool {
    switch placeholder.nature {
    case .day:
      field.pattern?.append(row.day(placeholder), to: &value)
    case .instant:
      field.pattern?.append(Moment(row.instant(placeholder)), to: &value)
    case .number:
      guard placeholder == .credits, let places = field.places else {
        return row.append(placeholder, to: &value)
      }
      guard let credits = row.row.credits else { return false }
      append(credits, places, field, row)
    default: return row.append(placeholder, to: &value)
    }
    return true
  }

  private mutating func append(
    _ credits: Quantity, _ places: Int, _ field: ProfileField, _ row: RowInBatch
  ) {
    var divisor: UInt64 = 1
    for _ in places..<4 { divisor *= 10 }
    let (number, rest) = credits.tenThousandths.magnitude.quotientAndRemainder(
      dividingBy: divisor)
    if rest != 0 {
      note(
        field, row, "it has more than \(places) decimal places",
        "nothing is rounded; correct the credits, or raise “places” in the profile")
    }
    if credits.tenThousandths < 0 { value.append(UInt8(ascii: "-")) }
    value.append(magnitude: number, width: places + 1)
    if places > 0, !field.isImplied { value.insert(UInt8(ascii: "."), at: value.count - places) }
  }

  /// Capital letters of ASCII and Latin-1; of others nobody asks it.
  private mutating func upper() {
    for index in value.indices {
      let byte = value[index]
      if (97...122).contains(byte) {
        value[index] = byte - 32
      } else if (0xA0...0xBE).contains(byte), byte != 0xB7, index > 0, value[index - 1] == 0xC3 {
        // U+00E0…U+00FE but for the division sign, in UTF-8.
        value[index] = byte - 32
      }
    }
  }

  private mutating func carry(_ field: ProfileField, _ row: RowInBatch) {
    scratch.removeAll(keepingCapacity: true)
    let refused = lettering.write(
      value, isProse: field.isProse, substitute: field.substitute, to: &scratch)
    swap(&value, &scratch)
    guard let refused else { return }
    let digits = String(refused.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    note(
      field, row, "the character \(code) cannot be written in the profile's files",
      "write it otherwise at its source, or use a profile in utf-8")
  }

  private mutating func bound(_ field: ProfileField, _ row: RowInBatch, _ most: Int) {
    guard value.count > most else { return }
    let count = lettering.count(value)
    guard count > most else { return }
    if field.isCut {
      lettering.cut(&value, to: most)
    } else {
      note(
        field, row, "it has \(count) characters and \(most) fit",
        "shorten it at its source; nothing is cut off here")
    }
  }

  private mutating func note(
    _ field: ProfileField, _ row: RowInBatch, _ what: String, _ remedy: String
  ) {
    mistakes.append(
      FieldMistake(position: row.row.position, field: field.label, what: what, remedy: remedy))
  }
}

/// Text that a spreadsheet would calculate instead of showing it.
enum Formula {
  /// Stands before such a text, so that a spreadsheet shows the rest as it is.
  static let guardMark = UInt8(ascii: "'")

  private static let signs = "=+-@\t\r\n＝＋－＠".unicodeScalars.map { Array(String($0).utf8) }

  /// Whether the text, after any number of guards, begins with `=`, `+`, `-` or `@`, narrow or wide
  /// and after blanks as well, a tab or a line break. Counting the guards lets a reader take exactly
  /// one away again.
  static func isOne(_ text: ArraySlice<UInt8>) -> Bool {
    let rest = text.drop { $0 == guardMark }.drop { $0 == UInt8(ascii: " ") }
    return signs.contains { rest.starts(with: $0) }
  }

  /// The text without its guard.
  static func unguarded(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    text.first == guardMark && isOne(text) ? text.dropFirst() : text
  }
}
