public import Foundation
public import Rosters
public import Storage

/// What a consumer says became of rows that it got, with totals that show that nothing is lost.
public struct AcknowledgementReport: Sendable {
  /// A row, and where it stands in the report, from 1.
  public struct Line: Sendable {
    /// The line of a file, or the place in a list.
    public var line: Int
    /// What it says.
    public var row: AcknowledgementRow

    /// Makes a line.
    public init(line: Int, row: AcknowledgementRow) {
      self.line = line
      self.row = row
    }

    /// Makes a line of what a caller says; nil for an outcome that the field does not know.
    public init?(
      line: Int, position: Int?, notation: String?, outcome: String, code: String?, text: String?
    ) {
      guard let outcome = AcknowledgementRow.Outcome(rawValue: outcome) else { return nil }
      self.init(
        line: line,
        row: AcknowledgementRow(
          position: position, notation: notation, outcome: outcome, code: code, text: text))
    }
  }

  /// Totals as the consumer declares them; nil for those that it does not.
  public struct Totals: Hashable, Sendable {
    /// How many rows the batch has.
    public var rows: Int?
    /// How many rows stand in the student system, those that are not listed included.
    public var accepted: Int?
    /// How many do not.
    public var rejected: Int?
    /// How many stood there already.
    public var duplicate: Int?
    /// How many it does not know.
    public var unknown: Int?

    /// Makes totals.
    public init(
      rows: Int? = nil, accepted: Int? = nil, rejected: Int? = nil, duplicate: Int? = nil,
      unknown: Int? = nil
    ) {
      self.rows = rows
      self.accepted = accepted
      self.rejected = rejected
      self.duplicate = duplicate
      self.unknown = unknown
    }

    var isEmpty: Bool { self == Totals() }
  }

  /// The words for what may become of a row.
  public static let outcomes = AcknowledgementRow.Outcome.allCases.map(\.rawValue)

  /// What it is called where it came from.
  public var title: String?
  /// The number or id of the batch that it is about; nil for rows of any.
  public var batch: String?
  /// What was declared.
  public var totals: Totals
  /// Whether all rows of the batch that are not listed are accepted.
  public var acceptsOthers: Bool
  /// The rows.
  public var lines: [Line]
  /// Rows that could not be read.
  public var quarantined: [Acknowledgements.Aside]

  /// Makes a report.
  public init(
    title: String? = nil, batch: String? = nil, totals: Totals, acceptsOthers: Bool = false,
    lines: [Line], quarantined: [Acknowledgements.Aside] = []
  ) {
    self.title = title
    self.batch = batch
    self.totals = totals
    self.acceptsOthers = acceptsOthers
    self.lines = lines
    self.quarantined = quarantined
  }
}

/// What became of a report.
public struct AcknowledgementReceipt: Sendable {
  /// The report's id.
  public var report: UUID
  /// The number of the batch that it was about.
  public var batch: Int?
  /// Whether the same report came before, so that nothing was done.
  public var isKnown: Bool
  /// What it says.
  public var counts: Acknowledgements.Counts
  /// What that changed.
  public var changes: Acknowledgements.Changes
  /// Rows that were kept aside.
  public var aside: [Acknowledgements.Aside]
}
