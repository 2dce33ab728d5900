internal import Crypto
public import Microcredentials

/// How the rows of the ledger are written for one kind of student system: a profile file, read
/// and checked.
public struct FeedProfile: Sendable {
  /// What it is called: `banner-comment`.
  public let name: String
  /// The SHA-256 of the file's text, in 64 hexadecimal digits.
  public let version: String
  /// What it is for.
  public let summary: String
  /// What the names of its files end with, without the point: `csv`.
  public let fileExtension: String

  let lettering: Lettering
  let lineEnd: [UInt8]
  let form: RecordForm

  /// Reads a profile file, YAML as the article <doc:Profiles> describes it.
  ///
  /// - Throws: ``FeedFileError``, every mistake in it at once.
  public init(parsing text: String) throws(FeedFileError) {
    var parser = ProfileParser()
    let parsed = try parser.parse(text)
    name = parsed.name
    version = SHA256.hexadecimal(of: text)
    summary = parsed.summary
    fileExtension = parsed.fileExtension
    lettering = parsed.lettering
    lineEnd = parsed.lineEnd
    form = parsed.form
  }

  /// Why the row cannot be written: each field that is too long, has a character that the encoding
  /// lacks, or has no value; empty when it can.
  ///
  /// Besides real rows it checks a made-up one with the longest text that a program's template can
  /// give, before the program is approved.
  public func mistakes(in row: Notation) -> [FieldMistake] {
    let header = BatchHeader(
      id: row.id, institutionCode: "-", institution: "-", consumer: "-", number: 1,
      first: row.position, last: row.position, profile: name, profileVersion: version, zone: "UTC",
      mode: .test, releasedAt: row.recordedAt, releasedOn: row.earnedOn)
    var writer = RecordWriter(self)
    var bytes: [UInt8] = []
    writer.write(RowInBatch(row: row, isResent: false, header: header), to: &bytes)
    return writer.values.mistakes
  }

  var isGuarded: Bool {
    if case .delimited(let form) = form { form.isGuarded } else { false }
  }
}
