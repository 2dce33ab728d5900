/// A table as comma-separated values (RFC 4180).
///
/// It begins with a byte order mark, because Excel takes a file without one for the code page of the
/// machine, and every other reader of UTF-8 knows to pass over it. Lines end with CR LF. Words that a
/// spreadsheet would run as a formula get an apostrophe in front; numbers never do.
public enum CSVText {
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// Also the wide forms, which some spreadsheets read as the narrow ones.
  private static let dangerous: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
  ]
  private static let quoted: Set<Unicode.Scalar> = ["\"", ",", "\r", "\n"]

  /// The whole table.
  public static func bytes(of sheet: Sheet) -> [UInt8] {
    var out = mark
    append(sheet.columns.map { .text($0) }, to: &out)
    return out + rows(of: sheet)
  }

  /// The rows alone, which go on with a table that was begun.
  public static func rows(of sheet: Sheet) -> [UInt8] {
    var out: [UInt8] = []
    for row in sheet.rows { append(sheet.cells(of: row), to: &out) }
    return out
  }

  private static func append(_ cells: [Cell], to out: inout [UInt8]) {
    for (place, cell) in cells.enumerated() {
      if place > 0 { out.append(UInt8(ascii: ",")) }
      out.append(contentsOf: text(of: cell).utf8)
    }
    out.append(contentsOf: [13, 10])
  }

  private static func text(of cell: Cell) -> String {
    guard case .text(let words) = cell else { return cell.plain }
    return self.cell(words)
  }

  /// A cell of words (RFC 4180, section 2). One that a spreadsheet would run as a formula gets an
  /// apostrophe in front.
  public static func cell(_ words: String) -> String {
    let isDangerous = leading(words).map(dangerous.contains) ?? false
    let safe = isDangerous ? "'" + words : words
    guard safe.unicodeScalars.contains(where: quoted.contains) else { return safe }
    return "\"" + safe.replacing("\"", with: "\"\"") + "\""
  }

  /// The first character that counts: spreadsheets pass over spaces before a formula.
  private static func leading(_ text: String) -> Unicode.Scalar? {
    text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{FEFF}" }
  }
}
