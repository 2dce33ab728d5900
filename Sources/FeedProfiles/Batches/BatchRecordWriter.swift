/// Writes the first and the last record of a batch in the form of its profile.
struct BatchRecordWriter {
  let profile: FeedProfile

  /// The header: one line, or two where columns are named or XML is declared.
  func header(_ header: BatchHeader) -> [UInt8] {
    let record = BatchRecord(header)
    var bytes: [UInt8] = []
    switch profile.form {
    case .delimited(let form):
      append(delimited: "H", record, form, to: &bytes)
      bytes.append(contentsOf: profile.lineEnd)
      append(cell: "record", form, to: &bytes)
      for field in form.fields {
        bytes.append(form.delimiter)
        append(cell: field.label, form, to: &bytes)
      }
    case .fixed(let form): append(fixed: "H", record, BatchRecord.headerWidths, form, to: &bytes)
    case .jsonLines: append(json: "header", record, to: &bytes)
    case .xml:
      bytes.append(text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")
      bytes.append(contentsOf: profile.lineEnd)
      bytes.append(text: "<feed:Batch xmlns:feed=\"urn:conferral:feed:1\"")
      append(attributes: record, to: &bytes)
      bytes.append(UInt8(ascii: ">"))
    }
    return bytes + profile.lineEnd
  }

  /// The trailer: one line.
  func trailer(_ trailer: BatchTrailer) -> [UInt8] {
    let record = BatchRecord(trailer)
    var bytes: [UInt8] = []
    switch profile.form {
    case .delimited(let form): append(delimited: "T", record, form, to: &bytes)
    case .fixed(let form): append(fixed: "T", record, BatchRecord.trailerWidths, form, to: &bytes)
    case .jsonLines: append(json: "trailer", record, to: &bytes)
    case .xml:
      bytes.append(text: "<feed:Trailer")
      append(attributes: record, to: &bytes)
      bytes.append(text: "/></feed:Batch>")
    }
    return bytes + profile.lineEnd
  }

  private func append(
    delimited type: String, _ record: BatchRecord, _ form: DelimitedForm, to bytes: inout [UInt8]
  ) {
    bytes.append(text: type)
    for entry in record.entries {
      bytes.append(form.delimiter)
      append(cell: entry.value, form, isText: !entry.isNumber, to: &bytes)
    }
  }

  private func append(
    cell text: String, _ form: DelimitedForm, isText: Bool = true, to bytes: inout [UInt8]
  ) {
    var cell = written(text)
    if isText, form.isGuarded, Formula.isOne(cell[...]) { cell.insert(Formula.guardMark, at: 0) }
    form.append(cell: cell, isText: isText, to: &bytes)
  }

  private func append(
    fixed type: String, _ record: BatchRecord, _ widths: [(key: String, width: Int)],
    _ form: FixedForm, to bytes: inout [UInt8]
  ) {
    let start = bytes.count
    bytes.append(text: type)
    for (entry, column) in zip(record.entries, widths) {
      let value = written(entry.value)
      let isZeroed = entry.isNumber && !entry.value.contains(".")
      let fill: UInt8 = isZeroed ? UInt8(ascii: "0") : UInt8(ascii: " ")
      let gap = [UInt8](repeating: fill, count: max(0, column.width - value.count))
      bytes += isZeroed ? gap + value : value.prefix(column.width) + gap
    }
    let missing = max(0, form.width - (bytes.count - start))
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: missing)
  }

  private func append(json type: String, _ record: BatchRecord, to bytes: inout [UInt8]) {
    bytes.append(text: "{\"record\":\"\(type)\"")
    for entry in record.entries where !entry.value.isEmpty {
      bytes.append(text: ",\"\(entry.key)\":")
      if entry.isNumber {
        bytes.append(text: entry.value)
      } else {
        bytes.append(json: written(entry.value))
      }
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private func append(attributes record: BatchRecord, to bytes: inout [UInt8]) {
    for entry in record.entries where !entry.value.isEmpty {
      bytes.append(text: " \(entry.key)=\"")
      bytes.append(xml: written(entry.value))
      bytes.append(UInt8(ascii: "\""))
    }
  }

  /// The text in the profile's encoding; what it lacks is a question mark, for a header cannot be
  /// left out, and names in it identify nothing.
  private func written(_ text: String) -> [UInt8] {
    var lettering = profile.lettering
    lettering.isTransliterated = true
    lettering.lineBreaks = .space
    lettering.hasControls = false
    // A reader of the header does not know yet that a cell has no quotation marks around it.
    if !lettering.reserved.isEmpty { lettering.reserved.append(DelimitedForm.quote) }
    var bytes: [UInt8] = []
    _ = lettering.write(
      Array(text.utf8), isProse: true, substitute: UInt8(ascii: "?"), to: &bytes)
    return bytes
  }
}
