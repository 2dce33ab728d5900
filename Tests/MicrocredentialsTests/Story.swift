public import Microcredentials
import ProgramFiles
import Testing

/// A learner's story: what a program file asks for, what happened, and what follows from it.
struct Story {
  var version: ProgramVersion
  var policy: Policy
  var enrollment = Enrollment(began: "2026-01-12")
  var known: [Fact] = []
  var exceptions: [Exception] = []

  /// Reads the keys of a program file that matter; the others are filled in.
  init(_ text: String, policy: Policy = Policy(creditCap: 1_000_000)) throws {
    var lines = text.split(separator: "\n").map(String.init)
    for (key, value) in Story.defaults where !lines.contains(where: { $0.hasPrefix("\(key):") }) {
      lines.append("\(key): \(value)")
    }
    let text = lines.joined(separator: "\n")
    self.version = try ProgramFile.read(text.utf8, name: "story.yaml", policy: policy).version
    self.policy = policy
  }

  init(criteria: Requirement, policy: Policy = Policy(creditCap: 1_000_000)) {
    self.version = ProgramVersion(
      program: "story", title: "Story", version: "1", summary: "A story.", credit: .bearing(nil),
      criteria: criteria, badge: BadgeText(name: "Story", summary: "A story."))
    self.policy = policy
  }

  private static let defaults = [
    ("program", "story"), ("title", "Story"), ("version", "\"1\""), ("description", "A story."),
    ("credit", "bearing"), ("evidence", "none"),
  ]

  var facts: Facts {
    Facts(
      version: version, policy: policy, enrollment: enrollment, known: known,
      exceptions: exceptions)
  }

  func with(_ facts: Fact...) -> Story { with(facts) }

  func with(_ facts: [Fact]) -> Story {
    var story = self
    story.known += facts
    return story
  }

  func granted(_ exceptions: Exception...) -> Story {
    var story = self
    story.exceptions += exceptions
    return story
  }

  func enrolled(
    _ state: Enrollment.State = .enrolled, on began: Day = "2026-01-12", until ended: Day? = nil
  ) -> Story {
    var story = self
    story.enrollment = Enrollment(state: state, began: began, ended: ended)
    return story
  }

  func decision(on day: Day = "2026-12-31") -> Decision { decide(facts, at: day) }

  func explanation(on day: Day = "2026-12-31") -> Explanation {
    explain(facts, decision(on: day))
  }

  /// The day on which it was earned, as known on a day.
  func earned(on day: Day = "2026-12-31") -> Day? { decision(on: day).earned?.on }

  func outcome(on day: Day = "2026-12-31") -> Decision.Outcome { decision(on: day).outcome }
}

extension Day: ExpressibleByStringLiteral {
  /// The day that the text names.
  public init(stringLiteral text: String) {
    guard let day = Day(text) else { preconditionFailure("no such day: \(text)") }
    self = day
  }
}

extension String {
  /// The day that the text names.
  var day: Day { Day(stringLiteral: self) }
}

extension Quantity: ExpressibleByStringLiteral {
  /// The number that the text names.
  public init(stringLiteral text: String) {
    guard let quantity = Quantity(text) else { preconditionFailure("no such number: \(text)") }
    self = quantity
  }
}

extension Fact {
  /// A fact of a course; facts of a story are told apart by kind, code and day.
  static func course(
    _ code: String, _ on: Day, _ grade: String? = nil, credits: Quantity? = 3,
    origin: Origin = .here, term: String? = nil
  ) -> Fact {
    var fact = Fact.of(.course, code, on, grade: grade)
    fact.credits = credits
    fact.origin = origin
    fact.term = term
    return fact
  }

  static func of(
    _ kind: FactKind, _ code: String, _ on: Day, grade: String? = nil, score: Quantity? = nil,
    hours: Quantity? = nil, points: Quantity? = nil, passed: Bool? = nil, attempt: Int? = nil,
    expires: Day? = nil
  ) -> Fact {
    Fact(
      id: "\(kind.rawValue) \(code) \(on)", kind: kind, code: Code.key(code), on: on, grade: grade,
      score: score, hours: hours, points: points, passed: passed, attempt: attempt,
      expires: expires)
  }

  func changed(_ change: (inout Fact) -> Void) -> Fact {
    var fact = self
    change(&fact)
    return fact
  }

  var provisional: Fact { changed { $0.isFinal = false } }

  func tagged(_ tags: String...) -> Fact { changed { $0.tags += tags } }

  func counted(in programs: String...) -> Fact { changed { $0.countedIn = programs } }

  func amended(_ change: (inout Fact) -> Void) -> Fact {
    changed {
      $0.revision += 1
      change(&$0)
    }
  }
}

extension Exception {
  static func waiver(_ requirement: String, on day: Day) -> Exception {
    Exception(id: "waiver \(requirement) \(day)", requirement: requirement, kind: .waiver, on: day)
  }

  static func substitution(_ code: String, for requirement: String, on day: Day) -> Exception {
    Exception(
      id: "substitution \(code) \(day)", requirement: requirement,
      kind: .substitution(code: Code.key(code)), on: day)
  }
}
