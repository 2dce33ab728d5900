import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Merges of two records of one person.
enum MergesAPI {
  private static let act = Schema.object(
    "Act", "Who did it, in which role, when and why.",
    [
      .must("at", .instant), .must("actor", .line(200)), .must("role", .line(100)),
      .must("reason", .prose(1_000)),
    ])

  private static let members: [Schema.Property] = [
    .must("id", .id), .must("learner", .id.noted("The record that was merged.")),
    .must("into", .id.noted("The record that stands for it.")), .must("merged", act),
    .may("undone", act),
  ]

  private static let merge = Schema.object("Merge", nil, members)

  private static let done = Schema.object(
    "NewMerge", nil,
    members + [.must("notices", .list(of: .prose(4_000)).noted("What staff have to look at."))])

  static let endpoints: [Endpoint] = [
    .post(
      "/learners/{learner}/merge", "mergeLearners", .learners,
      "Merges a record of a person into another one", .mergeLearners,
      note: """
        Nothing is moved: facts, awards and notations stay where they are and are read together, \
        imports under the old ids go on, and the merge can be undone. Where the record that stands \
        has another id in the student system, the line in the transcript is voided and added under \
        that one: at once before it was delivered, by a proposal after. A merge is refused while \
        both records hold a live award of one program.
        """,
      body: .object(
        nil, nil, [.must("into", .id.noted("The record that stays.")), LearnersAPI.reason]
      ).example([
        "into": "0f8fad5b-d9cb-469f-a165-70867728950e", "reason": "Registered twice.",
      ]), answer: .json(.created, done)
    ) { visit, call in
      let (merge, notices) = try visit.merge(
        call.id("learner"), into: call.body.id("into"), reason: call.body.text("reason"))
      return .created(
        merge.json(with: [("notices", .array(notices.map { .string($0) }))]),
        at: "/merges/\(merge.id.text)")
    },
    .list(
      "/merges", "listMerges", .learners, "Lists merges, the latest first", .readLearners,
      parameters: [.init("learner", .id, "That concern this learner, under any record.")],
      of: merge
    ) { visit, call in
      let rows = try visit.merges(
        of: call.queryID("learner"), before: call.after { Call.place($0) }, limit: call.limit)
      return try call.page(rows) {
        Call.place($0.merged.at, $0.id)
      } json: {
        $0.json()
      }
    },
    .get(
      "/merges/{merge}", "getMerge", .learners, "Shows a merge", .readLearners,
      answer: .json(.ok, merge)
    ) { visit, call in .json(try visit.merge(call.id("merge")).json()) },
    .post(
      "/merges/{merge}/undo", "undoMerge", .learners, "Takes a merge back", .mergeLearners,
      note: """
        The record stands again with all that had been merged into it, whatever was merged in the \
        meantime. An award that needed facts of both is then proposed for revocation.
        """,
      body: .object(nil, nil, [LearnersAPI.reason])
        .example(["reason": "They are two people."]), answer: .json(.ok, merge)
    ) { visit, call in
      .json(try visit.undoMerge(call.id("merge"), reason: call.body.text("reason")).json())
    },
  ]
}

extension Journal.Act {
  var json: JSONValue {
    .members(
      ("at", .text(at)), ("actor", .string(actor)), ("role", .string(role)),
      ("reason", .string(reason)))
  }
}

extension Merges.Merge {
  fileprivate func json(with more: [(String, JSONValue)] = []) -> JSONValue {
    let members: [(String, JSONValue?)] = [
      ("id", .text(id)), ("learner", .text(learner)), ("into", .text(into)),
      ("merged", merged.json), ("undone", undone?.json),
    ]
    return .object(
      JSONObject(members.compactMap { name, value in value.map { (name, $0) } } + more))
  }
}
