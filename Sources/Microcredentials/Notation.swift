/// A row of the transcript ledger, complete in itself: whatever a consumer gets is made from these
/// values alone, so that it is the same for ever.
public struct Notation: Hashable, Sendable {
  /// What a row does to the transcript.
  public enum Kind: String, CaseIterable, Sendable {
    /// It adds a line.
    case add
    /// It takes a line back that was added before.
    case void
  }

  /// The row's place in the feed: dense from 1, in the order of commits.
  public var position: Int
  /// The row's id; like all ids here a UUID in lower case.
  public var id: String
  /// What it does.
  public var kind: Kind
  /// The notation that a void takes back.
  public var voids: String?
  /// The voided notation after which this one was made.
  public var follows: String?
  /// The learner's id in the student system, as it was when the line was added.
  public var student: String
  /// The learner's id here.
  public var learner: String
  /// The learner's name at the award.
  public var name: String
  /// The program's code.
  public var program: String
  /// The program's title.
  public var title: String
  /// The version's label.
  public var version: String
  /// The unit that offers the program.
  public var unit: String?
  /// `undergraduate`, `graduate` …
  public var level: String?
  /// The line in the transcript.
  public var text: String
  /// The credits, where the program states them.
  public var credits: Quantity?
  /// The day on which it was earned, in the institution's zone.
  public var earnedOn: Day
  /// The code of the term of that day.
  public var term: String?
  /// The award.
  public var award: String
  /// The address of the badge.
  public var badge: String
  /// When the row was written, in microseconds since 1970 (UTC).
  public var recordedAt: Int64

  /// Makes a row.
  public init(
    position: Int, id: String, kind: Kind, voids: String? = nil, follows: String? = nil,
    student: String, learner: String, name: String, program: String, title: String,
    version: String, unit: String? = nil, level: String? = nil, text: String,
    credits: Quantity? = nil, earnedOn: Day, term: String? = nil, award: String, badge: String,
    recordedAt: Int64
  ) {
    self.position = position
    self.id = id
    self.kind = kind
    self.voids = voids
    self.follows = follows
    self.student = student
    self.learner = learner
    self.name = name
    self.program = program
    self.title = title
    self.version = version
    self.unit = unit
    self.level = level
    self.text = text
    self.credits = credits
    self.earnedOn = earnedOn
    self.term = term
    self.award = award
    self.badge = badge
    self.recordedAt = recordedAt
  }
}
