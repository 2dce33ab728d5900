/// One version of a micro-credential program: everything that a program file says.
public struct ProgramVersion: Hashable, Sendable {
  /// The program's code, unique in the institution: `ow-nonprofit`.
  public var program: String
  /// The program's title.
  public var title: String
  /// The version's own label, unique in the program: a catalog year or a number.
  public var version: String
  /// What it is, in one or two sentences.
  public var summary: String
  /// The unit that offers it.
  public var unit: String?
  /// `undergraduate`, `graduate` …
  public var level: String?
  /// Whether finishing it gives a transcript notation, and the credits it states.
  public var credit: Credit
  /// The first day on which new enrollments get this version.
  public var effective: Day?
  /// The days on which an enrollment may begin.
  public var enrollment: Window
  /// The criteria, the evidence requirement included as a member of the root group.
  public var criteria: Requirement
  /// The evidence that is embedded in the badge; nil for a program that asks for none.
  public var evidence: EvidenceRequirement?
  /// Fixed dates on which it is awarded; empty to award as soon as the criteria are met.
  public var awardDates: [AwardDate]
  /// Competencies it is aligned with.
  public var competencies: [Competency]
  /// Skills, as words to search by.
  public var skills: [String]
  /// Larger credentials it stacks into, as words.
  public var stacksInto: [String]
  /// Who offers it together with the institution.
  public var partners: [Partner]
  /// The field of study: `Public administration`.
  public var fieldOfStudy: String?
  /// How long a badge is valid from the day it was earned; nil for ever.
  public var validFor: Span?
  /// Which results of the learner the badge states.
  public var results: Set<ResultKind>
  /// Which exceptions staff may grant.
  public var exceptions: Exceptions
  /// What the badge says.
  public var badge: BadgeText
  /// What the transcript says; nil for a program that is not for credit.
  public var notation: String?

  /// Makes a version; the parts that most programs leave out have the value of "nothing said".
  public init(
    program: String, title: String, version: String, summary: String, unit: String? = nil,
    level: String? = nil, credit: Credit, effective: Day? = nil,
    enrollment: Window = Window(), criteria: Requirement, evidence: EvidenceRequirement? = nil,
    awardDates: [AwardDate] = [], competencies: [Competency] = [], skills: [String] = [],
    stacksInto: [String] = [], partners: [Partner] = [], fieldOfStudy: String? = nil,
    validFor: Span? = nil, results: Set<ResultKind> = [], exceptions: Exceptions = .all,
    badge: BadgeText, notation: String? = nil
  ) {
    self.program = program
    self.title = title
    self.version = version
    self.summary = summary
    self.unit = unit
    self.level = level
    self.credit = credit
    self.effective = effective
    self.enrollment = enrollment
    self.criteria = criteria
    self.evidence = evidence
    self.awardDates = awardDates
    self.competencies = competencies
    self.skills = skills
    self.stacksInto = stacksInto
    self.partners = partners
    self.fieldOfStudy = fieldOfStudy
    self.validFor = validFor
    self.results = results
    self.exceptions = exceptions
    self.badge = badge
    self.notation = notation
  }
}

/// Whether a program carries credit.
public enum Credit: Hashable, Sendable {
  /// Finishing it gives a transcript notation and a badge; the stated credits where the program
  /// states them.
  case bearing(Quantity?)
  /// Finishing it gives a badge only.
  case none

  /// Whether finishing it gives a transcript notation.
  public var isBearing: Bool {
    if case .bearing = self { true } else { false }
  }

  /// The credits the program states.
  public var stated: Quantity? {
    if case .bearing(let stated) = self { stated } else { nil }
  }
}

/// The days on which an enrollment may begin; nil is open.
public struct Window: Hashable, Sendable {
  /// The first day.
  public var opens: Day?
  /// The last day.
  public var closes: Day?

  /// Makes a window; without arguments it is always open.
  public init(opens: Day? = nil, closes: Day? = nil) {
    self.opens = opens
    self.closes = closes
  }

  /// Whether the day lies within.
  public func contains(_ day: Day) -> Bool {
    (opens.map { $0 <= day } ?? true) && (closes.map { day <= $0 } ?? true)
  }
}

/// The evidence each learner submits, which is embedded in the badge.
public struct EvidenceRequirement: Hashable, Sendable {
  /// The id of the requirement in the criteria tree.
  public var requirement: String
  /// What it is called.
  public var name: String
  /// What is to be submitted.
  public var summary: String
  /// The kinds that are accepted: `reflection`, `portfolio` …
  public var kinds: [String]

  /// Makes an evidence requirement.
  public init(requirement: String, name: String, summary: String, kinds: [String]) {
    self.requirement = requirement
    self.name = name
    self.summary = summary
    self.kinds = kinds
  }
}

/// A date on which a program is awarded.
public enum AwardDate: Hashable, Sendable {
  /// Once.
  case day(Day)
  /// Every year, on that day of that month (the last one, where the month is shorter).
  case yearly(month: Int, day: Int)

  /// The first such date that is not before the day; nil when there is none.
  public func next(from day: Day) -> Day? {
    switch self {
    case .day(let date): return date >= day ? date : nil
    case .yearly(let month, let dayOfMonth):
      guard day <= .last else { return nil }
      let year = max(day, .first).parts.year
      for candidate in year...min(year + 1, 9999) {
        let length = Day.length(ofMonth: month, year: candidate)
        if let date = Day(year: candidate, month: month, day: min(dayOfMonth, length)), date >= day
        {
          return date
        }
      }
      return nil
    }
  }
}

/// A competency of a framework that the program is aligned with (Open Badges 3.0 `Alignment`).
public struct Competency: Hashable, Sendable {
  /// What it is called.
  public var name: String
  /// Where it is described, an absolute http(s) URL.
  public var url: String?
  /// Its code in the framework.
  public var code: String?
  /// The framework it belongs to.
  public var framework: String?

  /// Makes a competency.
  public init(name: String, url: String? = nil, code: String? = nil, framework: String? = nil) {
    self.name = name
    self.url = url
    self.code = code
    self.framework = framework
  }
}

/// An organization that offers a program together with the institution.
public struct Partner: Hashable, Sendable {
  /// What a partner did, in the terms of Open Badges 3.0.
  public enum Role: String, CaseIterable, Sendable {
    /// It created the program (`Achievement.creator`).
    case creator
    /// It assesses the learners on behalf of the institution (`AchievementSubject.source`).
    case assessor
  }

  /// What it is called.
  public var name: String
  /// Its home page, an absolute http(s) URL.
  public var url: String?
  /// What it did, where that is one of two things that badges can say.
  public var role: Role?

  /// Makes a partner.
  public init(name: String, url: String? = nil, role: Role? = nil) {
    self.name = name
    self.url = url
    self.role = role
  }
}

/// A kind of result that badges may state (Open Badges 3.0 `Result`).
public enum ResultKind: String, CaseIterable, Sendable {
  /// Final grades of courses.
  case grades
  /// Scores of assessments and examinations.
  case scores
  /// Levels of competencies and rubrics.
  case levels
}

/// Which exceptions staff may grant to a requirement of the program.
public enum Exceptions: String, CaseIterable, Sendable {
  /// Waivers and substitutions.
  case all
  /// Waivers only.
  case waivers
  /// None.
  case none
}

/// What the badge says of the program.
public struct BadgeText: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What it stands for.
  public var summary: String
  /// The picture, an absolute URL; nil for the institution's own.
  public var image: String?
  /// What the picture shows, in words.
  public var imageCaption: String?

  /// Makes the texts of a badge.
  public init(name: String, summary: String, image: String? = nil, imageCaption: String? = nil) {
    self.name = name
    self.summary = summary
    self.image = image
    self.imageCaption = imageCaption
  }
}
