internal import Microcredentials

/// Writes the detail records of a profile.
struct RecordWriter {
  let form: RecordForm
  let lineEnd: [UInt8]
  var values: ValueWriter

  init(_ profile: FeedProfile) {
    form = profile.form
    lineEnd = profile.lineEnd
    values = ValueWriter(lettering: profile.lettering, isGuarded: profile.isGuarded)
  }

  /// Appends the record; what is wrong with it stands in ``ValueWriter/mistakes`` afterwards, and
  /// then nothing is appended.
  mutating func write(_ row: RowInBatch, to bytes: inout [UInt8]) {
    values.mistakes.removeAll(keepingCapacity: true)
    let start = bytes.count
    switch form {
    case .delimited(let form): write(form, row, &bytes)
    case .fixed(let form): write(form, row, &bytes)
    case .jsonLines(let content): _ = writeJSON(content, row, &bytes)
    case .xml(let name, let content): _ = writeXML(name, content, row, &bytes)
    }
    bytes.append(contentsOf: lineEnd)
    if !values.mistakes.isEmpty { bytes.removeSubrange(start...) }
  }

  private mutating func write(_ form: DelimitedForm, _ row: RowInBatch, _ bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "D"))
    for field in form.fields {
      bytes.append(form.delimiter)
      guard values.make(field, row) else { continue }
      form.append(cell: values.value, isText: !field.isNumber, to: &bytes)
    }
  }

  private mutating func write(_ form: FixedForm, _ row: RowInBatch, _ bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "D"))
    for field in form.fields {
      let isThere = values.make(field, row)
      form.append(isThere ? values.value : [], in: field, to: &bytes)
    }
  }

  /// Whether anything was written.
  private mutating func writeJSON(
    _ node: ContentNode, _ row: RowInBatch, _ bytes: inout [UInt8]
  ) -> Bool {
    switch node {
    case .field(let field):
      guard values.make(field, row) else { return false }
      if field.isNumber || field.isTruth || field.isBare {
        bytes.append(contentsOf: values.value)
      } else {
        bytes.append(json: values.value)
      }
      return true
    case .group(let members, let conditions):
      guard values.hold(conditions, row) else { return false }
      let start = bytes.count
      for (name, node) in members {
        let before = bytes.count
        bytes.append(before == start ? UInt8(ascii: "{") : UInt8(ascii: ","))
        bytes.append(contentsOf: name.key)
        if !writeJSON(node, row, &bytes) { bytes.removeSubrange(before...) }
      }
      if bytes.count > start { bytes.append(UInt8(ascii: "}")) }
      return bytes.count > start
    case .list(let nodes):
      let start = bytes.count
      for node in nodes {
        let before = bytes.count
        bytes.append(before == start ? UInt8(ascii: "[") : UInt8(ascii: ","))
        if !writeJSON(node, row, &bytes) { bytes.removeSubrange(before...) }
      }
      if bytes.count > start { bytes.append(UInt8(ascii: "]")) }
      return bytes.count > start
    }
  }

  /// Whether anything was written.
  private mutating func writeXML(
    _ name: ContentName, _ node: ContentNode, _ row: RowInBatch, _ bytes: inout [UInt8]
  ) -> Bool {
    switch node {
    case .field(let field):
      guard values.make(field, row) else { return false }
      bytes.append(contentsOf: name.opening)
      if !name.isAttribute { bytes.append(UInt8(ascii: ">")) }
      bytes.append(xml: values.value)
      bytes.append(contentsOf: name.closing)
      return true
    case .list(let nodes):
      let start = bytes.count
      for node in nodes { _ = writeXML(name, node, row, &bytes) }
      return bytes.count > start
    case .group(let members, let conditions):
      guard values.hold(conditions, row) else { return false }
      let start = bytes.count
      bytes.append(contentsOf: name.opening)
      var attributes = 0
      for (name, node) in members where name.isAttribute {
        _ = writeXML(name, node, row, &bytes)
        attributes += 1
      }
      bytes.append(UInt8(ascii: ">"))
      let content = bytes.count
      for (name, node) in members where !name.isAttribute {
        _ = writeXML(name, node, row, &bytes)
      }
      // An element of elements says nothing without one, whatever its attributes are.
      guard bytes.count > content || attributes == members.count else {
        bytes.removeSubrange(start...)
        return false
      }
      bytes.append(contentsOf: name.closing)
      return true
    }
  }
}

extension ProfileField {
  /// Whether the value is `true` or nothing.
  var isTruth: Bool { table == nil && sole?.nature == .truth }
}
