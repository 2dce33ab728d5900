/// A field of a record, named as in a mapping.
enum Field: String, CaseIterable, CodingKey, Sendable {
  case learner, id, name, email, program, version, on, reason
  case idSystem = "id system"
  case givenName = "given name"
  case familyName = "family name"
  case otherID = "other id"
  case otherSystem = "other system"
  case adds, returns, corrects
  case kind, code, title, grade, score, credits, hours, points, passed, origin, attempt, term
  case status, tags, url, sha256, reviewer, level, issuer, expires, key
  case student, position, notation, outcome, text, membership

  /// The word for it in a mapping and in JSON.
  var word: String { rawValue }

  /// What may be written in it.
  var form: Form {
    switch self {
    case .learner, .id, .idSystem, .otherID, .otherSystem, .program, .version, .kind, .code, .term,
      .tags, .student, .notation, .membership:
      .identifier(200)
    case .key: .identifier(1_000)
    case .name, .givenName, .familyName, .title, .issuer, .reviewer: .line(500)
    case .reason, .text: .line(2_000)
    case .grade, .level: .line(200)
    case .email: .email
    case .url: .url
    case .sha256: .digest
    case .on, .expires: .day
    case .score, .points: .number(1_000_000)
    case .hours: .number(100_000)
    case .credits: .number(1_000)
    case .attempt: .whole(1...1_000)
    case .position: .whole(1...Int.max)
    case .outcome: .choice(RecordChoices.outcomes)
    case .passed, .adds, .returns, .corrects: .truth
    case .origin: .choice(RecordChoices.origins)
    case .status: .choice(RecordChoices.states)
    }
  }
}
