import Microcredentials

/// A row seen through a mapping: the source of the fields of its records.
struct RowScope: Sendable {
  enum Slot: Sendable {
    case column(Int)
    /// An optional column that the file does not have.
    case nowhere
    case lookup(Int, column: Int)
  }

  private let mapping: Mapping
  private let lookups: [LookupTable.Contents]
  /// Which lookups may lack a key.
  private let lenient: [Bool]
  private let missingMarkers: [[UInt8]]
  /// Where the cells are, by the index of their reference.
  var slots: [Slot] = []
  /// The row that is read now.
  var row = CSVRow()
  /// The record that is made now.
  private var record: MappedRecord?
  /// What each lookup found for this row; nil for what was not looked up yet.
  private var findings: [LookupTable.Finding?]
  /// The cell that was read last, and the last one that was missing.
  private var lastCell: Int?
  private var missingCell: Int?

  init(_ mapping: Mapping, _ lookups: [LookupTable]) {
    self.mapping = mapping
    self.lookups = lookups.map(\.contents)
    lenient = lookups.map(\.isLenient)
    missingMarkers = mapping.missing.map { Array($0.utf8) }
    findings = Array(repeating: nil, count: lookups.count)
  }

  /// Everything the row becomes.
  mutating func records() throws(Quarantine) -> [RosterRecord] {
    for index in findings.indices { findings[index] = nil }
    var records: [RosterRecord] = []
    records.reserveCapacity(mapping.records.count)
    for record in mapping.records where try holds(record.conditions) {
      self.record = record
      if try lacksEssential(record) { continue }
      records.append(try RosterRecord(record.kind, from: &self))
    }
    return records
  }

  private mutating func lacksEssential(_ record: MappedRecord) throws(Quarantine) -> Bool {
    for field in record.essentials {
      let isThere =
        switch record[field] {
        case .date: try day(field) != nil
        case .list: try !texts(field).isEmpty
        case .text, nil: try text(field) != nil
        }
      if !isThere { return true }
    }
    return false
  }

  /// Which thing the row is about and when it last changed; nil where the mapping or the row does
  /// not say.
  mutating func edition() -> RowEdition? {
    guard let newest = mapping.newest, let row = try? evaluate(newest.of), !row.isEmpty,
      row.utf8.count <= 500, let text = try? evaluate(newest.by),
      let instant = Instant(text)
    else { return nil }
    return RowEdition(row: row, changedAt: instant.microseconds)
  }

  private mutating func holds(
    _ conditions: [MappedRecord.Condition]
  ) throws(Quarantine) -> Bool {
    for condition in conditions {
      let cell = try cell(condition.reference)
      if !condition.test.holds(of: cell) { return false }
    }
    return true
  }

  private mutating func cell(_ reference: Int) throws(Quarantine) -> String? {
    lastCell = reference
    let text: String?
    switch slots[reference] {
    case .column(let index): text = column(index)
    case .nowhere: text = nil
    case .lookup(let lookup, let column):
      text = try find(lookup, for: reference).flatMap { lookups[lookup].cell($0, column) }
    }
    if text == nil { missingCell = reference }
    return text
  }

  private func column(_ index: Int) -> String? {
    guard index < row.count else { return nil }
    let bytes = row.trimmedBytes(index)
    if bytes.isEmpty || missingMarkers.contains(where: { $0[...] == bytes }) { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func find(_ lookup: Int, for reference: Int) throws(Quarantine) -> Int? {
    if case .row(let row) = findings[lookup] { return row }
    var parts: [String] = []
    for key in mapping.lookups[lookup].by {
      guard let part = try cell(key) else {
        if lenient[lookup] { return nil }
        throw quarantine(.valueMissing, at: key, "the key of a lookup is needed here")
      }
      parts.append(part)
    }
    let finding = lookups[lookup].find(LookupTable.key(parts))
    findings[lookup] = finding
    lastCell = reference
    let file = mapping.lookups[lookup].file.drop { $0 == "*" }
    switch finding {
    case .row(let row): return row
    case .absent where lenient[lookup]: return nil
    case .absent:
      throw quarantine(.lookupMissing, at: reference, "expected a row with this key in \(file)")
    case .ambiguous:
      throw quarantine(
        .lookupAmbiguous, at: reference, "expected one row with this key in \(file), not several")
    }
  }

  private func quarantine(
    _ code: QuarantineCode, at reference: Int?, _ reason: String
  ) -> Quarantine {
    Quarantine(
      line: row.position.line, column: reference.map { mapping.references[$0].name }, code: code,
      reason: reason)
  }
}

extension RowScope: FieldSource {
  mutating func text(_ field: Field) throws(Quarantine) -> String? {
    lastCell = nil
    missingCell = nil
    guard case .text(let text) = record?[field] else {
      return field == .idSystem ? mapping.idSystem : nil
    }
    return try evaluate(text)
  }

  mutating func texts(_ field: Field) throws(Quarantine) -> [String] {
    guard case .list(let list) = record?[field] else { return [] }
    var texts: [String] = []
    for item in list {
      lastCell = nil
      guard let text = try evaluate(item) else { continue }
      do { texts.append(try field.form.text(text)) } catch { throw unfit(field, error) }
    }
    return texts
  }

  mutating func day(_ field: Field) throws(Quarantine) -> Day? {
    lastCell = nil
    missingCell = nil
    guard case .date(let date) = record?[field] else { return nil }
    return try evaluate(date, field)
  }

  func missing(_ field: Field) -> Quarantine {
    let record = record.map { "the \($0.kind.rawValue)" } ?? "the record"
    return quarantine(
      .valueMissing, at: missingCell, "\(record) needs a value for “\(field.word)”")
  }

  func unfit(_ field: Field, _ reason: Unfit) -> Quarantine {
    quarantine(reason.code, at: lastCell, "expected \(reason.expected) as “\(field.word)”")
  }

  private mutating func evaluate(_ text: MappedText) throws(Quarantine) -> String? {
    guard let source = try read(text.source), !text.missing.contains(source) else {
      guard let fallback = text.fallback else { return nil }
      return try evaluate(fallback)
    }
    if let table = text.table {
      if let value = table.values[source] { return value }
      if let fallback = text.fallback { return try evaluate(fallback) }
      let name = table.name.map { "the table “\($0)”" } ?? "its table"
      throw quarantine(.valueUnknown, at: lastCell, "expected a value that \(name) has")
    }
    guard let number = text.number, text.constant == nil else { return source }
    if let value = number.normalized(source) { return value }
    throw quarantine(.invalidNumber, at: lastCell, "expected a number with one decimal mark")
  }

  private mutating func read(_ source: MappedText.Source) throws(Quarantine) -> String? {
    switch source {
    case .constant(let text): return text
    case .cell(let reference): return try cell(reference)
    case .parts(let parts):
      var text = ""
      for part in parts {
        switch part {
        case .literal(let literal): text += literal
        case .cell(let reference):
          guard let cell = try cell(reference) else { return nil }
          text += cell
        }
      }
      return text
    case .joined(let items, let separator):
      var texts: [String] = []
      for item in items {
        if let text = try evaluate(item) { texts.append(text) }
      }
      return texts.isEmpty ? nil : texts.joined(separator: separator)
    }
  }

  private mutating func evaluate(_ date: MappedDate, _ field: Field) throws(Quarantine) -> Day? {
    switch date {
    case .written(let text, let formats):
      guard let text = try evaluate(text) else { return nil }
      return try day(text, formats, field)
    case .either(let first, let second):
      if let day = try evaluate(first, field) { return day }
      return try evaluate(second, field)
    case .counted(let days, let after, let latest):
      guard var count = try wholeNumber(days, field), let start = try evaluate(after, field)
      else { return nil }
      if let latest {
        guard let most = try wholeNumber(latest, field) else { return nil }
        count = min(count, most)
      }
      return start.adding(days: count)
    }
  }

  private func day(
    _ text: String, _ formats: [DateFormat], _ field: Field
  ) throws(Quarantine) -> Day {
    var reason = Unfit(.invalidDate, "a date")
    for format in lastCell == nil ? [.iso] : formats {
      do { return try format.day(text) } catch { reason = error }
    }
    throw unfit(field, reason)
  }

  private mutating func wholeNumber(
    _ text: MappedText, _ field: Field
  ) throws(Quarantine) -> Int? {
    guard let text = try evaluate(text) else { return nil }
    do { return try Form.whole(-100_000...100_000).wholeNumber(text) } catch {
      throw unfit(field, error)
    }
  }
}

extension CSVRow {
  /// The bytes of a field without blanks at its ends.
  fileprivate func trimmedBytes(_ index: Int) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    var range = range(index)
    while let first = range.first, isBlank(bytes[first]) { range.removeFirst() }
    while let last = range.last, isBlank(bytes[last]) { range.removeLast() }
    return bytes[range]
  }
}
