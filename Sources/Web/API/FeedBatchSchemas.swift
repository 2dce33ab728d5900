import FeedProfiles
import Filing
import Foundation
import LinkedData
import Microcredentials
import Office
import Storage

/// What batches of the feed look like in JSON.
enum FeedBatchSchemas {
  private static let position = FeedAPI.position
  private static let sha256 = Schema(.text(.sha256))

  private static let totals: [Schema.Property] = [
    .must("added", .count.noted("Rows that add a line, those sent again included.")),
    .must("voided", .count.noted("Rows that take one back.")),
    .must("resent", .count.noted("How many of both are sent again.")),
    .must("leftOut", .count.noted("Rows that the profile cannot carry; they wait.")),
    .must("persons", .count.noted("Different students.")),
    .must("creditsAdded", .decimal), .must("creditsVoided", .decimal),
  ]

  private static let head: [Schema.Property] = [
    .must("id", .id), .must("consumer", .line(60)),
    .must("number", Schema(.integer(1...Int(Int32.max)))),
    .must("state", .choice(FeedBatches.State.allCases.map(\.rawValue))),
    .must("first", position.noted("The first position that it covers.")),
    .must("last", position.noted("The last one; before `first` when it only brings rows again.")),
    .must("mode", .choice(BatchHeader.Mode.allCases.map(\.rawValue))), .must("profile", .line(200)),
    .must("profileVersion", sha256.noted("SHA-256 of the profile's text.")),
    .must("preparedAt", .instant), .must("preparedBy", .line(300)),
    .may("previous", sha256.noted("SHA-256 of the file of the batch before.")),
    .may("releasedAt", .instant), .may("releasedOn", .day), .may("releasedBy", .line(300)),
    .may("sha256", sha256.noted("Of the file.")),
    .may("detailsSHA256", sha256.noted("Of what stands between its header and its trailer.")),
    .may("bytes", Schema(.integer(0...Int.max))),
    .may("totals", .object("BatchTotals", nil, totals)), .may("discardedAt", .instant),
    .may("discardedBy", .line(300)), .may("discardReason", .prose(4_000)),
  ]

  static let batch = Schema.object(
    "Batch", "What a consumer gets at one time; released, it never changes.", head)

  private static let warning = Schema.object(
    "BatchWarning", nil,
    [
      .must("kind", .choice(BatchWarning.Kind.allCases.map(\.rawValue))),
      .must("rows", .count), .must("positions", .list(of: position, atMost: 100)),
    ])

  private static let leftOut = Schema.object(
    "RowLeftOut", nil,
    [
      .must("position", position),
      .must("why", .list(of: .prose(4_000, "What is wrong in which field, and the remedy."))),
    ])

  private static let delivery = Schema.object(
    "BatchDelivery", "How a batch leaves the house, or how its consumer is told of it.",
    [
      .may(
        "channel",
        .choice(
          ["directory", "sftp", "https", "webhook"],
          "By which it was tried last, or will be; a webhook only tells of the batch.")),
      .must(
        "state",
        .choice(
          Outbox.State.allCases.map(\.rawValue),
          "It arrived when it is sent; dead waits for somebody, dropped is not wanted any more.")),
      .must("attempts", .count.noted("Tries that say something about the batch.")),
      .may("nextTry", .instant.noted("Not before that; after the batches before it.")),
      .may("lastError", .prose(4_000, "Why it did not arrive so far, for staff alone.")),
      .may("deliveredAt", .instant),
    ])

  static let preview = Schema.object(
    "BatchPreview", "A batch, with what it brings or would bring.",
    head + [
      .must("warnings", .list(of: warning).noted("What to look at before it is released.")),
      .must("leftOut", .list(of: leftOut).noted("The first rows that are left out.")),
      .may("before", .object("BatchTotals", nil, totals)),
      .must(
        "deliveries",
        .list(of: delivery).noted("None before it is released, nor where the consumer fetches.")),
    ])

  static let row = Schema.object(
    "BatchRow", "A row of the ledger in a batch.",
    [
      .must("position", position), .must("notation", .id), .must("kind", .choice(["add", "void"])),
      .must("student", .line(400)), .must("name", .line(1_000)), .must("program", .line(200)),
      .must("text", .prose(2_000)), .may("credits", .decimal), .must("earnedOn", .day),
      .must("resent", .flag.noted("Whether the consumer got it before.")),
      .must(
        "mistakes", .list(of: .prose(4_000)).noted("Why the profile cannot carry it; else empty.")),
    ])
}

extension FeedBatches.Totals {
  var json: JSONValue {
    .members(
      ("added", .number(added)), ("voided", .number(voided)), ("resent", .number(resent)),
      ("leftOut", .number(leftOut)), ("persons", .number(persons)),
      ("creditsAdded", .text(creditsAdded)), ("creditsVoided", .text(creditsVoided)))
  }
}

extension FeedBatches.Batch {
  var json: JSONValue { .object(JSONObject(members())) }

  fileprivate func members(
    totals: FeedBatches.Totals? = nil
  ) -> [(String, JSONValue)] {
    let members: [(String, JSONValue?)] = [
      ("id", .text(id)), ("consumer", .string(consumer)), ("number", .number(number)),
      ("state", .string(state.rawValue)), ("first", .number(first)), ("last", .number(last)),
      ("mode", .string(isTest ? "TEST" : "PRODUCTION")), ("profile", .string(profile)),
      ("profileVersion", .string(profileVersion)), ("preparedAt", .text(preparedAt)),
      ("preparedBy", .string(preparedBy)),
      ("previous", previous.map { .string(HexDigits.text($0)) }),
      ("releasedAt", release.map { .text($0.at) }), ("releasedOn", release.map { .text($0.on) }),
      ("releasedBy", .textIfAny(release?.by)),
      ("sha256", release.map { .string(HexDigits.text($0.sha256)) }),
      ("detailsSHA256", release.map { .string(HexDigits.text($0.detailsSHA256)) }),
      ("bytes", release.map { .number($0.bytes) }), ("totals", (totals ?? release?.totals)?.json),
      ("discardedAt", discard.map { .text($0.at) }), ("discardedBy", .textIfAny(discard?.by)),
      ("discardReason", .textIfAny(discard?.reason)),
    ]
    return members.compactMap { name, value in value.map { (name, $0) } }
  }
}

extension BatchPreview {
  func json(_ deliveries: [FeedDeliveries.Standing]) -> JSONValue {
    var members = batch.members(totals: totals)
    members.append(
      (
        "warnings",
        .array(
          warnings.map {
            .members(
              ("kind", .string($0.kind.rawValue)), ("rows", .number($0.count)),
              ("positions", .array($0.positions.map { .number($0) })))
          })
      ))
    members.append(
      (
        "leftOut",
        .array(
          leftOut.map { row in
            .members(
              ("position", .number(row.position)),
              (
                "why",
                .array(row.why.map { .string("\($0.field): \($0.what); \($0.remedy)") })
              ))
          })
      ))
    if let before = last?.release?.totals { members.append(("before", before.json)) }
    members.append(("deliveries", .array(deliveries.map(\.json))))
    return .object(JSONObject(members))
  }
}

extension FeedDeliveries.Standing {
  fileprivate var json: JSONValue {
    .members(
      ("channel", .textIfAny(channel)), ("state", .string(state.rawValue)),
      ("attempts", .number(attempts)), ("nextTry", nextTry.map { .text($0) }),
      ("lastError", .textIfAny(lastError)), ("deliveredAt", doneAt.map { .text($0) }))
  }
}

extension BatchLine {
  var json: JSONValue {
    .members(
      ("position", .number(notation.position)), ("notation", .string(notation.id)),
      ("kind", .string(notation.kind.rawValue)), ("student", .string(notation.student)),
      ("name", .string(notation.name)), ("program", .string(notation.program)),
      ("text", .string(notation.text)), ("credits", notation.credits.map { .text($0) }),
      ("earnedOn", .text(notation.earnedOn)), ("resent", .bool(isResent)),
      ("mistakes", .array(mistakes.map { .string($0) })))
  }
}
