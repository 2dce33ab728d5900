import Microcredentials

/// How cells look; the raw value is the place in the list of formats.
enum CellStyle: Int, CaseIterable {
  case plain, header, day, integer, quantity, text, quoted, boldText, boldInteger, boldQuantity

  /// Number formats: 3 is `#,##0`, 14 a date as the reader's country writes it, 49 text.
  private var format: Int {
    switch self {
    case .plain, .header, .boldText: 0
    case .day: 14
    case .integer, .boldInteger: 3
    case .quantity, .boldQuantity: 164
    case .text, .quoted: 49
    }
  }

  private var isBold: Bool {
    switch self {
    case .header, .boldText, .boldInteger, .boldQuantity: true
    default: false
    }
  }

  private var xml: String {
    let quote = self == .quoted ? " quotePrefix=\"1\"" : ""
    let wraps =
      self == .header ? "><alignment vertical=\"top\" wrapText=\"1\"/></xf>" : "/>"
    return "<xf numFmtId=\"\(format)\" fontId=\"\(isBold ? 1 : 0)\" fillId=\"0\" borderId=\"0\" "
      + "xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"\(quote)"
      + (self == .header ? " applyAlignment=\"1\"" : "") + wraps
  }

  static let document =
    Workbook.declaration + "<styleSheet xmlns=\"\(Workbook.main)\">"
    + "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"#,##0.####\"/></numFmts>"
    + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    + "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    + "</cellStyleXfs><cellXfs count=\"\(allCases.count)\">"
    + allCases.map(\.xml).joined() + "</cellXfs><cellStyles count=\"1\">"
    + "<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
}

/// The part of a workbook that holds one table.
enum SheetXML {
  /// Words beyond this are cut, as Excel does not open a file with more in a cell.
  private static let mostCharacters = 32_000
  /// Days since 1970 of Excel's day 0; its days before March 1900 are off by one, for a leap day
  /// that was none.
  private static let epoch = 25_569
  private static let firstDay = 61

  static func document(of sheet: Sheet) -> [UInt8] {
    var out = Array(head(of: sheet).utf8)
    append(sheet.columns.map { (.text($0), .header) }, at: 1, to: &out)
    for (place, row) in sheet.rows.enumerated() {
      let isTotal = sheet.hasTotal && place == sheet.rows.count - 1
      append(
        sheet.cells(of: row).map { ($0, style(of: $0, isTotal: isTotal)) }, at: place + 2, to: &out)
    }
    out += Array("</sheetData></worksheet>".utf8)
    return out
  }

  private static func head(of sheet: Sheet) -> String {
    let columns = sheet.columns.indices.map { place in
      "<col min=\"\(place + 1)\" max=\"\(place + 1)\" width=\"\(width(of: place, in: sheet))\" "
        + "customWidth=\"1\"/>"
    }
    return Workbook.declaration + "<worksheet xmlns=\"\(Workbook.main)\"><sheetViews>"
      + "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
      + "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
      + (columns.isEmpty ? "" : "<cols>\(columns.joined())</cols>") + "<sheetData>"
  }

  /// Wide enough for what stands in the first rows, within reason.
  private static func width(of column: Int, in sheet: Sheet) -> Int {
    let cells = sheet.rows.prefix(200).map { sheet.cells(of: $0)[column].plain.count }
    return min(60, max(10, sheet.columns[column].count / 2, cells.max() ?? 0) + 2)
  }

  private static func style(of cell: Cell, isTotal: Bool) -> CellStyle {
    switch cell {
    case .blank: .plain
    case .text(let text):
      isTotal
        ? .boldText
        : text.unicodeScalars.first.map("=+-@'".unicodeScalars.contains) == true
          ? .quoted : .text
    case .integer: isTotal ? .boldInteger : .integer
    case .quantity: isTotal ? .boldQuantity : .quantity
    case .day(let day): serial(day) < firstDay ? .text : .day
    }
  }

  private static func serial(_ day: Day) -> Int { Int(day.number) + epoch }

  private static func append(
    _ cells: [(Cell, CellStyle)], at row: Int, to out: inout [UInt8]
  ) {
    out += Array("<row r=\"\(row)\">".utf8)
    for (place, (cell, style)) in cells.enumerated() where cell != .blank {
      let head = "<c r=\"\(letters(place))\(row)\" s=\"\(style.rawValue)\""
      out += Array((head + content(of: cell)).utf8)
    }
    out += Array("</row>".utf8)
  }

  private static func content(of cell: Cell) -> String {
    switch cell {
    case .blank: "/>"
    case .text(let text): string(text)
    case .integer, .quantity: "><v>\(cell.plain)</v></c>"
    case .day(let day):
      serial(day) < firstDay ? string(cell.plain) : "><v>\(serial(day))</v></c>"
    }
  }

  private static func string(_ text: String) -> String {
    let shown = String(text.unicodeScalars.prefix(mostCharacters).map(Character.init))
    return " t=\"inlineStr\"><is><t xml:space=\"preserve\">\(XMLText.escaped(shown))</t></is></c>"
  }

  /// The column's name: A, B … Z, AA …
  static func letters(_ place: Int) -> String {
    var (rest, name) = (place, "")
    repeat {
      name = String(UnicodeScalar(UInt8(65 + rest % 26))) + name
      rest = rest / 26 - 1
    } while rest >= 0
    return name
  }
}

/// Text inside a part of a workbook.
enum XMLText {
  /// Nothing in it is markup any more. What XML 1.0 cannot write, and a text that looks like such a
  /// way of writing, is written as ECMA-376 does: `_x0007_` (Part 1, 22.9.2.19).
  static func escaped(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count + 16)
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "\t", "\n": out.unicodeScalars.append(scalar)
      case "_" where isCode(scalars[place...]): out += "_x005F_"
      default:
        if scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE {
          let digits = String(scalar.value & 0xFFFF, radix: 16, uppercase: true)
          out += "_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_"
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    return out
  }

  private static func isCode(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
    let text = Array(text.prefix(7))
    return text.count == 7 && text[1] == "x" && text[6] == "_"
      && text[2...5].allSatisfy(\.properties.isASCIIHexDigit)
  }
}
