/// What kind of thing a learner did, holds or was given; the leaves of criteria name one.
public enum FactKind: String, CaseIterable, Sendable {
  /// A course of the institution or transferred to it; has a grade, a score or credits.
  case course
  /// A workshop, training or short course without a transcript of its own.
  case workshop
  /// An event attended, or a session of a series.
  case event
  /// An internship, practicum, field or clinical placement; usually has hours.
  case internship
  /// Any other activity of an open list; may have hours or points.
  case activity
  /// A graded piece of coursework: assignment, quiz, computer-marked test; has a score.
  case assessment
  /// An examination held by the institution; has a score or a grade.
  case exam
  /// A rating of one competency on an ordered scale.
  case competency
  /// An evaluation by a third party: supervisor, peer, assessor.
  case evaluation
  /// An approval by staff: instructor, program lead, committee.
  case signoff
  /// An explicit act of the learner: application, declaration, verification form.
  case form
  /// Something that is so at a time: cumulative GPA, academic standing, major, employment. The
  /// latest fact of a code replaces the earlier ones.
  case standing
  /// A certification or licence earned elsewhere and validated.
  case certification
  /// A micro-credential held: awarded here, or an accepted badge of another issuer.
  case credential
  /// A piece of evidence that a reviewer accepted.
  case evidence
}

/// Where a result was earned.
public enum Origin: String, CaseIterable, Sendable {
  /// At the institution itself.
  case here
  /// Transferred from another institution, or carried over from an earlier offering.
  case transfer
  /// Credit by examination.
  case examination
  /// Credit for prior learning or work experience.
  case experience
}

/// One thing that is known about a learner, in the form in which criteria look at it.
///
/// Completions, accepted evidence and held credentials all become facts; an amended completion is
/// one fact with its latest values, a voided one is none.
public struct Fact: Hashable, Sendable {
  /// The stable id of the row it comes from, as text; unique among a learner's facts.
  public var id: String
  /// Which revision of the row: 1 for the first, one more for each amendment.
  public var revision: Int
  /// What kind of thing it is.
  public var kind: FactKind
  /// The code of the course, assessment, form …, as ``Code/key(_:)`` writes it.
  public var code: String
  /// The date it took effect, in the institution's zone.
  public var on: Day
  /// Whether it may still change; a provisional fact counts for progress, never for an award.
  public var isFinal: Bool
  /// The grade, level or value as recorded: `B+`, `Intermediate Low`, `Biology`.
  public var grade: String?
  /// The score in percent or points; nil when it was recorded without one.
  public var score: Quantity?
  /// The credits it carries.
  public var credits: Quantity?
  /// The hours it took.
  public var hours: Quantity?
  /// The points it is worth in a point system.
  public var points: Quantity?
  /// Whether it was passed, attended or positive, where that was recorded.
  public var passed: Bool?
  /// Where it was earned.
  public var origin: Origin
  /// Which attempt it was, from 1, where that is known.
  public var attempt: Int?
  /// The code of the term it belongs to, where that is known.
  public var term: String?
  /// The first day on which it no longer holds, for what expires.
  public var expires: Day?
  /// Names of pools it was put into, and other marks such as `counted in major`.
  public var tags: [String]
  /// Codes of the learner's other programs whose live award already counts it.
  public var countedIn: [String]

  /// Makes a fact; all but the first four have the value of "nothing said".
  public init(
    id: String, kind: FactKind, code: String, on: Day, revision: Int = 1, isFinal: Bool = true,
    grade: String? = nil, score: Quantity? = nil, credits: Quantity? = nil,
    hours: Quantity? = nil, points: Quantity? = nil, passed: Bool? = nil, origin: Origin = .here,
    attempt: Int? = nil, term: String? = nil, expires: Day? = nil, tags: [String] = [],
    countedIn: [String] = []
  ) {
    self.id = id
    self.revision = revision
    self.kind = kind
    self.code = code
    self.on = on
    self.isFinal = isFinal
    self.grade = grade
    self.score = score
    self.credits = credits
    self.hours = hours
    self.points = points
    self.passed = passed
    self.origin = origin
    self.attempt = attempt
    self.term = term
    self.expires = expires
    self.tags = tags
    self.countedIn = countedIn
  }
}

/// How codes of courses, assessments and programs are compared.
public enum Code {
  /// The form in which two spellings of a code are the same: without white space, ASCII letters in
  /// upper case (`ghy 217` and `GHY217`).
  public static func key(_ code: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(code.utf8.count)
    for scalar in code.unicodeScalars where !scalar.properties.isWhitespace {
      switch scalar.value {
      case 97...122: bytes.append(UInt8(scalar.value - 32))
      case 0..<128: bytes.append(UInt8(scalar.value))
      default: bytes.append(contentsOf: Array(String(scalar).utf8))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
