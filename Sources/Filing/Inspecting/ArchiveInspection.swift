/// Judges ZIP archives: office documents and others.
struct ArchiveInspection {
  let rules: Inspection

  func kind(of source: ByteSource) throws -> MediaType {
    let entries = try ZipDirectory.entries(of: source, atMost: rules.entries)
    try checkSizes(entries, length: source.length)
    var names: Set<String> = []
    for entry in entries {
      let name = try checkedName(entry)
      guard names.insert(name).inserted else { throw ZipDirectory.broken }
    }
    try checkMacros(names)
    let open = try openDocument(entries, source)
    let office = try officeOpen(names)
    guard open == nil || office == nil else { throw ZipDirectory.broken }
    return open ?? office ?? .zip
  }

  private func checkSizes(_ entries: [ZipDirectory.Entry], length: Int) throws {
    var total = 0
    for entry in entries {
      // Sizes that stand elsewhere (ZIP64) are written as all ones.
      guard entry.unpacked < 0xFFFF_FFFF, entry.packed < 0xFFFF_FFFF,
        [0, 8].contains(entry.method),
        entry.method == 8 || entry.packed == entry.unpacked
      else { throw ZipDirectory.broken }
      guard entry.flags & 0x2041 == 0 else {
        throw Inspection.refusal(
          "The archive or document is protected by a password: send it without one.")
      }
      total += entry.unpacked
      guard isPlausible(entry.unpacked, from: entry.packed) else { throw bomb }
    }
    guard total <= rules.unpacked, isPlausible(total, from: length) else { throw bomb }
  }

  private func isPlausible(_ unpacked: Int, from packed: Int) -> Bool {
    unpacked <= 10_000_000 || unpacked / rules.ratio <= packed
  }

  private var bomb: FilingError {
    Inspection.refusal(
      "The archive or document would unpack to far more than it is: send its files singly.")
  }

  private func checkedName(_ entry: ZipDirectory.Entry) throws -> String {
    let name = entry.name
    let isPlain = name.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    let parts = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let hasDrive = name.count > 1 && name[1] == UInt8(ascii: ":")
    let dots = [[UInt8(ascii: ".")], [UInt8(ascii: "."), UInt8(ascii: ".")]]
    guard isPlain, !hasDrive, name.first != UInt8(ascii: "/"),
      !parts.contains(where: { dots.contains(Array($0)) }), !parts.dropLast().contains([])
    else {
      throw Inspection.refusal("The archive has a name that leads out of it: pack it anew.")
    }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  private func checkMacros(_ names: Set<String>) throws {
    let parts = ["vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin"]
    let folders = ["xl/macrosheets/", "basic/", "scripts/"]
    let hasMacros = names.contains { name in
      parts.contains { name == $0 || name.hasSuffix("/\($0)") }
        || folders.contains { name.hasPrefix($0) }
    }
    let isDocument = names.contains("[content_types].xml") || names.contains("mimetype")
    if hasMacros, isDocument {
      throw Inspection.refusal("The document has macros: save it without them, or as a PDF.")
    }
    if names.contains("meta-inf/manifest.mf") || names.contains("androidmanifest.xml") {
      throw Inspection.refusal("The archive is a program, which is not taken.")
    }
  }

  /// ECMA-376, part 2; the main part stands where every common writer puts it.
  private func officeOpen(_ names: Set<String>) throws -> MediaType? {
    guard names.contains("[content_types].xml") else { return nil }
    let mains: [(String, MediaType)] = [
      ("word/document.xml", .docx), ("ppt/presentation.xml", .pptx), ("xl/workbook.xml", .xlsx),
    ]
    let kinds = mains.filter { names.contains($0.0) }.map(\.1)
    guard kinds.count == 1 else {
      throw Inspection.refusal(
        "The office document is of a kind that is not taken: save it as docx, pptx, xlsx or PDF.")
    }
    return kinds[0]
  }

  /// OpenDocument 1.3, part 2, section 3.3: the first entry is `mimetype`, not packed.
  private func openDocument(
    _ entries: [ZipDirectory.Entry], _ source: ByteSource
  ) throws -> MediaType? {
    guard let entry = entries.first(where: { $0.offset == 0 }),
      entry.name.elementsEqual("mimetype".utf8)
    else { return nil }
    let head = try source.bytes(at: 0, count: 30)
    let start = 30 + entry.name.count + head.little(at: 28, 2)
    let text = String(
      decoding: try source.bytes(at: start, count: min(entry.packed, 128)), as: UTF8.self)
    guard entry.method == 0, let type = MediaType(rawValue: text),
      [.odt, .ods, .odp].contains(type)
    else {
      throw Inspection.refusal(
        "The document is of a kind that is not taken: save it as odt, ods, odp or PDF.")
    }
    return type
  }
}
