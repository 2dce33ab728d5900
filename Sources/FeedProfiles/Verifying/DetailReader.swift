internal import Rosters

/// A record between header and trailer, as a file has it.
struct DetailRecord {
  /// The physical line, from 1.
  var line: Int
  /// The bytes of the file, from 0.
  var bytes: Range<Int>
  /// What it says; nil when it is not a record of the profile.
  var reading: RowReading?
}

/// Reads the detail records of a file of a profile, line by line.
struct DetailReader {
  private let form: RecordForm
  private let lineEnd: [UInt8]
  private let fields: [(path: String, field: ProfileField)]
  private var csv: CSVReader?
  private var row = CSVRow()
  private var origin: (line: Int, offset: Int)?

  init(_ profile: FeedProfile) {
    form = profile.form
    lineEnd = profile.lineEnd
    switch profile.form {
    case .delimited(let form):
      fields = []
      let encoding: CSVDialect.Encoding =
        switch profile.lettering.charset {
        case .utf8, .ascii: .utf8
        case .latin1: .latin1
        case .windows1252: .windows1252
        }
      csv = CSVReader(
        CSVDialect(
          delimiter: Character(Unicode.Scalar(form.delimiter)),
          quote: form.hasQuotes ? "\"" : nil, encoding: encoding))
    case .fixed: fields = []
    case .jsonLines(let content): fields = content.fields.filter(\.tells).map { ($0.label, $0) }
    case .xml(_, let content): fields = content.fields.filter(\.tells).map { ($0.label, $0) }
    }
  }

  /// Takes a line, its end included, and gives the records that are complete.
  mutating func take(_ bytes: [UInt8], line: Int, offset: Int) -> [DetailRecord] {
    if csv != nil {
      origin = origin ?? (line, offset)
      csv?.feed(bytes)
      return rows()
    }
    let range = offset..<(offset + bytes.count)
    guard bytes.suffix(lineEnd.count).elementsEqual(lineEnd) else {
      return [DetailRecord(line: line, bytes: range, reading: nil)]
    }
    let content = Array(bytes.dropLast(lineEnd.count))
    let reading: RowReading?
    switch form {
    case .fixed(let form): reading = read(content, form)
    case .jsonLines: reading = read(JSONPaths.values(content))
    default: reading = read(XMLPaths.values(content))
    }
    return [DetailRecord(line: line, bytes: range, reading: reading)]
  }

  /// Says that there are no more lines, and gives the record that was not complete yet.
  mutating func finish() -> [DetailRecord] {
    guard csv != nil else { return [] }
    csv?.finish()
    return rows()
  }

  private mutating func rows() -> [DetailRecord] {
    guard case .delimited(let form) = form, let origin else { return [] }
    var records: [DetailRecord] = []
    while csv?.next(into: &row) == true {
      let start = origin.offset + row.position.offset
      let isRecord = row.fault == nil && row.count == form.fields.count + 1 && row[0] == "D"
      records.append(
        DetailRecord(
          line: origin.line + row.position.line - 1,
          bytes: start..<(origin.offset + row.next.offset),
          reading: isRecord ? read(form) : nil))
    }
    return records
  }

  private func read(_ form: DelimitedForm) -> RowReading {
    var reading = RowReading()
    for (index, field) in form.fields.enumerated() where field.tells {
      let cell = row.bytes(index + 1)
      let isGuarded = form.isGuarded && !field.isNumber
      reading.take(Array(isGuarded ? Formula.unguarded(cell) : cell), of: field)
    }
    return reading
  }

  private func read(_ content: [UInt8], _ form: FixedForm) -> RowReading? {
    guard content.count == form.width, content.first == UInt8(ascii: "D") else { return nil }
    var reading = RowReading()
    var start = 1
    for field in form.fields {
      let place = content[start..<(start + field.width)]
      start += field.width
      guard field.tells else { continue }
      if field.padding == .right {
        let end = place.lastIndex { $0 != field.fill }.map { $0 + 1 } ?? place.startIndex
        reading.take(Array(place[..<end]), of: field)
      } else {
        reading.take(Array(place.drop { $0 == field.fill && $0 == 32 }), of: field)
      }
    }
    return reading
  }

  private func read(_ values: [(path: String, text: [UInt8])]?) -> RowReading? {
    guard let values else { return nil }
    var reading = RowReading()
    for (path, text) in values {
      for (wanted, field) in fields where wanted == path { reading.take(text, of: field) }
    }
    return reading
  }
}
