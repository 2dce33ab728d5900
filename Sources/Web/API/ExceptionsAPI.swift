import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Waivers and substitutions.
enum ExceptionsAPI {
  private static let said: [Schema.Property] = [
    .must("kind", .choice(["waiver", "substitution"])), .must("requirement", .line(1_000)),
    .may("substitute", .line(200, "The code that is taken instead, as codes are compared.")),
    .must("effectiveOn", .day.noted("It counts from this day on.")),
    .must("state", .choice(RequirementExceptions.State.allCases.map(\.rawValue))),
    .must("revision", Schema(.integer(1...Int(Int32.max)))), .must("at", .instant),
    .must("actor", .line(200)), .must("role", .line(100)), .must("reason", .prose(1_000)),
  ]

  private static let exception = Schema.object(
    "Exception", "A requirement that is waived, or met by something else.",
    [.must("id", .id), .must("enrollment", .id)] + said)

  private static let history = Schema.object(
    "ExceptionHistory", "An exception with all its revisions, the latest first.",
    [.must("id", .id), .must("enrollment", .id)] + said + [
      .must("revisions", .list(of: .object("ExceptionRevision", nil, said)))
    ])

  private static let new = Schema.object(
    "NewException", nil,
    [
      .must("kind", .choice(["waiver", "substitution"])),
      .must("requirement", .line(1_000, "The id of a requirement of the pinned version.")),
      .may("substitute", .line(100, "For a substitution: the code that is taken instead.")),
      .may("effectiveOn", .day.noted("It counts from this day on; today unless it is said.")),
      LearnersAPI.reason,
    ]
  ).example([
    "kind": "substitution", "requirement": "npm302", "substitute": "NPM 410",
    "reason": "NPM 302 was not offered this year.",
  ])

  static let endpoints: [Endpoint] = [
    .list(
      "/enrollments/{enrollment}/exceptions", "listExceptions", .enrollments,
      "Lists waivers and substitutions of an enrollment", .readLearners, of: exception
    ) { visit, call in
      let rows = try visit.exceptions(
        of: call.id("enrollment"),
        after: call.after { $0.count == 1 ? UUID(uuidString: $0[0]) : nil }, limit: call.limit)
      return try call.page(rows) {
        [$0.id.text]
      } json: {
        $0.json
      }
    },
    .post(
      "/enrollments/{enrollment}/exceptions", "grantException", .enrollments,
      "Waives a requirement, or lets another code count for it", .grantExceptions,
      note: "A coordinator of the program's unit does, as far as the program allows exceptions.",
      body: new, answer: .json(.created, history)
    ) { visit, call in
      let body = call.body
      let isWaiver = try body.text("kind") == "waiver"
      guard isWaiver == (body.textIfAny("substitute") == nil) else {
        throw Problem.unprocessable([
          Fault(
            place: "/substitute",
            detail: isWaiver ? "A waiver has none." : "A substitution names a code.")
        ])
      }
      let granted = try visit.grantException(
        to: call.id("enrollment"), requirement: body.text("requirement"),
        substitute: body.textIfAny("substitute"), on: body.dayIfAny("effectiveOn"),
        reason: body.text("reason"))
      return .created(granted.json, at: "/exceptions/\(granted[0].id.text)")
    },
    .get(
      "/exceptions/{exception}", "getException", .enrollments,
      "Shows an exception with all its revisions", .readLearners, answer: .json(.ok, history)
    ) { visit, call in .json(try visit.exception(call.id("exception")).json) },
    .post(
      "/exceptions/{exception}/take-back", "takeBackException", .enrollments,
      "Takes an exception back", .grantExceptions,
      note: "An award that needed it is not revoked by this: a registrar gets a proposal.",
      body: .object(nil, nil, [LearnersAPI.reason])
        .example(["reason": "It was meant for another requirement."]),
      answer: .json(.ok, history)
    ) { visit, call in
      .json(
        try visit.takeBackException(call.id("exception"), reason: call.body.text("reason")).json)
    },
  ]
}

extension RequirementExceptions.Revision {
  private var said: [(String, JSONValue?)] {
    [
      ("kind", .string(substitute == nil ? "waiver" : "substitution")),
      ("requirement", .string(requirement)), ("substitute", .textIfAny(substitute)),
      ("effectiveOn", .text(effectiveOn)), ("state", .string(state.rawValue)),
      ("revision", .number(revision)), ("at", .text(act.at)), ("actor", .string(act.actor)),
      ("role", .string(act.role)), ("reason", .string(act.reason)),
    ]
  }

  fileprivate var revisionJSON: JSONValue { .object(of: said) }

  fileprivate var members: [(String, JSONValue?)] {
    [("id", .text(id)), ("enrollment", .text(enrollment))] + said
  }

  fileprivate var json: JSONValue { .object(of: members) }
}

extension [RequirementExceptions.Revision] {
  fileprivate var json: JSONValue {
    .object(of: (first?.members ?? []) + [("revisions", .array(map(\.revisionJSON)))])
  }
}
