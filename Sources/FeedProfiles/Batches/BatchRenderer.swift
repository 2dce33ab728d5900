public import Microcredentials

/// Writes a batch: the same header and rows in the same profile give the same bytes for ever.
///
/// Call ``begin()``, ``render(_:resent:into:)`` for each row in the order of the file, and
/// ``end()``. Memory is bounded by one row and the ids of the students.
public struct BatchRenderer {
  /// Makes a renderer; the header names the profile and its version.
  public init(profile: FeedProfile, header: BatchHeader) {}

  /// The header, line end included.
  public mutating func begin() -> [UInt8] { [] }

  /// Appends the record of a row; a row that cannot be written appends nothing and is counted.
  ///
  /// - Throws: ``FieldMistakes``, every reason why the row is left out.
  public mutating func render(
    _ row: Notation, resent: Bool = false, into bytes: inout [UInt8]
  ) throws(FieldMistakes) {}

  /// The trailer with its line end, what it says, and the SHA-256 of the whole file.
  public mutating func end() -> (bytes: [UInt8], trailer: BatchTrailer, fileSHA256: String) {
    (
      [],
      BatchTrailer(
        added: 0, voided: 0, resent: 0, creditsAdded: 0, creditsVoided: 0, persons: 0, leftOut: 0,
        detailsSHA256: ""), ""
    )
  }
}
