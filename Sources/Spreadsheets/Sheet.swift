public import Microcredentials

/// One cell of a table.
public enum Cell: Hashable, Sendable {
  /// Nothing.
  case blank
  /// Words, which never become a formula.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// An exact decimal number.
  case quantity(Quantity)
  /// A calendar date.
  case day(Day)

  /// A whole number, or nothing.
  public static func integer(_ number: Int?) -> Cell { number.map { .integer($0) } ?? .blank }
  /// Words, or nothing.
  public static func text(_ text: String?) -> Cell { text.map { .text($0) } ?? .blank }
  /// A date, or nothing.
  public static func day(_ day: Day?) -> Cell { day.map { .day($0) } ?? .blank }
  /// A decimal number, or nothing.
  public static func quantity(_ quantity: Quantity?) -> Cell {
    quantity.map { .quantity($0) } ?? .blank
  }
}

/// A table with one header row.
public struct Sheet: Hashable, Sendable {
  /// What the tab is called; what Excel does not allow in it is left out when it is written.
  public var name: String
  /// The names of the columns.
  public var columns: [String]
  /// The rows; shorter ones are filled with blanks, what is beyond the columns is left out.
  public var rows: [[Cell]]
  /// Whether the last row is a total, shown in bold.
  public var hasTotal: Bool

  /// Makes a table.
  public init(name: String, columns: [String], rows: [[Cell]], hasTotal: Bool = false) {
    self.name = name
    self.columns = columns
    self.rows = rows
    self.hasTotal = hasTotal
  }

  /// A row with exactly as many cells as there are columns.
  func cells(of row: [Cell]) -> [Cell] {
    Array(
      (row + Array(repeating: .blank, count: max(0, columns.count - row.count)))
        .prefix(columns.count))
  }
}

extension Cell {
  /// The cell as plain text: `12`, `6.5`, `2026-11-22`; words as they are.
  public var plain: String {
    switch self {
    case .blank: ""
    case .text(let text): text
    case .integer(let number): String(number)
    case .quantity(let quantity): quantity.description
    case .day(let day): day.description
    }
  }
}
