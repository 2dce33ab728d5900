import Filing
import Foundation
import LinkedData
import Microcredentials
import Office
import Storage

/// How program versions look in JSON.
enum ProgramVersionShapes {
  /// As long as a file can have it.
  private static let text = Schema.prose(1_000_000)

  private static let listedMembers: [Schema.Property] = [
    .must("id", .id), .must("program", .line(200, "The program's code.")),
    .must("label", .line(200, "Unique in the program: a catalog year or a number.")),
    .must("state", .choice(["draft", "approved", "effective", "superseded"])),
    .must("review", .choice(["not submitted", "under review", "returned", "approved"])),
    .must("round", .count.noted("How often it was sent to review.")),
    .may("effectiveFrom", .day.noted("New enrollments get it from this day on.")),
    .must(
      "credit",
      .object(
        "ProgramCredit", "The credits with which it can be earned.",
        [
          .must("isBearing", .flag.noted("Whether it gives a transcript notation.")),
          .may("stated", .decimal.noted("What the file states.")),
          .must("least", .decimal.noted("Of the cheapest way of earning it.")),
          .must("most", .decimal.noted("Of the dearest way that leaves nothing out.")),
        ])),
    .must("recordedAt", .instant), .must("recordedBy", .line(200)),
  ]

  static let listed = Schema.object(
    "ProgramVersionSummary", "A version without what its file says.", listedMembers)

  private static let approval = Schema.object(
    "ProgramApproval", "The decision of one step.",
    [
      .must("round", .count), .must("step", .choice(ApprovalStep.allCases.map(\.rawValue))),
      .must("outcome", .choice(["approved", "returned"])), .must("by", .line(200)),
      .must("reason", .prose(1_000)), .must("at", .instant),
    ])

  private static let figures = Schema.object(
    "CreditFigures", "What an approver has to see: no way of earning it may exceed the cap.",
    [
      .must("cap", .decimal.noted("The most credits that the institution allows.")),
      .must("least", .decimal), .must("most", .decimal),
      .must("isMostKnown", .flag.noted("False when courses do not state their credits.")),
      .must("dearestWay", .list(of: text)),
      .must("menu", .decimal.noted("Everything on offer; may be larger than the cap.")),
      .must("isExact", .flag.noted("False where the ways are too many to be listed.")),
    ])

  private static let competency = Schema.object(
    "Competency", nil,
    [
      .must("name", text), .may("framework", text),
      .may("code", text), .may("url", text),
    ])

  static let version = Schema.object(
    "ProgramVersion", "A version with what its file says and what was decided about it.",
    listedMembers + [
      .must("sourceSha256", Schema(.text(.sha256), note: "SHA-256 of its file.")),
      .must("title", text), .must("summary", Schema(.anything, note: "Text.")),
      .may("unit", text), .may("level", text), .must("figures", figures),
      .must("criteria", Schema(.anything, note: "The criteria as a tree of requirements.")),
      .may(
        "evidence",
        .object(
          nil, nil,
          [
            .must("requirement", text), .must("name", text),
            .must("summary", Schema(.anything, note: "Text.")), .must("kinds", .list(of: text)),
          ])),
      .must("competencies", .list(of: competency, atMost: 10_000)),
      .must("approvals", .list(of: approval, atMost: 100)),
    ])
}

extension ProgramVersions.Listed {
  var members: [(String, JSONValue?)] {
    [
      ("id", .text(id)), ("program", .string(program)), ("label", .string(label)),
      ("state", .string(state)), ("review", .string(review)), ("round", .number(round)),
      ("effectiveFrom", effectiveFrom.map { .text($0) }),
      (
        "credit",
        .members(
          ("isBearing", .bool(isCreditBearing)), ("stated", stated.map { .text($0) }),
          ("least", .text(least)), ("most", .text(most)))
      ),
      ("recordedAt", .text(recordedAt)), ("recordedBy", .string(recordedBy)),
    ]
  }

  var json: JSONValue {
    .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
  }
}

extension ProgramVersionDetails {
  var json: JSONValue {
    let all: [(String, JSONValue?)] =
      listed.members + [
        ("sourceSha256", .string(HexDigits.text(sourceSHA256))),
        ("title", .string(version.title)), ("summary", .string(version.summary)),
        ("unit", .textIfAny(version.unit)), ("level", .textIfAny(version.level)),
        ("figures", figures), ("criteria", version.criteria.json),
        ("evidence", version.evidence?.json),
        ("competencies", .array(version.competencies.map(\.json))),
        ("approvals", .array(approvals.map(\.json))),
      ]
    return .object(JSONObject(all.compactMap { name, value in value.map { (name, $0) } }))
  }

  private var figures: JSONValue {
    .members(
      ("cap", .text(cap)), ("least", .text(credits.smallest)),
      ("most", .text(max(credits.smallest, credits.largestKnown))),
      ("isMostKnown", .bool(credits.largest != nil)),
      ("dearestWay", .array(credits.largestWay.map { .string($0) })),
      ("menu", .text(credits.menu)), ("isExact", .bool(credits.isExact)))
  }
}

extension EvidenceRequirement {
  fileprivate var json: JSONValue {
    .members(
      ("requirement", .string(requirement)), ("name", .string(name)),
      ("summary", .string(summary)), ("kinds", .array(kinds.map { .string($0) })))
  }
}

extension Competency {
  fileprivate var json: JSONValue {
    .members(
      ("name", .string(name)), ("framework", .textIfAny(framework)), ("code", .textIfAny(code)),
      ("url", .textIfAny(url)))
  }
}

extension ProgramApprovals.Listed {
  fileprivate var json: JSONValue {
    .members(
      ("round", .number(round)), ("step", .string(step)), ("outcome", .string(outcome)),
      ("by", .string(actor)), ("reason", .string(reason)), ("at", .text(decidedAt)))
  }
}
