public import Microcredentials

/// A piece of evidence that was already reviewed elsewhere; it has a `url`, a `sha256` or both.
public struct EvidenceRow: Hashable, Sendable, Codable {
  /// The id of the learner.
  public var learner: String
  /// The system of that id, where the mapping names one.
  public var idSystem: String?
  /// The code of the program it is for.
  public var program: String
  /// What kind of evidence it is: `reflection`, `portfolio` …
  public var kind: String?
  /// Its code in the other system.
  public var code: String?
  /// Its title.
  public var title: String?
  /// The day on which it was accepted.
  public var on: Day
  /// Where it can be read, an absolute http or https address.
  public var url: String?
  /// The SHA-256 hash of its content, 64 lower-case hexadecimal digits.
  public var sha256: String?
  /// Who accepted it.
  public var reviewer: String?
  /// The score it was given.
  public var score: Quantity?
  /// The level it was given.
  public var level: String?
  /// The stable identity of what the row says: the same key again is the same fact, with other
  /// values an amendment.
  public var key: String

  /// Makes a row; without a key it is identified by its parts.
  public init(
    learner: String, idSystem: String? = nil, program: String, kind: String? = nil,
    code: String? = nil, title: String? = nil, on: Day, url: String? = nil,
    sha256: String? = nil, reviewer: String? = nil, score: Quantity? = nil,
    level: String? = nil, key: String? = nil
  ) {
    self.learner = learner
    self.idSystem = idSystem
    self.program = program
    self.kind = kind
    self.code = code
    self.title = title
    self.on = on
    self.url = url
    self.sha256 = sha256
    self.reviewer = reviewer
    self.score = score
    self.level = level
    self.key =
      key
      ?? RosterKey.of(
        idSystem, learner, RosterKey.code(program), kind, code, code == nil ? sha256 ?? url : nil)
  }
}

extension EvidenceRow {
  init<Source: FieldSource>(from source: inout Source) throws(Source.Failure) {
    self.init(
      learner: try source.requiredChecked(.learner),
      idSystem: try source.checked(.idSystem),
      program: try source.requiredChecked(.program),
      kind: try source.checked(.kind),
      code: try source.checked(.code),
      title: try source.checked(.title),
      on: try source.requiredDay(.on),
      url: try source.checked(.url),
      sha256: try source.checked(.sha256),
      reviewer: try source.checked(.reviewer),
      score: try source.quantity(.score),
      level: try source.checked(.level),
      key: try source.checked(.key))
    if kind == nil, code == nil { throw source.missing(.kind) }
    if url == nil, sha256 == nil { throw source.missing(.url) }
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
    try fields.encode(program, forKey: .program)
    try fields.encodeIfPresent(kind, forKey: .kind)
    try fields.encodeIfPresent(code, forKey: .code)
    try fields.encodeIfPresent(title, forKey: .title)
    try fields.encode(on.description, forKey: .on)
    try fields.encodeIfPresent(url, forKey: .url)
    try fields.encodeIfPresent(sha256, forKey: .sha256)
    try fields.encodeIfPresent(reviewer, forKey: .reviewer)
    try fields.encodeIfPresent(score?.description, forKey: .score)
    try fields.encodeIfPresent(level, forKey: .level)
    try fields.encode(key, forKey: .key)
  }
}
