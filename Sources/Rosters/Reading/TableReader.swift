/// Reads a file whose rows are named columns: the header line first, then the rows.
struct TableReader: Sendable {
  private var reader: CSVReader
  private let format: Mapping.Format
  private var resume: CSVPosition?
  private var isFinished = false
  /// The names of the columns, once they are known.
  private(set) var columns: [String]?

  init(_ format: Mapping.Format, resumingAt position: CSVPosition? = nil) {
    self.format = format
    resume = position
    reader = CSVReader(format.dialect, skippingLines: format.skippedLines)
    if let columns = format.columns { begin(columns) }
  }

  mutating func feed(_ bytes: [UInt8]) { reader.feed(bytes) }

  mutating func finish() {
    reader.finish()
    isFinished = true
  }

  /// Whether the file was finished and its header is known.
  var isAtEnd: Bool { isFinished && columns != nil }

  /// Fills the row with the next one after the header; false when more bytes are needed, or when
  /// there is none.
  mutating func next(into row: inout CSVRow) throws(RosterFileError) -> Bool {
    if columns == nil {
      guard reader.next(into: &row) else {
        if isFinished { throw RosterFileError(.headerMissing, "the file has no header line") }
        return false
      }
      if let fault = row.fault { throw RosterFileError(.headerUnreadable, fault.message) }
      begin(row.texts.map(\.trimmingBlanks))
    }
    while reader.next(into: &row) {
      if row.fault != nil || !row.isEmpty { return true }
    }
    return false
  }

  /// Columns without a name at the end of the header, as spreadsheets leave them, may be left out
  /// of the rows.
  private mutating func begin(_ columns: [String]) {
    self.columns = columns
    let named = columns.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? columns.count
    reader.fieldCounts = named...columns.count
    if let resume { reader.skip(to: resume) }
  }

  /// Where the columns are; each must be there once. An optional column that is
  /// not there is nowhere.
  func indices(of names: [String], in place: String) throws(RosterFileError) -> [Int?] {
    var indices: [Int?] = []
    var missing: [String] = []
    for name in names {
      let places = places(of: name)
      if places.count > 1 {
        throw RosterFileError(
          .columnRepeated, "\(place) has the column “\(name)” twice; rename one of them")
      }
      if places.isEmpty, !format.optionalColumns.contains(name) { missing.append(name) }
      indices.append(places.first)
    }
    if !missing.isEmpty { throw lacking(missing, place) }
    return indices
  }

  /// Where a column is: under its name, else under another of its names.
  private func places(of name: String) -> [Int] {
    let columns = columns ?? []
    for name in [name] + (format.otherNames[name] ?? []) {
      let exact = columns.indices.filter { columns[$0] == name }
      if !exact.isEmpty { return exact }
      if !format.ignoresCase { continue }
      let word = name.lowercased()
      let alike = columns.indices.filter { columns[$0].lowercased() == word }
      if !alike.isEmpty { return alike }
    }
    return []
  }

  /// What seems to separate the columns instead of what the mapping says.
  private func otherDelimiter(_ missing: [String]) -> String? {
    guard let columns, columns.count == 1, let line = columns.first else { return nil }
    return [(";", "semicolons"), ("\t", "tabs"), (",", "commas"), ("|", "bars")].first { mark, _ in
      line.split(separator: mark).contains { part in
        missing.contains { $0.simplified == part.description.simplified }
      } && line.contains(mark)
    }?.1
  }

  private func lacking(_ missing: [String], _ place: String) -> RosterFileError {
    let names = missing.map { "“\($0)”" }.joined(separator: ", ")
    if let other = otherDelimiter(missing) {
      return RosterFileError(
        .columnMissing,
        "\(place) has no \(missing.count == 1 ? "column" : "columns") \(names), as it is separated by "
          + "\(other); export it with commas, or say “csv: {delimiter: …}” in a copy of the mapping"
      )
    }
    guard missing.count == 1 else {
      return RosterFileError(
        .columnMissing,
        "\(place) has no columns \(names); export it again with them, or correct the mapping")
    }
    let near = columns?.first { $0.simplified == missing[0].simplified }
    return RosterFileError(
      .columnMissing,
      "\(place) has no column \(names)"
        + (near.map { "; it has “\($0)”" } ?? "; export it again with it, or correct the mapping"))
  }
}

extension CSVRow {
  /// Whether all fields are empty, as spreadsheets leave rows.
  var isEmpty: Bool { fields.allSatisfy { $0.start == $0.end } }
}

extension String {
  /// The letters and digits in lower case, to find a column that is named a little differently.
  fileprivate var simplified: String {
    lowercased().filter { $0.isLetter || $0.isNumber }
  }
}
