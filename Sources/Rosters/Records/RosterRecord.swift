/// One thing that a row of somebody else's file says, in our words.
public enum RosterRecord: Hashable, Sendable {
  /// A person.
  case learner(LearnerRow)
  /// The end of an id: its system no longer has the person.
  case departure(DepartureRow)
  /// An enrollment in a program.
  case enrollment(EnrollmentRow)
  /// A withdrawal from a program.
  case withdrawal(WithdrawalRow)
  /// Something done, with its result.
  case completion(CompletionRow)
  /// Evidence that was already reviewed.
  case evidence(EvidenceRow)
  /// A certification or badge from elsewhere.
  case credential(CredentialRow)
  /// What a student system says became of a row of the feed.
  case acknowledgement(AcknowledgementRow)
  /// A notation as it stands in a student system.
  case notation(TranscriptLineRow)

  /// The stable identity of what the row says, among records of the same kind.
  public var key: String {
    switch self {
    case .learner(let row): row.key
    case .departure(let row): row.key
    case .enrollment(let row): row.key
    case .withdrawal(let row): row.key
    case .completion(let row): row.key
    case .evidence(let row): row.key
    case .credential(let row): row.key
    case .acknowledgement(let row): row.key
    case .notation(let row): row.key
    }
  }

  init<Source: FieldSource>(
    _ kind: RecordKind, from source: inout Source
  ) throws(Source.Failure) {
    switch kind {
    case .learner: self = .learner(try LearnerRow(from: &source))
    case .departure: self = .departure(try DepartureRow(from: &source))
    case .enrollment: self = .enrollment(try EnrollmentRow(from: &source))
    case .withdrawal: self = .withdrawal(try WithdrawalRow(from: &source))
    case .completion: self = .completion(try CompletionRow(from: &source))
    case .evidence: self = .evidence(try EvidenceRow(from: &source))
    case .credential: self = .credential(try CredentialRow(from: &source))
    case .acknowledgement: self = .acknowledgement(try AcknowledgementRow(from: &source))
    case .notation: self = .notation(try TranscriptLineRow(from: &source))
    }
    // What identifies a row must fit into an index of the database.
    if key.utf8.count > 1_000 {
      throw source.unfit(.key, Unfit(.tooLong, "a key of at most 1,000 bytes; name a shorter one"))
    }
  }
}

extension RosterRecord: Codable {
  private enum RecordKey: String, CodingKey { case record }

  private var kind: (word: RecordKind, row: any Encodable) {
    switch self {
    case .learner(let row): (.learner, row)
    case .departure(let row): (.departure, row)
    case .enrollment(let row): (.enrollment, row)
    case .withdrawal(let row): (.withdrawal, row)
    case .completion(let row): (.completion, row)
    case .evidence(let row): (.evidence, row)
    case .credential(let row): (.credential, row)
    case .acknowledgement(let row): (.acknowledgement, row)
    case .notation(let row): (.notation, row)
    }
  }

  /// Reads a record from JSON and checks it as if it came from a file.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: RecordKey.self)
    let word = try container.decode(String.self, forKey: .record)
    guard let kind = RecordKind(rawValue: word) else {
      throw DecodingError.dataCorruptedError(
        forKey: .record, in: container, debugDescription: "No such kind of record.")
    }
    var fields = try CodedFields(decoder)
    try self.init(kind, from: &fields)
  }

  /// Writes a record as one flat JSON object, its kind under `record`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: RecordKey.self)
    try container.encode(kind.word.rawValue, forKey: .record)
    try kind.row.encode(to: encoder)
  }
}
