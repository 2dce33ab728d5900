import Microcredentials

/// Where the fields of a record are read from: a row through its mapping, or JSON.
protocol FieldSource {
  associatedtype Failure: Error

  /// The text of a field, nil when it is missing; a date is in ISO form.
  mutating func text(_ field: Field) throws(Failure) -> String?
  /// The date of a field, nil when it is missing.
  mutating func day(_ field: Field) throws(Failure) -> Day?
  /// The texts of a field that is a list.
  mutating func texts(_ field: Field) throws(Failure) -> [String]
  /// The failure for a field that has to be there.
  func missing(_ field: Field) -> Failure
  /// The failure for the field read last.
  func unfit(_ field: Field, _ reason: Unfit) -> Failure
}

extension FieldSource {
  mutating func optional<Value>(
    _ field: Field, _ read: (String) throws(Unfit) -> Value
  ) throws(Failure) -> Value? {
    guard let text = try text(field) else { return nil }
    do { return try read(text) } catch { throw unfit(field, error) }
  }

  mutating func required<Value>(
    _ field: Field, _ read: (String) throws(Unfit) -> Value
  ) throws(Failure) -> Value {
    guard let value = try optional(field, read) else { throw missing(field) }
    return value
  }

  /// A text in the form its field keeps.
  mutating func checked(_ field: Field) throws(Failure) -> String? {
    try optional(field) { text throws(Unfit) in try field.form.text(text) }
  }

  mutating func requiredChecked(_ field: Field) throws(Failure) -> String {
    try required(field) { text throws(Unfit) in try field.form.text(text) }
  }

  mutating func quantity(_ field: Field) throws(Failure) -> Quantity? {
    try optional(field) { text throws(Unfit) in try field.form.quantity(text) }
  }

  mutating func wholeNumber(_ field: Field) throws(Failure) -> Int? {
    try optional(field) { text throws(Unfit) in try field.form.wholeNumber(text) }
  }

  mutating func truth(_ field: Field) throws(Failure) -> Bool? {
    try optional(field) { text throws(Unfit) in try field.form.truth(text) }
  }

  mutating func choice<Choice: RawRepresentable<String>>(
    _ field: Field, of record: RecordKind = .completion
  ) throws(Failure) -> Choice? {
    try optional(field) { text throws(Unfit) in
      guard let choice = Choice(rawValue: text) else {
        // The form's own check names the words.
        _ = try record.form(of: field).text(text)
        throw Unfit(.valueUnknown, "one of the words of this field")
      }
      return choice
    }
  }

  mutating func requiredDay(_ field: Field) throws(Failure) -> Day {
    guard let day = try day(field) else { throw missing(field) }
    return day
  }

  mutating func kind(of record: RecordKind) throws(Failure) -> FactKind {
    try required(.kind) { text throws(Unfit) in
      let word = try record.form(of: .kind).text(text)
      guard let kind = FactKind(rawValue: word) else {
        throw Unfit(.valueUnknown, "the kind of a fact")
      }
      return kind
    }
  }
}
