import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Enrollments, and every change of their state.
enum EnrollmentsAPI {
  static let states = Enrollment.State.allCases.map(\.rawValue)

  static let enrollment = Schema.object(
    "Enrollment", "A learner in a program; it pins the version it began with.",
    [
      .must("id", .id), .must("learner", .id.noted("The learner's id.")),
      .must("program", .line(100, "The program's code.")),
      .must("version", .line(100, "The label of the version it pins.")),
      .must(
        "state",
        .choice(states, "Where it stands; completed while it has an award that has not ended.")),
      .must("began", .day), .may("ended", .day.noted("Withdrawn or expired from this day on.")),
      .may("award", .id.noted("The live award that completes it.")),
      .must("recordedAt", .instant),
    ])

  private static let reason = Schema.Property.must(
    "reason", .prose(1_000, "Why; it goes into the journal. No personal data."))

  private static let new = Schema.object(
    "NewEnrollment", nil,
    [
      .must("learner", .id), .must("program", .line(100, "The program's code.")),
      .may("version", .line(100, "Its label; else the one effective on the day.")),
      .may("began", .day.noted("Today unless it is said.")), reason,
    ])

  private static func enroll(
    _ visit: Visit, _ call: Call, isApplication: Bool
  ) throws -> Reply {
    let body = call.body
    let new = try visit.enroll(
      body.id("learner"), in: body.text("program"), version: body.textIfAny("version"),
      on: body.dayIfAny("began"), isApplication: isApplication, reason: body.text("reason"))
    return .created(new.json, at: "/enrollments/\(new.id.text)")
  }

  static let endpoints: [Endpoint] = [
    .list(
      "/enrollments", "listEnrollments", .enrollments, "Lists enrollments", .readLearners,
      parameters: [
        .init("learner", .id, "Of this learner, under any record."),
        .init("program", .line(100), "Of the program with this code."),
        .init("state", .choice(states), "In this state."),
        .init("beganFrom", .day, "Begun on or after this day."),
        .init("beganUntil", .day, "Begun on or before this day."),
        .init(
          "sort", .choice(Enrollments.Order.allCases.map(\.rawValue)),
          "By when they were recorded; - for the newest first."),
      ], of: enrollment
    ) { visit, call in
      var filter = Enrollments.Filter()
      filter.learner = call.queryID("learner")
      filter.program = call.query("program")
      filter.state = call.query("state")
      filter.from = call.queryDay("beganFrom")
      filter.until = call.queryDay("beganUntil")
      let order = call.query("sort").flatMap(Enrollments.Order.init) ?? .recordedAt
      let rows = try visit.enrollments(
        filter, by: order,
        after: call.after { keys in
          guard let (instant, id) = Call.place(keys) else { return nil }
          return Enrollments.Place(recordedAt: instant, id: id)
        }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.recordedAt, $0.id)
      } json: {
        $0.json
      }
    },
    .post(
      "/enrollments", "enroll", .enrollments, "Enrolls a learner", .enroll, body: new,
      answer: .json(.created, enrollment)
    ) { visit, call in try enroll(visit, call, isApplication: false) },
    .post(
      "/applications", "applyToBeAwarded", .enrollments,
      "Applies to be awarded for what was earned already", .apply,
      note: "Learners apply for themselves. An advisor or coordinator then accepts or denies.",
      body: new, answer: .json(.created, enrollment)
    ) { visit, call in try enroll(visit, call, isApplication: true) },
    .get(
      "/enrollments/{enrollment}", "getEnrollment", .enrollments, "Shows an enrollment",
      .readLearners, answer: .json(.ok, enrollment)
    ) { visit, call in .json(try visit.enrollment(call.id("enrollment")).json) },
    change("withdraw", "Withdraws a learner", [.may("on", .day.noted("With effect from; today."))])
    { visit, call in
      try visit.end(
        call.id("enrollment"), as: .withdrawn, on: call.body.dayIfAny("on"),
        reason: call.body.text("reason"))
    },
    change(
      "expire", "Lets an enrollment expire", [.may("on", .day.noted("With effect from; today."))]
    ) { visit, call in
      try visit.end(
        call.id("enrollment"), as: .expired, on: call.body.dayIfAny("on"),
        reason: call.body.text("reason"))
    },
    change("reinstate", "Takes a withdrawal or expiry back", []) { visit, call in
      try visit.reinstate(call.id("enrollment"), reason: call.body.text("reason"))
    },
    change("accept", "Accepts an application: the learner is enrolled", []) { visit, call in
      try visit.decideApplication(
        call.id("enrollment"), isAccepted: true, reason: call.body.text("reason"))
    },
    change("deny", "Denies an application", []) { visit, call in
      try visit.decideApplication(
        call.id("enrollment"), isAccepted: false, reason: call.body.text("reason"))
    },
    change(
      "move", "Moves an enrollment to another version; not after the award",
      [.must("version", .line(100, "The label of the version."))], .moveEnrollments
    ) { visit, call in
      try visit.move(
        call.id("enrollment"), toVersion: call.body.text("version"),
        reason: call.body.text("reason"))
    },
  ]

  private static func change(
    _ word: String, _ summary: String, _ properties: [Schema.Property], _ action: Action = .enroll,
    _ work: @escaping @Sendable (Visit, Call) throws -> Enrollments.Listed
  ) -> Endpoint {
    .post(
      "/enrollments/{enrollment}/\(word)", "\(word)Enrollment", .enrollments, summary, action,
      note: "With If-Match it happens only if the enrollment is as you read it.",
      body: .object(nil, nil, properties + [reason]), answer: .json(.ok, enrollment),
      match: .compared
    ) { visit, call in
      if call.matches != nil {
        try call.check(isStill: visit.locking(enrollment: call.id("enrollment")).json)
      }
      return .json(try work(visit, call).json)
    }
  }
}

extension Enrollments.Listed {
  var json: JSONValue {
    .members(
      ("id", .text(id)), ("learner", .text(learner)), ("program", .string(program)),
      ("version", .string(version)),
      ("state", .string(award == nil ? standing.state.rawValue : "completed")),
      ("began", .text(standing.began)), ("ended", standing.ended.map { .text($0) }),
      ("award", award.map { .text($0) }), ("recordedAt", .text(recordedAt)))
  }
}
