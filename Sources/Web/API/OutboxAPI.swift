import HTTPTypes
import LinkedData
import Office
import Storage

/// Messages that leave the house, for operators.
enum OutboxAPI {
  static let message = Schema.object(
    "Message", "A message to a learner; addresses and contents are left out.",
    [
      .must("id", .id), .must("kind", .line(100, "Such as: mail: earned.")),
      .may("credential", .id.noted("The badge that it is about.")),
      .must("state", .choice(Outbox.State.allCases.map(\.rawValue), "Where it stands.")),
      .must("queuedAt", .instant), .must("attempts", .count),
      .may("nextTry", .instant), .may("lastError", .prose(1_000)),
    ])

  static let endpoints: [Endpoint] = [
    .list(
      "/outbox", "listMessages", .outbox, "Lists messages, those queued last first",
      .governOutbox,
      parameters: [
        .init("state", .choice(Outbox.State.allCases.map(\.rawValue)), "In this state.")
      ], of: message
    ) { visit, call in
      let rows = try visit.messages(
        in: call.query("state").flatMap(Outbox.State.init),
        after: call.after { Call.place($0).map { (instant: $0.0, id: $0.1) } },
        limit: call.limit)
      return try call.page(rows) {
        Call.place($0.createdAt, $0.id)
      } json: {
        $0.json
      }
    },
    .post(
      "/outbox/{message}/resend", "resendMessage", .outbox,
      "Lets a message that was not sent have its next try now", .governOutbox,
      body: .object(nil, nil, [AwardsAPI.reason]), answer: .json(.ok, message)
    ) { visit, call in
      .json(try visit.resend(call.id("message"), reason: call.body.text("reason")).json)
    },
  ]
}

/// Links with which learners claim badges, for staff.
enum ClaimLinksAPI {
  static let standing = Schema.object(
    "ClaimStanding", "How claiming the badge stands.",
    [
      .must("answer", .choice(["none", "accepted", "declined"], "What the learner said.")),
      .may("answeredAt", .instant),
      .may("linkUntil", .instant.noted("Until when the link works that was sent last.")),
      .may(
        "message",
        .choice(Outbox.State.allCases.map(\.rawValue), "Where the last message stands.")),
    ])

  static let endpoints: [Endpoint] = [
    .post(
      "/awards/{award}/claim-link", "sendClaimLink", .awards,
      "Sends the learner another link to claim the badge", .sendClaimLinks,
      note: "It goes to the address in the learner's record; links sent before end at once.",
      body: .object(nil, nil, [AwardsAPI.reason]), answer: .json(.ok, standing)
    ) { visit, call in
      let standing = try visit.sendClaimLink(
        forAward: call.id("award"), reason: call.body.text("reason"))
      return .json(standing?.json ?? ["answer": "none"])
    }
  ]
}

extension Claims.Standing {
  var json: JSONValue {
    .members(
      ("answer", .string(isAccepted.map { $0 ? "accepted" : "declined" } ?? "none")),
      ("answeredAt", answeredAt.map { .text($0) }), ("linkUntil", linkUntil.map { .text($0) }),
      ("message", .textIfAny(message?.rawValue)))
  }
}

extension Outbox.Message {
  fileprivate var json: JSONValue {
    .members(
      ("id", .text(id)), ("kind", .string(kind)), ("credential", subject.map { .text($0) }),
      ("state", .string(state.rawValue)), ("queuedAt", .text(createdAt)),
      ("attempts", .number(attempts)),
      ("nextTry", state == .waiting ? .text(nextTry) : nil), ("lastError", .textIfAny(lastError)))
  }
}
