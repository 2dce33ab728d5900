import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// What learners did, with amendments and voids.
enum CompletionsAPI {
  private typealias Shape = CompletionSchemas

  static let endpoints: [Endpoint] = [
    .list(
      "/completions", "listCompletions", .completions, "Lists completions by day", .readLearners,
      parameters: [
        .init("learner", .id, "Of this learner, under any record."),
        .init("code", .line(100), "With this code, in any spelling."),
        .init("kind", .choice(CompletionSchemas.kinds), "Of this kind."),
        .init("term", .line(100), "In the term with this code."),
        .init("section", .line(100), "Of this section."),
        .init("state", .choice(CompletionSchemas.states), "In this state."),
        .init("from", .day, "On or after this day."),
        .init("until", .day, "On or before this day."),
        .init(
          "sort", .choice(Completions.Order.allCases.map(\.rawValue)),
          "By the day on which they happened; - for the latest first."),
      ], of: Shape.completion
    ) { visit, call in
      let rows = try visit.completions(
        filter(call), of: call.queryID("learner"),
        by: call.query("sort").flatMap(Completions.Order.init) ?? .day,
        after: call.after { keys -> (day: Day, id: UUID)? in
          guard keys.count == 2, let day = Day(keys[0]), let id = UUID(uuidString: keys[1])
          else { return nil }
          return (day, id)
        }, limit: call.limit)
      return try call.page(rows) {
        [$0.says.fact.on.description, $0.says.id.text]
      } json: {
        $0.json
      }
    },
    .post(
      "/completions", "recordCompletion", .completions, "Records what a learner did",
      .recordCompletions,
      note: """
        With a key that the learner's completion has already it is amended, or left alone where it \
        says the same; without one it is new each time.
        """,
      body: Shape.new, answer: .json(.ok, Shape.recorded)
    ) { visit, call in
      let (outcome, history) = try visit.record(
        call.body.completionOrder(), reason: call.body.text("reason"))
      return .json(
        .members(("outcome", .string(outcome.word)), ("completion", history.json)))
    },
    .post(
      "/completions/batch", "recordCompletions", .completions, "Records results of a section",
      .recordCompletions,
      note: """
        Up to 1,000 rows. Each is recorded or refused by itself, also one of the wrong shape, and \
        the answer says in the same order what became of it.
        """,
      body: Shape.batch, answer: .json(.ok, Shape.outcomes)
    ) { visit, call in
      let rows = call.body.list("rows").enumerated().map { index, row in
        Result { try row.completionOrder(ofRow: "/rows/\(index)", or: call.body) }
      }
      let outcomes = try visit.record(
        rows.compactMap { try? $0.get() }, reason: call.body.text("reason"))
      var recorded = outcomes.makeIterator()
      let answers = rows.map { row -> (word: String, json: JSONValue) in
        switch row {
        case .success: recorded.next().map { ($0.word, $0.json) } ?? ("refused", .null)
        case .failure(let error): ("refused", CompletionOutcome.refusal(error))
        }
      }
      let counts = Dictionary(grouping: answers, by: \.word).mapValues(\.count)
      return .json(
        .members(
          ("created", .number(counts["created"] ?? 0)),
          ("amended", .number(counts["amended"] ?? 0)),
          ("unchanged", .number(counts["unchanged"] ?? 0)),
          ("refused", .number(counts["refused"] ?? 0)),
          ("rows", .array(answers.map(\.json)))))
    },
    .post(
      "/completions/release", "releaseResults", .completions,
      "Makes provisional results of a term final", .releaseResults,
      note: """
        All of the term, or those of a code or section. A second call finds nothing left to do. \
        Results of whoever calls are left for somebody else.
        """,
      body: .object(
        "ResultRelease", nil,
        [
          .must("term", .line(100)), .may("code", .line(100)), .may("section", .line(100)),
          LearnersAPI.reason,
        ]
      ).example(["term": "2026FA", "reason": "The grading period is over."]),
      answer: .json(
        .ok,
        .object(
          "ReleasedResults", nil,
          [
            .must("released", .count.noted("How many became final.")),
            .must("own", .count.noted("How many were left as the caller's own.")),
          ]))
    ) { visit, call in
      let body = call.body
      let (released, own) = try visit.releaseResults(
        ofTerm: body.text("term"), code: body.textIfAny("code"),
        section: body.textIfAny("section"), reason: body.text("reason"))
      return .json(.members(("released", .number(released)), ("own", .number(own))))
    },
    .get(
      "/completions/{completion}", "getCompletion", .completions,
      "Shows a completion with all its revisions", .readLearners, answer: .json(.ok, Shape.history)
    ) { visit, call in .json(try visit.completion(call.id("completion")).json) },
    .patch(
      "/completions/{completion}", "amendCompletion", .completions,
      "Amends a completion by its next revision", .recordCompletions,
      note:
        "A provisional one becomes final with state. Kind, code and learner stay: void it then.",
      body: Shape.change, answer: .json(.ok, Shape.history)
    ) { visit, call in
      let history = try visit.amend(
        call.id("completion"), if: { try call.check(isStill: $0.json) },
        reason: call.body.text("reason")
      ) { completion in
        call.body.change(&completion)
      }
      return .json(history.json)
    },
    .post(
      "/completions/{completion}/void", "voidCompletion", .completions, "Voids a completion",
      .recordCompletions,
      note: """
        It no longer counts; its revisions stay readable. With If-Match it happens only if the \
        completion is as you read it.
        """,
      body: .object(nil, nil, [LearnersAPI.reason])
        .example(["reason": "Recorded for the wrong learner."]), answer: .json(.ok, Shape.history),
      match: .compared
    ) { visit, call in
      let history = try visit.void(
        call.id("completion"), if: { try call.check(isStill: $0.json) },
        reason: call.body.text("reason"))
      return .json(history.json)
    },
  ]

  private static func filter(_ call: Call) -> Completions.Filter {
    var filter = Completions.Filter()
    filter.code = call.query("code")
    filter.kind = call.query("kind").flatMap(FactKind.init)
    filter.term = call.query("term")
    filter.section = call.query("section")
    filter.state = call.query("state").flatMap(StoredCompletion.State.init)
    filter.from = call.queryDay("from")
    filter.until = call.queryDay("until")
    return filter
  }
}
