import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Storage

/// Programs and their versions.
enum ProgramsAPI {
  static let endpoints = catalogue + governing + ProgramVersionsAPI.endpoints

  static let states = [
    "suggested", "proposed", "under review", "returned", "approved", "active", "suspended",
    "retired",
  ]

  static let program = Schema.object(
    "Program", "A micro-credential program.",
    [
      .must("id", .id), .must("code", .line(200, "What it is called by.")),
      .must("title", .line(1_000)), .may("unit", .line(200, "The unit that offers it.")),
      .must("state", .choice(states, "Where it stands; only an active one takes enrollments.")),
      .may("version", .line(200, "The version that new enrollments get, or else the latest one.")),
      .may("isCreditBearing", .flag.noted("Whether that version gives a transcript notation.")),
      .may("suggestion", .prose(4_000, "What the suggestion says that it began with.")),
      .may("suggestedBy", .line(200, "Who suggested it.")), .must("recordedAt", .instant),
    ])

  static let code = Endpoint.Parameter("program", .line(200), "The program's code.")
  static let reason = Schema.Property.must(
    "reason", .prose(1_000, "Why; it goes into the journal. No personal data."))
  static let because = Schema.object(nil, nil, [reason])
    .example(["reason": "As the committee decided on 3 March."])

  private static let suggestion = Schema.object(
    "NewSuggestion", nil,
    [
      .must("title", .line(200, "What the program could be called.")),
      .must("text", .prose(4_000, "What it would teach, to whom, and why.")),
    ]
  ).example([
    "title": "Grant Writing",
    "text": "Alumni in small charities ask for it. Two courses exist, a third is planned.",
  ])

  private static let catalogue: [Endpoint] = [
    .list(
      "/programs", "listPrograms", .programs, "Lists programs", .readPrograms,
      parameters: [
        .init("state", .choice(states), "In this state."),
        .init("unit", .line(200), "Of this unit."),
        .init("creditBearing", .flag, "With a transcript notation, or without."),
      ], of: program
    ) { visit, call in
      var filter = Programs.Filter()
      filter.state = call.query("state")
      filter.unit = call.query("unit")
      filter.isCreditBearing = call.query("creditBearing").map { $0 == "true" }
      let after = try call.after { $0.count == 1 ? $0[0] : nil }
      let rows = try visit.programs(filter, after: after, limit: call.limit)
      return try call.page(rows) {
        [Code.key($0.code)]
      } json: {
        $0.json
      }
    },
    .post(
      "/suggestions", "suggestProgram", .programs, "Suggests a program", .suggestPrograms,
      note: "Who signed in may do so. A proposer takes it up by proposing the program.",
      body: suggestion, answer: .json(.created, program)
    ) { visit, call in
      let program = try visit.suggestProgram(
        titled: call.body.text("title"), text: call.body.text("text"))
      return .created(program.json, at: "/programs/\(program.code)")
    },
    .get(
      "/programs/{program}", "getProgram", .programs, "Shows a program", .readPrograms,
      answer: .json(.ok, program)
    ) { visit, call in .json(try visit.program(call.text("program")).json) }
    .with(code),
  ]

  private static let governing: [Endpoint] = [
    govern("suspend", "Takes no new enrollments for a while") { visit, code, reason in
      try visit.suspendProgram(code, reason: reason)
    },
    govern("resume", "Takes enrollments again") { visit, code, reason in
      try visit.resumeProgram(code, reason: reason)
    },
    govern(
      "retire", "Takes no new enrollments any more",
      note: "Who is enrolled goes on; badges stay where they are."
    ) { visit, code, reason in try visit.retireProgram(code, reason: reason) },
  ]

  private static func govern(
    _ word: String, _ summary: String, note: String? = nil,
    _ work: @escaping @Sendable (Visit, String, String) throws -> Programs.Shown
  ) -> Endpoint {
    .post(
      "/programs/{program}/\(word)", "\(word)Program", .programs, summary, .governPrograms,
      note: note, body: because, answer: .json(.ok, program)
    ) { visit, call in
      .json(try work(visit, call.text("program"), call.body.text("reason")).json)
    }.with(code)
  }
}

extension Endpoint {
  /// The same with variables that are no ids.
  func with(_ variables: Parameter...) -> Endpoint {
    var copy = self
    copy.variables = variables
    return copy
  }
}

extension Programs.Shown {
  var json: JSONValue {
    .members(
      ("id", .text(id)), ("code", .string(code)), ("title", .string(title)),
      ("unit", .textIfAny(unit)), ("state", .string(state)), ("version", .textIfAny(version)),
      ("isCreditBearing", isCreditBearing.map { .bool($0) }),
      ("suggestion", .textIfAny(suggestion)), ("suggestedBy", .textIfAny(suggestedBy)),
      ("recordedAt", .text(recordedAt)))
  }
}
