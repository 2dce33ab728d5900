import LinkedData
import Microcredentials
import Office
import Storage

/// What completions look like in requests and answers.
enum CompletionSchemas {
  static let kinds = FactKind.allCases.filter { $0 != .evidence }.map(\.rawValue)
  static let states = StoredCompletion.State.allCases.map(\.rawValue)

  /// What may be said of a completion, and amended.
  private static let amounts: [Schema.Property] = [
    .may("grade", .line(100).orNull), .may("score", .decimal.orNull),
    .may("credits", .decimal.orNull), .may("hours", .decimal.orNull),
    .may("points", .decimal.orNull), .may("passed", .flag.orNull),
    .may("attempt", Schema(.integer(1...1_000), note: "Counted from one.").orNull),
    .may("title", .line(400).orNull),
    .may("expires", .day.noted("The first day on which it no longer holds.").orNull),
    .may("issuer", .line(400, "Who issued it, where it was earned elsewhere.").orNull),
    .may("origin", .choice(Origin.allCases.map(\.rawValue), "Where it was earned; here.")),
    .may("tags", .list(of: .line(100), atMost: 20)),
  ]
  private static let placed: [Schema.Property] = [
    .may("term", .line(100, "The code of its term.").orNull),
    .may("section", .line(100, "The group of learners it was recorded for.").orNull),
  ]

  private static let said: [Schema.Property] =
    [
      .must("kind", .choice(kinds)), .must("code", .line(200, "As codes are compared.")),
      .must("happenedOn", .day),
      .must(
        "state",
        .choice(states, "Provisional ones count for progress only; voided ones not at all.")),
    ] + amounts + placed

  private static let written: [Schema.Property] = [
    .must("revision", Schema(.integer(1...Int(Int32.max)))),
    .must("recordedAt", .instant), .must("recordedBy", .line(200)), .may("reason", .prose(4_000)),
  ]

  static let completion = Schema.object(
    "Completion", "What a learner did, by its latest revision.",
    [.must("id", .id), .must("learner", .id)] + said + written)

  static let history = Schema.object(
    "CompletionHistory", "A completion with all its revisions, the latest first.",
    [.must("id", .id), .must("learner", .id)] + said + written + [
      .must(
        "revisions", .list(of: .object("CompletionRevision", nil, said + written), atMost: 100_000))
    ])

  static let recorded = Schema.object(
    "RecordedCompletion", nil,
    [
      .must("outcome", .choice(["created", "amended", "unchanged"])),
      .must("completion", history),
    ])

  private static let subject: [Schema.Property] = [
    .may("learner", .id.noted("The learner's id; or say externalId.")),
    .may("system", LearnersAPI.system), .may("externalId", LearnersAPI.externalID),
    .may(
      "key",
      .line(
        200, "The calling system's own key: the same key of a learner is the same completion.")),
    .may("state", .choice(["provisional", "final"], "Final unless it is said.")),
  ]

  static let new = Schema.object(
    "NewCompletion", nil,
    subject + [
      .must("kind", .choice(kinds)), .must("code", .line(100)), .must("happenedOn", .day),
    ] + amounts + placed + [LearnersAPI.reason]
  ).example([
    "externalId": "900123", "kind": "course", "code": "NPM 301", "happenedOn": "2026-12-11",
    "grade": "A-", "credits": "3", "term": "2026FA", "key": "gradebook-4711",
    "reason": "Final grades.",
  ])

  static let row = Schema.object(
    "CompletionBatchRow", nil,
    subject + [
      .may("kind", .choice(kinds)), .may("code", .line(100)), .may("happenedOn", .day),
    ] + amounts + placed)

  static let batch = Schema.object(
    "CompletionBatch", "Results of a section; what a row leaves out is taken from the batch.",
    [
      .may("kind", .choice(kinds)), .may("code", .line(100)), .may("happenedOn", .day),
      .may("term", .line(100)), .may("section", .line(100)), .may("credits", .decimal),
      .may("state", .choice(["provisional", "final"])), .may("system", LearnersAPI.system),
      .must(
        "rows",
        .list(
          of: row, atMost: 1_000
        ).judgedByRow),
      LearnersAPI.reason,
    ]
  ).example([
    "kind": "course", "code": "NPM 301", "term": "2026FA", "section": "02",
    "happenedOn": "2026-12-11", "state": "provisional", "reason": "Grades of the section.",
    "rows": [
      ["externalId": "900123", "grade": "A-", "key": "02-900123"],
      ["externalId": "900124", "grade": "B", "key": "02-900124"],
    ],
  ])

  static let outcomes = Schema.object(
    "CompletionOutcomes", nil,
    [
      .must("created", .count), .must("amended", .count), .must("unchanged", .count),
      .must("refused", .count),
      .must(
        "rows",
        .list(
          of: .object(
            "CompletionOutcome", "What became of a row, in the order of the request.",
            [
              .must("outcome", .choice(["created", "amended", "unchanged", "refused"])),
              .may("completion", .id), .may("problem", OpenAPIDocument.problem),
            ]), atMost: 1_000)),
    ])

  static let change = Schema.object(
    "CompletionChange", "A merge patch: what is left out stays, null removes.",
    [
      .may("happenedOn", .day),
      .may("state", .choice(["provisional", "final"], "A provisional one becomes final.")),
    ] + amounts + placed + [LearnersAPI.reason]
  ).example(["grade": "B+", "reason": "A question was marked wrongly."])
}
