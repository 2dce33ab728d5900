import Filing
import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Storage

/// Evidence from draft to review.
enum EvidenceAPI {
  private typealias Shapes = EvidenceSchemas

  private static let draft = Schema.Property.may(
    "draft", .flag.noted("True to go on writing; it is handed in at once otherwise."))

  private static let new = Schema.object(
    "NewEvidence", nil,
    [
      .must("requirement", .line(200, "The id of the requirement it is for.")),
      .must("kind", .line(100, "A kind that the requirement takes: portfolio, reflection …")),
      .must("title", .line()), .may("description", .prose()),
      .must("items", .list(of: EvidenceSchemas.newItem, atMost: 20)), draft,
      EvidenceSchemas.reasonIfAny,
    ]
  ).example([
    "requirement": "evidence", "kind": "portfolio", "title": "Fundraising plan",
    "description": "The plan for a food bank, with its budget.",
    "items": [["name": "The plan", "url": "https://eportfolio.example.edu/ada/plan"]],
  ])

  private static let again = Schema.object(
    "EvidenceAgain", nil,
    EvidenceSchemas.what + [
      .may("statement", .prose(4_000, "What the author of an endorsement says now.")), draft,
      EvidenceSchemas.reasonIfAny,
    ])

  private static let endorsement = Schema.object(
    "NewEndorsement", nil,
    [
      .must("requirement", .line(200, "The id of the requirement it is for.")),
      .must(
        "kind",
        .choice(["peer", "expert", "instructor", "supervisor", "employer", "client"])),
      .must("statement", .prose(4_000, "What the author says of the learner.")),
      .may("title", .line()),
      .may("relation", .line(200, "What the author is to the learner.")),
      .may("authorName", .line(200, "An author from outside; the caller vouches otherwise.")),
      EvidenceSchemas.reasonIfAny,
    ]
  ).example([
    "requirement": "evidence", "kind": "expert", "authorName": "Mary Seacole",
    "relation": "head of the kitchen", "statement": "She cooked for two hundred guests a day.",
    "reason": "Received by letter.",
  ])

  private static let filters: [Endpoint.Parameter] = [
    .init("state", .choice(EvidenceSchemas.states), "In this state."),
    .init("program", .line(100), "For the program with this code."),
    .init("unit", .line(100), "For programs of this unit."),
    .init(
      "assignee", Schema(.text(.token(40))), "Of this reviewer: an id, me, or none."),
    .init("submittedBefore", .day, "Submitted before this day."),
    .init("learner", .id, "Of this learner, under any record."),
  ]

  static let endpoints: [Endpoint] =
    reading + [
      .post(
        "/enrollments/{enrollment}/evidence", "submitEvidence", .evidence,
        "Hands evidence in, or begins a draft", .submitEvidence,
        note: "Staff may do it on behalf of the learner, with a reason.", body: new,
        answer: .json(.created, Shapes.record)
      ) { visit, call in
        let record = try visit.handIn(
          work(call.body), for: call.body.text("requirement"), of: call.id("enrollment"),
          asDraft: call.body.flagIfAny("draft") ?? false, reason: call.body.textIfAny("reason"))
        return .created(record.json, at: "/evidence/\(record.listed.id.text)")
      },
      .post(
        "/enrollments/{enrollment}/endorsements", "endorse", .evidence, "Vouches for a learner",
        .endorse,
        note: "Nobody vouches for themselves. Staff may enter what somebody from outside says.",
        body: endorsement, answer: .json(.created, Shapes.record)
      ) { visit, call in
        let body = call.body
        let record = try visit.endorse(
          call.id("enrollment"),
          NewEndorsement(
            requirement: body.text("requirement"), kind: body.text("kind"),
            relation: body.textIfAny("relation"), authorName: body.textIfAny("authorName"),
            title: body.textIfAny("title"), statement: body.text("statement")),
          reason: body.textIfAny("reason"))
        return .created(record.json, at: "/evidence/\(record.listed.id.text)")
      },
      .patch(
        "/evidence/{submission}", "changeEvidence", .evidence, "Changes a draft", .submitEvidence,
        body: .object("EvidenceEdit", nil, Shapes.what + [Shapes.reasonIfAny]),
        answer: .json(.ok, Shapes.record)
      ) { visit, call in
        .json(
          try visit.changeDraft(
            call.id("submission"), work(call.body), reason: call.body.textIfAny("reason"),
            if: call.check
          ).json)
      },
      change(
        "submit", "submitDraft", "Hands a draft in", .submitEvidence,
        .object(nil, nil, [Shapes.reasonIfAny])
      ) { visit, call in
        try visit.submitDraft(call.id("submission"), reason: call.body.textIfAny("reason"))
      },
      change(
        "versions", "submitEvidenceAgain", "Answers a returned submission with a new version",
        .submitEvidence, again
      ) { visit, call in
        try visit.handInAgain(
          call.id("submission"), work(call.body),
          asDraft: call.body.flagIfAny("draft") ?? false, reason: call.body.textIfAny("reason"))
      },
      change(
        "assign", "assignEvidence", "Assigns a submission to a reviewer, or to nobody",
        .reviewEvidence,
        .object(
          nil, nil, [.must("person", .id.noted("Null for nobody.").orNull), Shapes.reason])
      ) { visit, call in
        try visit.assign(
          call.id("submission"), to: call.body.idIfAny("person"), reason: call.body.text("reason"))
      },
      change(
        "reviews", "reviewEvidence", "Reviews a submission", .reviewEvidence, Shapes.newReview,
        note: "Nobody reviews their own evidence, nor what they handed in or vouched for. "
          + "An item counts for one program of a learner."
      ) { visit, call in try visit.review(call.id("submission"), review(call.body)) },
    ]

  private static let reading: [Endpoint] = [
    .list(
      "/evidence", "listEvidence", .evidence, "Lists evidence, the oldest first", .readLearners,
      note: "With state=submitted it is the queue of what waits for a review.",
      parameters: filters, of: Shapes.listed
    ) { visit, call in try page(visit, call, Evidence.Filter()) },
    .list(
      "/enrollments/{enrollment}/evidence", "listEnrollmentEvidence", .evidence,
      "Lists the evidence of an enrollment", .readLearners, of: Shapes.listed
    ) { visit, call in
      var filter = Evidence.Filter()
      filter.enrollment = try call.id("enrollment")
      return try page(visit, call, filter)
    },
    .get(
      "/evidence/{submission}", "getEvidence", .evidence,
      "Shows a submission with its versions, reviews and assignments", .readLearners,
      answer: .json(.ok, Shapes.record)
    ) { visit, call in .json(try visit.submission(call.id("submission")).json) },
  ]

  private static func page(
    _ visit: Visit, _ call: Call, _ filter: Evidence.Filter
  ) throws -> Reply {
    var filter = filter
    filter.state = call.query("state")
    filter.program = call.query("program")
    filter.unit = call.query("unit")
    filter.assignee = try assignee(call)
    filter.before = call.queryDay("submittedBefore")
    filter.learner = call.queryID("learner")
    let rows = try visit.evidence(
      filter,
      after: call.after { keys in
        guard keys.count == 2, let day = Day(keys[0]), let id = UUID(uuidString: keys[1]) else {
          return nil
        }
        return Evidence.Place(submittedOn: day, id: id)
      }, limit: call.limit)
    return try call.page(rows) {
      [$0.submission.submittedOn.description, $0.submission.id.text]
    } json: {
      $0.submission.json(age: $0.age)
    }
  }

  private static func assignee(_ call: Call) throws -> Evidence.Assignee? {
    switch call.query("assignee") {
    case nil: return nil
    case "none": return .nobody
    case "me":
      guard let person = call.caller.person else {
        throw Problem.unprocessable([
          Fault(place: "assignee", detail: "A system is no reviewer: give an id, or none.")
        ])
      }
      return .person(person)
    case let text?:
      guard let person = UUID(uuidString: text) else {
        throw Problem.unprocessable([
          Fault(place: "assignee", detail: "It is an id, me, or none.")
        ])
      }
      return .person(person)
    }
  }

  private static func work(_ body: Fields) throws -> EvidenceWork {
    EvidenceWork(
      kind: body.textIfAny("kind"), title: body.textIfAny("title"),
      summary: body.has("description") ? .some(body.textIfAny("description")) : nil,
      items: body.has("items")
        ? try body.list("items").enumerated().map { try item($1, at: $0) } : nil,
      statement: body.textIfAny("statement"))
  }

  private static func item(_ fields: Fields, at place: Int) throws -> EvidenceWork.Item {
    let name = fields.textIfAny("name")
    let upload = fields.textIfAny("sha256").flatMap { ContentID(hex: $0) }
    switch (fields.textIfAny("url"), upload) {
    case (let url?, nil): return .link(url, name: name)
    case (nil, let upload?): return .upload(upload, name: name)
    default:
      throw Problem.unprocessable([
        Fault(place: "/items/\(place)", detail: "It has either a url or the sha256 of an upload.")
      ])
    }
  }

  private static func review(_ body: Fields) throws -> NewReview {
    NewReview(
      outcome: EvidenceOutcome(rawValue: try body.text("outcome")) ?? .underReview,
      effectiveOn: body.dayIfAny("effectiveOn"), score: body.quantityIfAny("score"),
      level: body.textIfAny("level"),
      rubric: try body.list("rubric").map { line in
        NewReview.Line(
          criterion: try line.text("criterion"), score: line.quantityIfAny("score"),
          level: line.textIfAny("level"), comment: line.textIfAny("comment"))
      }, reason: try body.text("reason"))
  }

  private static func change(
    _ word: String, _ id: String, _ summary: String, _ action: Action, _ body: Schema,
    note: String? = nil, _ work: @escaping @Sendable (Visit, Call) throws -> EvidenceRecord
  ) -> Endpoint {
    .post(
      "/evidence/{submission}/\(word)", id, .evidence, summary, action, note: note, body: body,
      answer: .json(.ok, EvidenceSchemas.record), match: .compared
    ) { visit, call in
      if call.matches != nil {
        try call.check(visit.locking(submission: call.id("submission")))
      }
      return .json(try work(visit, call).json)
    }
  }
}

extension Call {
  /// Refuses a change of a submission that is not as the caller has read it.
  fileprivate func check(_ record: EvidenceRecord) throws { try check(isStill: record.json) }
}
