public import Foundation
public import Spreadsheets
import Storage

extension Office {
  /// Every row of a comparison that does not match, for whoever works at the machine: the columns
  /// first, then some thousand rows at a time, so that memory is bounded.
  public func comparedRows(
    of comparison: UUID, at institution: Int, by actor: String, _ take: (Sheet) throws -> Void
  ) async throws {
    let caller = try await operatorCaller(institution, actor, as: .registrar)
    let many = 5_000
    try take(ComparisonSheet.sheet(of: []))
    for outcome in Comparisons.outcomes where outcome != "matched" {
      var (place, hasMore) = (0, true)
      while hasMore {
        let after = place
        let rows = try await reading(as: caller) {
          try $0.comparisonRows(of: comparison, outcome: outcome, after: after, limit: many)
        }
        try take(ComparisonSheet.sheet(of: Array(rows.prefix(many))))
        (place, hasMore) = (rows.prefix(many).last?.number ?? place, rows.count > many)
      }
    }
  }
}

extension Visit {
  /// Every row of a comparison that does not match, one outcome after the other.
  public func comparedRows(of comparison: UUID, most: Int) throws -> Sheet {
    var rows: [Comparisons.Compared] = []
    for outcome in Comparisons.outcomes where outcome != "matched" {
      rows += try comparisonRows(
        of: comparison, outcome: outcome, after: 0, limit: most - rows.count)
      guard rows.count <= most else {
        throw Refusal(
          .invalid,
          "More than \(most) rows do not match: is it the list of another system? Look at them "
            + "page by page.")
      }
    }
    return ComparisonSheet.sheet(of: rows)
  }
}

/// Rows of a comparison as a table: what the list says, and beside it what we sent.
enum ComparisonSheet {
  static func sheet(of rows: [Comparisons.Compared]) -> Sheet {
    Sheet(
      name: "Comparison",
      columns: [
        "Outcome", "Line", "Position", "Why", "Differs", "Student there", "Program there",
        "Text there", "Term there", "Earned on there", "Credits there", "Student sent",
        "Program sent", "Text sent", "Term sent", "Earned on sent", "Credits sent", "Notation",
      ], rows: rows.map(cells))
  }

  private static func cells(of row: Comparisons.Compared) -> [Cell] {
    [
      .text(row.outcome), .integer(row.line), .integer(row.position), .text(row.reason),
      .text(row.differs.joined(separator: " ")), .text(row.student), .text(row.program),
      .text(row.text), .text(row.term), .day(row.earnedOn), .quantity(row.credits),
      .text(row.here?.student), .text(row.here?.program), .text(row.here?.text),
      .text(row.here?.term), .day(row.here?.earnedOn), .quantity(row.here?.credits),
      .text(row.here?.notation.text),
    ]
  }
}
