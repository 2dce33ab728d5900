public import Microcredentials

/// Judges whether a program version says something that can be approved.
public struct ProgramCheck {
  let version: ProgramVersion
  let policy: Policy
  let credits: CreditRange
  var problems: [ProgramProblem] = []

  /// Checks a version against the rules of the institution; total, without side effects.
  public static func check(_ version: ProgramVersion, policy: Policy = Policy()) -> ProgramReport {
    var check = ProgramCheck(version: version, policy: policy)
    check.checkNames()
    check.checkCap()
    check.checkStatedCredits()
    check.checkRequirements()
    check.checkSections()
    let (errors, warnings) = (
      check.problems.filter { $0.severity == .error },
      check.problems.filter { $0.severity == .warning }
    )
    return ProgramReport(
      credits: check.credits, stated: version.credit.stated, problems: errors + warnings)
  }

  private init(version: ProgramVersion, policy: Policy) {
    self.version = version
    self.policy = policy
    self.credits = CreditRange(of: version.criteria)
  }

  mutating func note(
    _ severity: ProgramProblem.Severity, _ subject: ProgramProblem.Subject, _ message: String,
    _ remedy: String
  ) {
    problems.append(
      ProgramProblem(severity: severity, subject: subject, message: message, remedy: remedy))
  }

  /// Names are looked up, and stand in addresses and on one line.
  private mutating func checkNames() {
    let names = [
      ("program", version.program, 100), ("version", version.version, 100),
      ("title", version.title, 300), ("unit", version.unit ?? "-", 100),
    ]
    for (key, name, most) in names {
      guard !name.isEmpty, name.unicodeScalars.count <= most else {
        note(
          .error, .section(key), "'\(key)' has \(name.unicodeScalars.count) characters",
          "Write from 1 to \(most).")
        continue
      }
    }
  }

  private mutating func checkCap() {
    let cap = policy.creditCap
    if let stated = version.credit.stated, stated > cap {
      note(
        .error, .section("credit"), "the program states \(stated) credits",
        "The institution allows \(cap) at most.")
    }
    guard credits.largestKnown > cap else { return }
    let needs = credits.isExact ? "needs" : "may need up to"
    note(
      .error, .section("criteria"),
      "one way of earning the program \(needs) \(credits.largestKnown) credits: "
        + credits.largestWay.joined(separator: ", "),
      "The institution allows \(cap) at most: drop a course, or limit the group with "
        + "'where: {total: credits, at most: \(cap)}'.")
  }

  private mutating func checkStatedCredits() {
    guard credits.isPossible else {
      note(
        .error, .section("criteria"), "the criteria can never be met",
        "Their limits on credits leave no way: raise or lower them.")
      return
    }
    guard let stated = version.credit.stated else { return }
    let isAbove = credits.largest.map { $0 < stated } ?? false
    if stated < credits.smallest || isAbove {
      note(
        .error, .section("credit"),
        "the program states \(stated) credits but can be earned with \(credits)",
        "Correct 'credit', or the credits of its requirements.")
    }
  }

  private mutating func checkSections() {
    if version.credit == Credit.none, version.notation != nil {
      note(
        .error, .section("notation"), "a program without credit has no transcript notation",
        "Drop 'notation', or state the credits under 'credit'.")
    }
    if version.evidence == nil {
      note(
        .warning, .section("evidence"), "the program asks for no evidence",
        "Each badge should embed a piece of evidence: add 'evidence', or write 'evidence: none'.")
    }
    if let opens = version.enrollment.opens, let closes = version.enrollment.closes, closes < opens
    {
      note(
        .error, .section("enrollment"), "enrollment closes before it opens",
        "Exchange the two dates, or correct the year.")
    }
    for (earlier, later) in zip(version.awardDates, version.awardDates.dropFirst())
    where !later.follows(earlier) {
      note(
        .error, .section("award"), "the dates of 'award' are not in order",
        "List each date once, the earliest first.")
    }
  }
}

extension AwardDate {
  fileprivate func follows(_ other: AwardDate) -> Bool {
    switch (other, self) {
    case (.day(let a), .day(let b)): a < b
    case (.yearly(let m, let d), .yearly(let month, let day)): (m, d) < (month, day)
    case (.day, .yearly), (.yearly, .day): true
    }
  }
}

extension ProgramFile {
  /// Checks the version; the problems that stand in the file have their places.
  public func check(policy: Policy = Policy()) -> ProgramReport {
    var report = ProgramCheck.check(version, policy: policy)
    if sections["evidence"] != nil {
      report.problems.removeAll { $0.severity == .warning && $0.subject == .section("evidence") }
    }
    for index in report.problems.indices {
      switch report.problems[index].subject {
      case .section(let key): report.problems[index].place = sections[key]
      case .requirement(let id): report.problems[index].place = requirements[id]
      }
    }
    return report
  }
}
