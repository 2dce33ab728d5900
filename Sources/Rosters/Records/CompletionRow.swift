public import Microcredentials

/// Something a learner did, with its result.
public struct CompletionRow: Hashable, Sendable, Codable {
  /// Whether a completion counts.
  public enum Status: String, CaseIterable, Sendable {
    /// It stands.
    case final
    /// It may still change: it counts for progress, never for an award.
    case provisional
    /// It was taken back.
    case voided
  }

  /// The id of the learner.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// What kind of thing it is; never a credential, a certification or evidence.
  public var kind: FactKind
  /// Its code, as written.
  public var code: String
  /// Its title.
  public var title: String?
  /// The day on which it took effect.
  public var on: Day
  /// The grade, level or value as recorded.
  public var grade: String?
  /// The score; nil when it was recorded without one.
  public var score: Quantity?
  /// The credits it carries.
  public var credits: Quantity?
  /// The hours it took.
  public var hours: Quantity?
  /// The points it is worth.
  public var points: Quantity?
  /// Whether it was passed, where that is recorded.
  public var passed: Bool?
  /// Where it was earned.
  public var origin: Origin
  /// Which attempt it was, from 1.
  public var attempt: Int?
  /// The code of its term.
  public var term: String?
  /// Whether it counts.
  public var status: Status
  /// Marks on it, such as names of pools.
  public var tags: [String]
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, kind: FactKind, code: String,
    title: String? = nil, on: Day, grade: String? = nil, score: Quantity? = nil,
    credits: Quantity? = nil, hours: Quantity? = nil, points: Quantity? = nil,
    passed: Bool? = nil, origin: Origin = .here, attempt: Int? = nil, term: String? = nil,
    status: Status = .final, tags: [String] = [], key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.kind = kind
    self.code = code
    self.title = title
    self.on = on
    self.grade = grade
    self.score = score
    self.credits = credits
    self.hours = hours
    self.points = points
    self.passed = passed
    self.origin = origin
    self.attempt = attempt
    self.term = term
    self.status = status
    self.tags = tags
    self.key =
      key
      ?? RosterKey.of(
        kind.rawValue, idSystem, learner, RosterKey.code(code), attempt.map(String.init), term,
        kind.isRepeated ? on.description : nil)
  }
}

extension CompletionRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      kind: try source.kind(of: .completion),
      code: try source.requiredChecked(.code),
      title: try source.checked(.title),
      on: try source.requiredDay(.on),
      grade: try source.checked(.grade),
      score: try source.quantity(.score),
      credits: try source.quantity(.credits),
      hours: try source.quantity(.hours),
      points: try source.quantity(.points),
      passed: try source.truth(.passed),
      origin: try source.choice(.origin) ?? .here,
      attempt: try source.wholeNumber(.attempt),
      term: try source.checked(.term),
      status: try source.choice(.status) ?? .final,
      tags: try source.texts(.tags),
      key: try source.checked(.key))
  }

  /// Reads a row from JSON and checks it as if it came from a file.
  public init(from decoder: any Decoder) throws {
    var fields = try CodedFields(decoder)
    try self.init(from: &fields)
  }

  /// Writes a row as JSON: texts under the words that mappings use.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(learner, forKey: .learner)
    try fields.encodeIfPresent(idSystem, forKey: .idSystem)
    try fields.encode(kind.rawValue, forKey: .kind)
    try fields.encode(code, forKey: .code)
    try fields.encodeIfPresent(title, forKey: .title)
    try fields.encode(on.description, forKey: .on)
    try fields.encodeIfPresent(grade, forKey: .grade)
    try fields.encodeIfPresent(score?.description, forKey: .score)
    try fields.encodeIfPresent(credits?.description, forKey: .credits)
    try fields.encodeIfPresent(hours?.description, forKey: .hours)
    try fields.encodeIfPresent(points?.description, forKey: .points)
    try fields.encodeIfPresent(passed.map { $0 ? "true" : "false" }, forKey: .passed)
    try fields.encode(origin.rawValue, forKey: .origin)
    try fields.encodeIfPresent(attempt.map(String.init), forKey: .attempt)
    try fields.encodeIfPresent(term, forKey: .term)
    try fields.encode(status.rawValue, forKey: .status)
    try fields.encode(tags, forKey: .tags)
    try fields.encode(key, forKey: .key)
  }
}

extension FactKind {
  /// Whether one learner has many of the same code, so that the day tells one from another.
  fileprivate var isRepeated: Bool {
    switch self {
    case .event, .activity, .workshop, .internship, .standing: true
    default: false
    }
  }
}
