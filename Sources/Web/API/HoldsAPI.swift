import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Holds on learners, and the notations that wait for a gate to open.
enum HoldsAPI {
  private static let kinds = Schema.choice(
    HoldKind.allCases.map(\.rawValue),
    "A directory hold hides public pages; the others keep notations back, as the policy says.")

  private static let hold = Schema.object(
    "Hold", "That something of a learner waits.",
    [
      .must("id", .id), .must("learner", .id.noted("By the record that stands.")),
      .must("record", .id.noted("The record that it is on.")), .must("kind", kinds),
      .must("since", .instant), .must("by", .line(200)), .must("role", .line(100)),
      .must("reason", .prose(1_000)),
    ])

  private static let change = Schema.object(
    "HoldChange", nil, [.must("kind", kinds), LearnersAPI.reason]
  ).example(["kind": "record", "reason": "A transcript of another school is missing."])

  private static let reasons = Schema.choice(HeldReason.allCases.map(\.rawValue))

  private static let held = Schema.object(
    "HeldNotation", "A notation that enters the ledger by itself as soon as its gate opens.",
    [
      .must("award", .id), .must("enrollment", .id), .must("learner", .id),
      .must("program", .line(200, "The program's code.")), .must("reason", reasons),
      .must("since", .instant), .must("ageDays", .count), .must("earnedOn", .day),
    ])

  private static let count = Schema.object(
    "HeldCount", nil,
    [.must("reason", reasons), .must("count", .count), .may("oldest", .instant)])

  static let endpoints: [Endpoint] = [
    .list(
      "/holds", "listHolds", .learners, "Lists the holds that are there now, the oldest first",
      .readWorkLists,
      parameters: [
        .init("learner", .id, "On this learner, under any record."),
        .init("kind", kinds, "Of this kind."),
      ], of: hold
    ) { visit, call in
      var filter = Holds.Filter()
      filter.learner = call.queryID("learner")
      filter.kind = call.query("kind").flatMap(HoldKind.init)
      let rows = try visit.holds(
        filter, after: call.after { Call.place($0) }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.placed.at, $0.id)
      } json: {
        $0.json
      }
    },
    act(
      "", "placeHold", "Places a hold on a learner",
      note:
        "A directory hold hides the learner's public pages at once. What is in the ledger stays."
    ) { try $0.place($1, on: $2, reason: $3) },
    act(
      "/release", "releaseHold", "Releases a hold on a learner, under any record",
      note: "What waited for it enters the ledger within seconds."
    ) { try $0.release($1, of: $2, reason: $3) },
    .list(
      "/held-notations", "listHeldNotations", .workLists,
      "Lists the notations that are held, the oldest first", .readWorkLists,
      note: "None of them is lost: each enters the ledger by itself when its reason is gone.",
      parameters: [
        .init("reason", reasons, "Held for this reason."),
        .init("program", .line(100), "Of the program with this code."),
        .init("learner", .id, "Of this learner, under any record."),
      ], of: held
    ) { visit, call in
      var filter = HeldNotations.Filter()
      filter.reason = call.query("reason").flatMap(HeldReason.init)
      filter.program = call.query("program")
      filter.learner = call.queryID("learner")
      let rows = try visit.heldNotations(
        filter, after: call.after { Call.place($0) }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.since, $0.award)
      } json: {
        $0.json
      }
    },
    .get(
      "/held-notations/summary", "countHeldNotations", .workLists,
      "Counts the notations that are held, by reason", .readWorkLists,
      answer: .json(.ok, .object("HeldSummary", nil, [.must("counts", .list(of: count))]))
    ) { visit, _ in
      let counts = try visit.heldNotationCounts()
      let json = HeldReason.allCases.map { reason -> JSONValue in
        let found = counts.first { $0.reason == reason }
        return .members(
          ("reason", .string(reason.rawValue)), ("count", .number(found?.count ?? 0)),
          ("oldest", found.map { .text($0.oldest) }))
      }
      return .json(.members(("counts", .array(json))))
    },
  ]

  private static func act(
    _ word: String, _ id: String, _ summary: String, note: String,
    _ work: @escaping @Sendable (Visit, HoldKind, UUID, String) throws -> [Holds.Present]
  ) -> Endpoint {
    .post(
      "/learners/{learner}/holds\(word)", id, .learners, summary, .placeHolds, note: note,
      body: change,
      answer: .json(
        .ok,
        .object(
          "Holds", "The holds on the learner after it.", [.must("items", .list(of: hold))]))
    ) { visit, call in
      guard let kind = HoldKind(rawValue: try call.body.text("kind")) else {
        throw Problem.unprocessable([Fault(place: "/kind", detail: "There is no such kind.")])
      }
      let present = try work(visit, kind, call.id("learner"), call.body.text("reason"))
      return .json(.members(("items", .array(present.map(\.json)))))
    }
  }
}

extension Holds.Present {
  fileprivate var json: JSONValue {
    .members(
      ("id", .text(id)), ("learner", .text(person)), ("record", .text(learner)),
      ("kind", .string(kind.rawValue)), ("since", .text(placed.at)), ("by", .string(placed.actor)),
      ("role", .string(placed.role)), ("reason", .string(placed.reason)))
  }
}

extension HeldNotations.Listed {
  fileprivate var json: JSONValue {
    .members(
      ("award", .text(award)), ("enrollment", .text(enrollment)), ("learner", .text(learner)),
      ("program", .string(program)), ("reason", .string(reason.rawValue)),
      ("since", .text(since)), ("ageDays", .number(max(0, ageDays))),
      ("earnedOn", .text(earnedOn)))
  }
}
