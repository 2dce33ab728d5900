import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage

/// What waits for a person.
enum WorkListsAPI {
  private static let kinds = WorkList.Kind.allCases.map(\.rawValue)

  private static let entry = Schema.object(
    "WorkListEntry", "Something that waits for a person.",
    [
      .must("kind", .line(200, "Such as: \(kinds.joined(separator: ", ")).")),
      .must(
        "id", .id.noted("Of the proposal, the item, the award, the notation, or the parked one.")),
      .must("enrollment", .id), .must("learner", .id), .must("program", .line(200)),
      .must("since", .instant), .must("ageDays", .count), .must("reason", .prose(8_000)),
      .must("link", .line(300, "Where to look at it and act: a path of this API.")),
    ])

  private static let count = Schema.object(
    "WorkListCount", nil,
    [
      .must("kind", .line()), .must("count", .count), .may("oldest", .instant),
      .may("oldestDays", .count),
    ])

  static let endpoints: [Endpoint] = [
    .list(
      "/work-list", "listWork", .workLists, "Lists what waits for a person, the oldest first",
      .readWorkLists,
      note: """
        Evidence that waits for review is listed with the evidence. What cannot be evaluated goes \
        away when its facts are mended; a notation that is held goes out when its gate opens; a row \
        that a system accepted and later rejected waits until it is sent again or set aside.
        """,
      parameters: [
        .init("kind", .line(100), "Of this kind."),
        .init("program", .line(100), "Of the program with this code."),
        .init("atLeastDays", Schema(.integer(0...36_500)), "Waiting for at least so many days."),
      ], of: entry
    ) { visit, call in
      var filter = WorkList.Filter()
      filter.kind = call.query("kind")
      filter.program = call.query("program")
      filter.ageDays = call.query("atLeastDays").flatMap { Int($0) }
      let rows = try visit.workList(
        filter,
        after: call.after { keys in
          Call.place(keys).map { WorkList.Place(since: $0, id: $1) }
        }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.since, $0.id)
      } json: {
        $0.json(in: visit)
      }
    },
    .get(
      "/work-list/summary", "countWork", .workLists,
      "Counts what waits, with the age of the oldest of each kind", .readWorkLists,
      answer: .json(.ok, .object("WorkListSummary", nil, [.must("counts", .list(of: count))]))
    ) { visit, call in
      let counts = try visit.workListSummary()
      let absent = kinds.filter { kind in !counts.contains { $0.kind == kind } }
      return .json(
        .members(
          (
            "counts",
            .array(
              counts.map(\.json) + absent.map { ["kind": .string($0), "count": 0] })
          )))
    },
    .post(
      "/work-list/parked/{enrollment}/retry", "retryParked", .workLists,
      "Lets a parked enrollment have its next try now", .retry,
      note: "The answer tells why it was parked; the try itself follows within seconds.",
      body: .object(nil, nil, [AwardsAPI.reason]),
      answer: .json(.ok, DecisionsAPI.parkedSchema)
    ) { visit, call in
      .json(
        try visit.retryParked(call.id("enrollment"), reason: call.body.text("reason")).json)
    },
  ]
}

extension WorkList.Entry {
  fileprivate func json(in visit: Visit) -> JSONValue {
    .members(
      ("kind", .string(kind)), ("id", .text(id)), ("enrollment", .text(enrollment)),
      ("learner", .text(learner)), ("program", .string(program)), ("since", .text(since)),
      ("ageDays", .number(max(0, ageDays))), ("reason", .string(reason)),
      ("link", .string(API.root + path(in: visit))))
  }

  /// Who may not read the feed is led to what the enrollment says instead.
  private func path(in visit: Visit) -> String {
    switch WorkList.Kind(rawValue: kind) {
    case .revocationProposed, .revocationToBeConfirmed, .correctionProposed,
      .correctionToBeConfirmed:
      "/revocation-proposals/\(id.text)"
    case .notationHeld: "/awards/\(id.text)"
    case .acceptanceWithdrawn where visit.seesFeedConsumersWhole: "/feed/rejections"
    default: "/enrollments/\(enrollment.text)/decision"
    }
  }
}

extension WorkList.Count {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind), "count": .number(count), "oldest": .text(oldest),
      "oldestDays": .number(max(0, ageDays)),
    ]
  }
}
