/// An Excel workbook (ECMA-376, Office Open XML) of plain tables: written, never read.
///
/// Words are strings in their cells, which no spreadsheet evaluates; those that look like a formula
/// are marked as quoted, so that they stay words when somebody edits the cell. The header row stays
/// in sight, and equal tables give equal bytes.
public struct Workbook: Hashable, Sendable {
  /// The most rows of a sheet, the header included.
  public static let mostRows = 1_048_576

  /// The tables, at least one.
  public var sheets: [Sheet]

  /// Makes a workbook.
  public init(_ sheets: [Sheet]) { self.sheets = sheets }

  /// The file.
  public func bytes() -> [UInt8] {
    var zip = ZipArchive()
    zip.add("[Content_Types].xml", Array(contentTypes.utf8))
    zip.add("_rels/.rels", Array(Self.packageRelations.utf8))
    zip.add("xl/workbook.xml", Array(workbook.utf8))
    zip.add("xl/_rels/workbook.xml.rels", Array(relations.utf8))
    zip.add("xl/styles.xml", Array(CellStyle.document.utf8))
    for (place, sheet) in sheets.enumerated() {
      zip.add("xl/worksheets/sheet\(place + 1).xml", SheetXML.document(of: sheet))
    }
    return zip.closed()
  }

  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"

  private var contentTypes: String {
    let parts = sheets.indices.map { place in
      "<Override PartName=\"/xl/worksheets/sheet\(place + 1).xml\" "
        + "ContentType=\"\(Self.types).worksheet+xml\"/>"
    }
    return Self.declaration + "<Types xmlns=\"\(Self.package)/content-types\">"
      + "<Default Extension=\"rels\" "
      + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(Self.types).sheet.main+xml\"/>"
      + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(Self.types).styles+xml\"/>"
      + parts.joined() + "</Types>"
  }

  private static let packageRelations =
    declaration + "<Relationships xmlns=\"\(package)/relationships\">"
    + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/>"
    + "</Relationships>"

  private var workbook: String {
    let list = zip(names, sheets.indices).map { name, place in
      "<sheet name=\"\(XMLText.escaped(name))\" sheetId=\"\(place + 1)\" r:id=\"rId\(place + 1)\"/>"
    }
    return Self.declaration + "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets>"
      + list.joined() + "</sheets></workbook>"
  }

  private var relations: String {
    let list = sheets.indices.map { place in
      "<Relationship Id=\"rId\(place + 1)\" Type=\"\(Self.office)/worksheet\" "
        + "Target=\"worksheets/sheet\(place + 1).xml\"/>"
    }
    return Self.declaration + "<Relationships xmlns=\"\(Self.package)/relationships\">"
      + list.joined()
      + "<Relationship Id=\"rId\(sheets.count + 1)\" Type=\"\(Self.office)/styles\" "
      + "Target=\"styles.xml\"/></Relationships>"
  }

  /// Names that Excel takes: up to 31 characters without a few signs, each once.
  private var names: [String] {
    var taken: Set<String> = []
    return sheets.enumerated().map { place, sheet in
      let clean = sheet.name.filter { !"[]:*?/\\'".contains($0) && !$0.isNewline }
      var name = String(clean.unicodeScalars.prefix(28).map(Character.init))
      if name.isEmpty || taken.contains(name.lowercased()) { name = "Sheet \(place + 1)" }
      taken.insert(name.lowercased())
      return name
    }
  }
}
