public import Foundation
public import Spreadsheets
import Storage

extension Office {
  /// Every row of a comparison that does not match, for whoever works at the machine.
  public func comparedRows(
    of comparison: UUID, at institution: Int, by actor: String
  ) async throws -> Sheet {
    let caller = try await operatorCaller(institution, actor, as: .registrar)
    return try await reading(as: caller) { try $0.comparedRows(of: comparison) }
  }
}

extension Visit {
  /// The most rows that one sheet has, so that it fits in memory and a spreadsheet.
  private static var mostCompared: Int { 1_000_000 }

  /// Every row of a comparison that does not match, one outcome after the other.
  public func comparedRows(of comparison: UUID) throws -> Sheet {
    var rows: [[Cell]] = []
    for outcome in Comparisons.outcomes where outcome != "matched" {
      let left = Self.mostCompared - rows.count
      rows += try comparisonRows(of: comparison, outcome: outcome, after: 0, limit: left)
        .map { row in Self.cells(of: row) }
    }
    guard rows.count <= Self.mostCompared else {
      throw Refusal(
        .invalid,
        "More than \(Self.mostCompared) rows do not match: is it the list of another system?")
    }
    return Sheet(
      name: "Comparison",
      columns: [
        "Outcome", "Line", "Position", "Why", "Differs", "Student", "Program", "Text", "Term",
        "Earned on", "Credits",
      ], rows: rows)
  }

  private static func cells(of row: Comparisons.Compared) -> [Cell] {
    [
      .text(row.outcome), .integer(row.line), .integer(row.position), .text(row.reason),
      .text(row.differs.joined(separator: " ")), .text(row.student), .text(row.program),
      .text(row.text), .text(row.term), .day(row.earnedOn), .quantity(row.credits),
    ]
  }
}
