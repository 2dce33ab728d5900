public import Microcredentials

/// What the last record of a batch says: the totals a consumer must arrive at.
///
/// Adds and voids are summed apart, so that a row which was taken for the other kind is noticed
/// even where the difference of the two sums would hide it.
public struct BatchTrailer: Hashable, Sendable {
  /// How many rows add a line, those sent again included.
  public var added: Int
  /// How many rows take one back, those sent again included.
  public var voided: Int
  /// How many of both are sent again.
  public var resent: Int
  /// The credits of the rows that add.
  public var creditsAdded: Quantity
  /// The credits of the rows that take back.
  public var creditsVoided: Quantity
  /// How many different students the rows are about.
  public var persons: Int
  /// How many rows were left out because the profile cannot carry them.
  public var leftOut: Int
  /// The SHA-256 of the bytes between header and trailer, in 64 hexadecimal digits.
  public var detailsSHA256: String

  /// Makes a trailer.
  public init(
    added: Int, voided: Int, resent: Int, creditsAdded: Quantity, creditsVoided: Quantity,
    persons: Int, leftOut: Int, detailsSHA256: String
  ) {
    self.added = added
    self.voided = voided
    self.resent = resent
    self.creditsAdded = creditsAdded
    self.creditsVoided = creditsVoided
    self.persons = persons
    self.leftOut = leftOut
    self.detailsSHA256 = detailsSHA256
  }

  /// How many detail records the batch has.
  public var rows: Int { added + voided }
}
