import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Learners, the ids that others know them by, and merges.
enum LearnersAPI {
  static let reason = Schema.Property.must(
    "reason", .prose(1_000, "Why; it goes into the journal. No personal data."))
  static let system = Schema.line(100, "Which system uses the id: sis, lms …")
  static let externalID = Schema.line(200, "The id there, as that system writes it.")

  static let alias = Schema.object(
    "LearnerID", "An id that another system has, or had, for a learner.",
    [
      .must("system", system), .must("externalId", externalID),
      .must("learner", .id.noted("The record that bears it.")),
      .may("validFrom", .day.noted("The first day; always, where there is none.")),
      .may("validUntil", .day.noted("The first day on which it was no longer theirs.")),
    ])

  static let learner = Schema.object(
    "Learner", "A record of a person; several of one person are merged.",
    [
      .must("id", .id), .must("name", .line(400)), .may("email", .line(400)),
      .may("mergedInto", .id.noted("The record that stands for it.")),
      .must("records", .list(of: .id).noted("Records that were merged into it.")),
      .must("ids", .list(of: alias).noted("Its ids and those of the merged records.")),
      .must("recordedAt", .instant),
    ])

  private static let new = Schema.object(
    "NewLearner", nil,
    [
      .must("name", .line(400)), .may("email", Schema(.text(.email))),
      .must(
        "ids",
        .list(
          of: .object(
            nil, nil,
            [
              .must("system", system), .must("externalId", externalID),
              .may("validFrom", .day.noted("Not later than today; always unless it is said.")),
            ]), atMost: 20
        ).noted("At least one, so that results find the person.")), reason,
    ]
  ).example([
    "name": "Ada Lovelace", "email": "ada@example.edu",
    "ids": [["system": "sis", "externalId": "900123"]], "reason": "She registered today.",
  ])

  private static let change = Schema.object(
    "LearnerChange", "A merge patch: what is left out stays.",
    [.may("name", .line(400)), .may("email", Schema(.text(.email)).orNull), reason]
  ).example(["name": "Ada King", "reason": "She married."])

  private static let newAlias = Schema.object(
    "NewLearnerID", nil,
    [
      .must("system", system), .must("externalId", externalID),
      .may("validFrom", .day.noted("Not later than today; always unless it is said.")),
      .may("validUntil", .day.noted("For an id that they no longer bear.")), reason,
    ]
  ).example([
    "system": "lms", "externalId": "u-77", "validFrom": "2026-08-24", "reason": "A new platform.",
  ])

  private static let aliasEnd = Schema.object(
    "LearnerIDEnd", nil,
    [
      .must("system", system), .must("externalId", externalID),
      .may("validUntil", .day.noted("The first day on which it is nobody's; today.")), reason,
    ]
  ).example(["system": "sis", "externalId": "900123", "reason": "It was a typing mistake."])

  static let endpoints: [Endpoint] =
    [
      .list(
        "/learners", "listLearners", .learners, "Lists and finds learners", .readLearners,
        note: "By name, and only the records that stand. An id finds the person under any record.",
        parameters: [
          .init("name", .line(200), "How the name begins, in upper or lower case."),
          .init("system", system, "With externalId: which system uses it; sis unless it is said."),
          .init("externalId", externalID, "The id in another system."),
          .init("asOf", .day, "With externalId: who bore it on that day; now unless it is said."),
        ], of: learner
      ) { visit, call in
        var filter = Learners.Filter()
        filter.name = call.query("name")
        filter.id = call.query("externalId").map {
          ExternalID(system: call.query("system") ?? "sis", id: $0)
        }
        filter.asOf = call.queryDay("asOf")
        if filter.id == nil, call.query("system") != nil || filter.asOf != nil {
          throw Problem.badRequest("externalId", "It is needed with system and asOf.")
        }
        let rows = try visit.learners(
          filter,
          after: call.after { $0.count == 1 ? UUID(uuidString: $0[0]) : nil }, limit: call.limit)
        return try call.page(rows) {
          [$0.learner.id.text]
        } json: {
          $0.json
        }
      },
      .post(
        "/learners", "addLearner", .learners, "Adds a learner", .writeLearners,
        note: "Rows of imports that wait for one of the ids go in.", body: new,
        answer: .json(.created, learner)
      ) { visit, call in
        let ids = try call.body.list("ids").map { entry in
          (
            id: ExternalID(system: try entry.text("system"), id: try entry.text("externalId")),
            from: entry.dayIfAny("validFrom")
          )
        }
        guard !ids.isEmpty else {
          throw Problem.unprocessable([Fault(place: "/ids", detail: "At least one is needed.")])
        }
        let new = try visit.addLearner(
          call.body.text("name"), email: call.body.textIfAny("email"), ids: ids,
          reason: call.body.text("reason"))
        return .created(new.json, at: "/learners/\(new.learner.id.text)")
      },
      .get(
        "/learners/{learner}", "getLearner", .learners, "Shows a learner", .readLearners,
        answer: .json(.ok, learner)
      ) { visit, call in .json(try visit.learner(call.id("learner")).json) },
      .patch(
        "/learners/{learner}", "changeLearner", .learners, "Changes name or address",
        .writeLearners, body: change, answer: .json(.ok, learner)
      ) { visit, call in
        let changed = try visit.changeLearner(
          call.id("learner"), if: { try call.check(isStill: $0.json) },
          reason: call.body.text("reason")
        ) { learner in
          learner.name = call.body.textIfAny("name") ?? learner.name
          if call.body.has("email") { learner.email = call.body.textIfAny("email") }
        }
        return .json(changed.json)
      },
      .post(
        "/learners/{learner}/ids", "addLearnerID", .learners, "Gives a learner an id",
        .writeLearners,
        note:
          "The same id is never two people's at a time. Rows of imports that wait for it go in.",
        body: newAlias, answer: .json(.ok, learner)
      ) { visit, call in
        let alias = Alias(
          learner: try call.id("learner"), id: try call.externalID,
          from: call.body.dayIfAny("validFrom"), until: call.body.dayIfAny("validUntil"))
        return .json(try visit.addAlias(alias, reason: call.body.text("reason")).json)
      },
      .post(
        "/learners/{learner}/ids/end", "endLearnerID", .learners, "Ends an id of a learner",
        .writeLearners, body: aliasEnd, answer: .json(.ok, learner)
      ) { visit, call in
        let ended = try visit.endAlias(
          call.externalID, of: call.id("learner"), on: call.body.dayIfAny("validUntil"),
          reason: call.body.text("reason"))
        return .json(ended.json)
      },
    ] + MergesAPI.endpoints
}

extension Call {
  /// The id in another system that the body names.
  fileprivate var externalID: ExternalID {
    get throws { ExternalID(system: try body.text("system"), id: try body.text("externalId")) }
  }
}

extension Learners.Profile {
  var json: JSONValue {
    .members(
      ("id", .text(learner.id)), ("name", .string(learner.name)),
      ("email", .textIfAny(learner.email)), ("mergedInto", mergedInto.map { .text($0) }),
      ("records", .array(records.map { .text($0) })), ("ids", .array(aliases.map(\.json))),
      ("recordedAt", .text(recordedAt)))
  }
}

extension Alias {
  fileprivate var json: JSONValue {
    .members(
      ("system", .string(id.system)), ("externalId", .string(id.id)), ("learner", .text(learner)),
      ("validFrom", from.map { .text($0) }), ("validUntil", until.map { .text($0) }))
  }
}
