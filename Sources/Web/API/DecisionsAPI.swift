import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Storage

/// Today's decision about an enrollment, and why.
enum DecisionsAPI {
  private static let outcomes = ["earned", "waiting", "not yet", "cannot be evaluated", "closed"]

  private static let truths = ["met", "not met", "cannot be evaluated"]

  /// What a finding is made of; those below it are of the same shape.
  private static let finding = Schema.object(
    "Finding", "One requirement, judged by itself.",
    [
      .must("requirement", .line(200, "The id of the requirement.")),
      .must("title", .prose(2_000)), .must("truth", .choice(truths)),
      .must(
        "metIfFinal",
        .flag.noted("Whether it is not met, but would be if provisional results were final.")),
      .must("words", .prose(8_000, "A sentence that a learner understands.")),
      .may("on", .day.noted("The latest day among what it was met with.")),
      .must("facts", .list(of: .line(200), atMost: 10_000).noted("What it was met with.")),
      .may(
        "members",
        .list(of: Schema(.anything, name: "Finding"), atMost: 10_000).noted("Those below it.")),
    ])

  private static let fact = Schema.object(
    "KnownFact", "Something that was done, with its result.",
    [
      .must("id", .line(200)), .must("revision", Schema(.integer(0...Int(Int32.max)))),
      .must("kind", .line()), .must("code", .prose(1_000)), .must("on", .day),
      .must("isFinal", .flag.noted("False while it is provisional.")),
      .may("grade", .prose(200)), .may("score", Schema(.text(.prose(40)))),
      .may("credits", Schema(.text(.prose(40)))), .may("hours", Schema(.text(.prose(40)))),
      .may("points", Schema(.text(.prose(40)))), .may("term", .prose(200)),
      .may("expires", .day),
      .may("alsoCountedIn", .list(of: .prose(200)).noted("Other programs that count it.")),
    ])

  private static let parked = Schema.object(
    "Parked", "Why it could not be decided; it is tried again by itself.",
    [
      .must("enrollment", .id), .must("since", .instant), .must("attempts", .count),
      .must("nextTry", .instant), .must("code", .prose(200)), .must("reason", .prose(4_000)),
    ])

  static let decision = Schema.object(
    "Decision", "What the facts say today; nothing is stored.",
    [
      .must("enrollment", .id), .must("program", .line(200)), .must("version", .line(200)),
      .must("day", .day), .must("outcome", .choice(outcomes)), .must("words", .prose(4_000)),
      .may("earnedOn", .day), .may("term", .line(200, "The code of the term of that day.")),
      .may("credits", .decimal), .may("awardDate", .day.noted("The award date it waits for.")),
      .must(
        "provisionallyComplete",
        .flag.noted("Whether the criteria would be met if provisional results were final.")),
      .must("criteria", finding), .must("facts", .list(of: fact, atMost: 10_000)),
      .must(
        "remaining",
        .list(of: .prose(4_000), atMost: 10_000).noted("The fewest things left to do.")),
      .may("parked", parked), .may("award", .id.noted("The live award of the enrollment.")),
    ])

  static let endpoints: [Endpoint] = [
    .get(
      "/enrollments/{enrollment}/decision", "getDecision", .awards,
      "Explains what the facts say today about an enrollment", .readAwards,
      note: "Learners see their own.", answer: .json(.ok, decision)
    ) { visit, call in
      let (enrollment, explanation) = try visit.decision(of: call.id("enrollment"))
      return .json(explanation.json(of: enrollment))
    }
  ]

  static let parkedSchema = parked
}

extension EnrollmentExplanation {
  func json(of enrollment: Enrollments.Listed) -> JSONValue {
    let earned = today.decision.earned
    return .members(
      ("enrollment", .text(enrollment.id)), ("program", .string(program)),
      ("version", .string(version)), ("day", .text(today.decision.day)),
      ("outcome", .string(today.decision.outcome.word)), ("words", .string(today.words)),
      ("earnedOn", earned.map { .text($0.on) }), ("term", .textIfAny(earned?.term?.code)),
      ("credits", earned?.credits.map { .text($0) }),
      ("awardDate", today.decision.outcome.awaited.map { .text($0) }),
      ("provisionallyComplete", .bool(today.criteria.isProvisionallyMet)),
      ("criteria", today.criteria.json), ("facts", .array(facts.map(\.json))),
      ("remaining", .array(today.remaining.map { .string($0) })), ("parked", parked?.json),
      ("award", enrollment.award.map { .text($0) }))
  }
}

extension Decision.Outcome {
  fileprivate var word: String {
    switch self {
    case .earned: "earned"
    case .waiting: "waiting"
    case .notYet: "not yet"
    case .cannotBeEvaluated: "cannot be evaluated"
    case .closed: "closed"
    }
  }

  fileprivate var awaited: Day? { if case .waiting(let day) = self { day } else { nil } }
}

extension Explanation.Finding {
  fileprivate var json: JSONValue {
    let word =
      switch truth {
      case .met: "met"
      case .notMet: "not met"
      case .cannotBeEvaluated: "cannot be evaluated"
      }
    return .members(
      ("requirement", .string(requirement)), ("title", .string(title)), ("truth", .string(word)),
      ("metIfFinal", .bool(isProvisionallyMet)), ("words", .string(words)),
      ("on", on.map { .text($0) }), ("facts", .array(facts.map { .string($0) })),
      ("members", members.isEmpty ? nil : .array(members.map(\.json))))
  }
}

extension Fact {
  fileprivate var json: JSONValue {
    .members(
      ("id", .string(id)), ("revision", .number(revision)), ("kind", .string(kind.word)),
      ("code", .string(code)), ("on", .text(on)), ("isFinal", .bool(isFinal)),
      ("grade", .textIfAny(grade)), ("score", score.map { .text($0) }),
      ("credits", credits.map { .text($0) }), ("hours", hours.map { .text($0) }),
      ("points", points.map { .text($0) }), ("term", .textIfAny(term)),
      ("expires", expires.map { .text($0) }),
      ("alsoCountedIn", countedIn.isEmpty ? nil : .array(countedIn.map { .string($0) })))
  }
}

extension Parked.Entry {
  var json: JSONValue {
    .members(
      ("enrollment", .text(enrollment)), ("since", .text(since)), ("attempts", .number(attempts)),
      ("nextTry", .text(nextTry)), ("code", .string(code)), ("reason", .string(reason)))
  }
}
