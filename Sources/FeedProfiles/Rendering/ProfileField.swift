/// What a profile writes into one place of a record, and within which bounds.
struct ProfileField: Sendable {
  enum Part: Hashable, Sendable {
    case literal([UInt8])
    case placeholder(Placeholder)
  }

  enum Padding: String, CaseIterable {
    case left, right
  }

  /// What the place is called in mistakes: a column, or a path of elements.
  var label: String
  var parts: [Part]
  /// What to write in place of the text; so few that looking through them is fast.
  var table: [(from: [UInt8], to: [UInt8])]?
  /// The text in place of a missing one, or of one that the table does not have.
  var fallback: [UInt8]?
  var conditions: [FieldCondition] = []
  /// Whether a row without the value is left out.
  var isNeeded = false
  /// The most characters.
  var most: Int?
  /// Whether what is beyond them is cut off; otherwise the row is left out.
  var isCut = false
  var isUpper = false
  /// What stands in place of a character that the encoding does not have.
  var substitute: UInt8?
  var pattern: DatePattern?
  /// How many decimal places a number is written with.
  var places: Int?
  /// Whether the decimal point is left out.
  var isImplied = false
  /// Whether the text is written into JSON as it is: `true`, `false`.
  var isBare = false
  var width = 0
  var padding = Padding.right
  var fill = UInt8(ascii: " ")

  /// The placeholder, where the value is nothing else.
  var sole: Placeholder? {
    if parts.count == 1, case .placeholder(let placeholder) = parts[0] { placeholder } else { nil }
  }

  /// Whether the value is a number, which a spreadsheet may take as one.
  var isNumber: Bool { table == nil && sole?.nature == .number }

  /// Whether one of its characters stands for another in an encoding without it; an id would be
  /// the id of something else.
  var isProse: Bool {
    parts.allSatisfy { part in
      if case .placeholder(let placeholder) = part { placeholder.nature == .prose } else { true }
    }
  }
}

extension ProfileField {
  /// Whether an id or code would come out of its fixed width without its end.
  func losesEnd(of value: [UInt8]) -> Bool {
    width > 0 && !isProse && !isNumber && (padding == .right ? value.last : value.first) == fill
  }
}

/// What a row must be like for a field to be written.
struct FieldCondition: Sendable {
  enum Test: Sendable {
    case present, absent
    case oneOf([[UInt8]])
    /// None of these, a missing value included.
    case noneOf([[UInt8]])
  }

  var placeholder: Placeholder
  var test: Test

  func holds(_ row: RowInBatch, _ scratch: inout [UInt8]) -> Bool {
    scratch.removeAll(keepingCapacity: true)
    let isPresent = row.append(placeholder, to: &scratch)
    switch test {
    case .present: return isPresent
    case .absent: return !isPresent
    case .oneOf(let texts): return isPresent && texts.contains(scratch)
    case .noneOf(let texts): return !isPresent || !texts.contains(scratch)
    }
  }
}
