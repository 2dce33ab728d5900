internal import Crypto
public import Microcredentials

/// Writes a batch: the same header and rows in the same profile give the same bytes for ever.
///
/// Call ``begin()``, ``render(_:resent:into:)`` for each row in the order of the file, and
/// ``end()``. Memory is bounded by one row and the ids of the students.
public struct BatchRenderer {
  private let header: BatchHeader
  private let records: BatchRecordWriter
  private var writer: RecordWriter
  private var trailer = BatchTrailer(
    added: 0, voided: 0, resent: 0, creditsAdded: 0, creditsVoided: 0, persons: 0, leftOut: 0,
    detailsSHA256: "")
  /// By their bytes: texts that only look the same are two ids.
  private var students: Set<[UInt8]> = []
  private var record: [UInt8] = []
  private var details = SHA256()
  private var file = SHA256()

  /// Makes a renderer; the name and version of the profile in the header are those of this one.
  public init(profile: FeedProfile, header: BatchHeader) {
    var header = header
    header.profile = profile.name
    header.profileVersion = profile.version
    self.header = header
    records = BatchRecordWriter(profile: profile)
    writer = RecordWriter(profile)
  }

  /// The header, line end included.
  public mutating func begin() -> [UInt8] {
    let bytes = records.header(header)
    file.update(bytes)
    return bytes
  }

  /// Appends the record of a row; a row that cannot be written appends nothing and is counted.
  ///
  /// - Throws: ``FieldMistakes``, every reason why the row is left out.
  public mutating func render(
    _ row: Notation, resent: Bool = false, into bytes: inout [UInt8]
  ) throws(FieldMistakes) {
    record.removeAll(keepingCapacity: true)
    writer.write(RowInBatch(row: row, isResent: resent, header: header), to: &record)
    guard writer.values.mistakes.isEmpty else {
      trailer.leftOut += 1
      throw FieldMistakes(mistakes: writer.values.mistakes)
    }
    let credits = row.credits ?? .zero
    switch row.kind {
    case .add:
      trailer.added += 1
      trailer.creditsAdded += credits
    case .void:
      trailer.voided += 1
      trailer.creditsVoided += credits
    }
    if resent { trailer.resent += 1 }
    if !row.student.isEmpty { students.insert(Array(row.student.utf8)) }
    details.update(record)
    file.update(record)
    bytes.append(contentsOf: record)
  }

  /// The trailer with its line end, what it says, and the SHA-256 of the whole file.
  public mutating func end() -> (bytes: [UInt8], trailer: BatchTrailer, fileSHA256: String) {
    trailer.persons = students.count
    trailer.detailsSHA256 = details.hexadecimal
    let bytes = records.trailer(trailer)
    file.update(bytes)
    return (bytes, trailer, file.hexadecimal)
  }
}
