import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage

/// Awards: what they say, and their suspension and revocation by hand.
enum AwardsAPI {
  private static let shared: [Schema.Property] = [
    .must("id", .id), .must("enrollment", .id.noted("The enrollment that it completes.")),
    .must("learner", .id.noted("The learner's id.")),
    .must("nameAtAward", .line(1_000, "The learner's name when it was awarded.")),
    .must("program", .line(200, "The program's code.")),
    .must("version", .line(200, "The label of the version whose criteria were met.")),
    .must("state", .choice(Awards.State.allCases.map(\.rawValue), "Where it stands.")),
    .must("earnedOn", .day.noted("The day on which the criteria were met.")),
    .must("awardedAt", .instant), .may("term", .line(200, "The code of the term of that day.")),
    .may("judgedOn", .day.noted("The fixed award date on which it was judged.")),
    .may("credits", .decimal),
    .may("credential", Schema(.text(.url), note: "Where the badge is, for everybody.")),
    .may("position", Schema(.integer(1...Int.max), note: "Of its notation in the feed.")),
    .may(
      "voidPosition", Schema(.integer(1...Int.max), note: "Of the row that voids the notation.")),
    .may("follows", .id.noted("The ended award in whose place it was made.")),
  ]

  static let award = Schema.object("Award", "A program that was earned.", shared)

  private static let suspension = Schema.object(
    "Suspension", nil,
    [
      .must("suspended", .flag.noted("False for a resumption.")), .must("at", .instant),
      .may("by", .line(200, "Who did it; for staff.")), .may("role", .line()),
      .may("reason", .prose(1_000, "Why; for staff.")),
    ])

  private static let ending = Schema.object(
    "Ending", "How an award ended.",
    [
      .must("kind", .choice(["revoked", "superseded"])), .must("at", .instant),
      .must("publicReason", .prose(1_000, "What everybody is told.")),
      .must("barsAnother", .flag.noted("Whether the program is not awarded again.")),
      .may("barLiftedAt", .instant.noted("When that was taken back.")),
      .may("reason", .prose(4_000, "Why; for staff.")),
      .may("by", .line(200, "Who did it; for staff.")), .may("role", .line()),
      .may("confirmedBy", .line(200, "Who confirmed it; for staff.")),
    ])

  static let story = Schema.object(
    "AwardStory", "An award with its history and the decision that it was made from.",
    shared + [
      .must(
        "isDelivered",
        .flag.noted("Whether its line in the transcript has left the house; then two decide.")),
      .may(
        "heldFor",
        .choice(
          HeldReason.allCases.map(\.rawValue), "Why its notation is held; without it, none is.")
      ),
      .may("heldSince", .instant),
      .must("suspensions", .list(of: suspension)), .may("ending", ending),
      .may("proposal", .id.noted("The proposal about it that waits to be decided.")),
      .must("claim", ClaimLinksAPI.standing),
      .must(
        "decision",
        Schema(.anything, note: "As stored with it: facts with their values, findings in words.")),
    ])

  static let reason = Schema.Property.must(
    "reason", .prose(1_000, "Why; it goes into the journal. No personal data."))

  static let publicReason = Schema.prose(
    500, "What everybody is told beside the badge. No personal data.")

  private static let revocation = Schema.object(
    "NewRevocation", nil,
    [
      reason, .must("publicReason", publicReason),
      .must(
        "barsAnother",
        .flag.noted(
          "Whether it is the last word. If not, the program is awarded again as soon as the facts "
            + "deserve it: at once, when they do today.")),
    ]
  ).example([
    "reason": "The panel on academic integrity decided so on 12 March.",
    "publicReason": "The award was made in error.", "barsAnother": true,
  ])

  static let endpoints: [Endpoint] = [
    list,
    .get(
      "/awards/{award}", "getAward", .awards, "Shows an award with its whole story", .readAwards,
      note: "Learners see their own, without what is for staff.", answer: .json(.ok, story)
    ) { visit, call in .json(try visit.award(call.id("award")).json) },
    change(
      "suspend", "Suspends an award for the time being",
      "The badge keeps its address and is signed again with a place on the list of suspensions, where "
        + "verifiers see it.",
      .object(nil, nil, [reason])
    ) { visit, call in
      try visit.suspend(call.id("award"), true, reason: call.body.text("reason"))
    },
    change("resume", "Ends a suspension", nil, .object(nil, nil, [reason])) { visit, call in
      try visit.suspend(call.id("award"), false, reason: call.body.text("reason"))
    },
    change(
      "badge", "Signs the badge again",
      "For something that changed around it: the institution's name, the artwork, the learner's "
        + "e-mail address. It keeps its address and the date of the award.",
      .object(nil, nil, [reason]), named: "reissueBadge"
    ) { visit, call in
      try visit.reissueBadge(of: call.id("award"), reason: call.body.text("reason"))
    },
    change(
      "revoke", "Takes an award back by hand",
      "When its notation was delivered a proposal is made instead, which another registrar has to "
        + "confirm; `proposal` then names it.", revocation
    ) { visit, call in
      try visit.revoke(
        call.id("award"),
        Revocation(
          reason: call.body.text("reason"), publicReason: call.body.text("publicReason"),
          barsAnother: call.body.flagIfAny("barsAnother") ?? false))
    },
    change(
      "lift-bar", "Lets the program be awarded again after a revocation that barred it",
      "For a last word that was a mistake. The loop awards the program as soon as the facts deserve "
        + "it: at once, when they do today.",
      .object(nil, nil, [reason]), named: "liftBar"
    ) { visit, call in
      try visit.liftBar(call.id("award"), reason: call.body.text("reason"))
    },
  ]

  private static let list = Endpoint.list(
    "/awards", "listAwards", .awards, "Lists awards", .readAwards,
    parameters: [
      .init("learner", .id, "Of this learner, under any record."),
      .init("program", .line(100), "Of the program with this code."),
      .init("term", .line(100), "Earned in the term with this code."),
      .init("state", .choice(Awards.State.allCases.map(\.rawValue)), "In this state."),
      .init("earnedFrom", .day, "Earned on or after this day."),
      .init("earnedUntil", .day, "Earned on or before this day."),
      .init(
        "sort", .choice(Awards.Order.allCases.map(\.rawValue)),
        "By when they were made or earned; - for the newest first."),
    ], of: award
  ) { visit, call in
    var filter = Awards.Filter()
    filter.learner = call.queryID("learner")
    filter.program = call.query("program")
    filter.term = call.query("term")
    filter.state = call.query("state").flatMap(Awards.State.init)
    filter.from = call.queryDay("earnedFrom")
    filter.until = call.queryDay("earnedUntil")
    let order = call.query("sort").flatMap(Awards.Order.init) ?? .awardedAt
    let rows = try visit.awards(
      filter, by: order, after: call.after { order.place($0) }, limit: call.limit)
    return try call.page(rows) {
      order.isByDay
        ? Call.place($0.earnedOn, $0.id) : Call.place($0.awardedAt, $0.id)
    } json: {
      .object(JSONObject($0.members(credential: $0.credential.map(visit.address))))
    }
  }

  private static func change(
    _ word: String, _ summary: String, _ note: String?, _ body: Schema,
    named name: String? = nil, _ work: @escaping @Sendable (Visit, Call) throws -> AwardStory
  ) -> Endpoint {
    .post(
      "/awards/{award}/\(word)", name ?? "\(word)Award", .awards, summary, .governAwards,
      note: [note, "With If-Match it happens only if the award is as you read it."]
        .compactMap { $0 }.joined(separator: " "),
      body: body, answer: .json(.ok, story), match: .compared
    ) { visit, call in
      if call.matches != nil {
        try call.check(isStill: visit.locking(award: call.id("award")).json)
      }
      return .json(try work(visit, call).json)
    }
  }
}

extension Awards.Order {
  /// The place in such a list that these keys name; nil when they are of another list.
  fileprivate func place(_ keys: [String]) -> Awards.Place? {
    isByDay
      ? Call.dayPlace(keys).map { .earned($0, $1) } : Call.place(keys).map { .awarded($0, $1) }
  }
}

extension Awards.Shown {
  fileprivate func members(credential: String?) -> [(String, JSONValue)] {
    let members: [(String, JSONValue?)] = [
      ("id", .text(id)), ("enrollment", .text(enrollment)), ("learner", .text(learner)),
      ("nameAtAward", .string(name)), ("program", .string(program)),
      ("version", .string(version)), ("state", .string(state.rawValue)),
      ("earnedOn", .text(earnedOn)), ("awardedAt", .text(awardedAt)),
      ("term", .textIfAny(term)), ("judgedOn", judgedOn.map { .text($0) }),
      ("credits", credits.map { .text($0) }), ("credential", .textIfAny(credential)),
      ("position", position.map { .number($0) }),
      ("voidPosition", voidPosition.map { .number($0) }), ("follows", follows.map { .text($0) }),
    ]
    return members.compactMap { name, value in value.map { (name, $0) } }
  }
}

extension AwardStory {
  var json: JSONValue {
    var object = JSONObject(award.members(credential: credential))
    object["isDelivered"] = .bool(isDelivered)
    object["heldFor"] = held.map { .string($0.reason.rawValue) }
    object["heldSince"] = held.map { .text($0.since) }
    object["suspensions"] = .array(
      suspensions.map { row in
        .members(
          ("suspended", .bool(row.isSuspended)), ("at", .text(row.at)),
          ("by", isOwn ? nil : .string(row.actor)), ("role", isOwn ? nil : .string(row.role)),
          ("reason", isOwn ? nil : .string(row.reason)))
      })
    object["ending"] = ending.map { ending in
      .members(
        ("kind", .string(ending.kind)), ("at", .text(ending.at)),
        ("publicReason", .string(ending.publicReason)),
        ("barsAnother", .bool(ending.barsAnother)),
        ("barLiftedAt", ending.barLiftedAt.map { .text($0) }),
        ("reason", isOwn ? nil : .string(ending.reason)),
        ("by", isOwn ? nil : .string(ending.actor)),
        ("role", isOwn ? nil : .string(ending.role)),
        ("confirmedBy", isOwn ? nil : .textIfAny(ending.confirmedBy)))
    }
    object["proposal"] = proposal.map { .text($0) }
    object["claim"] = claim?.json ?? ["answer": "none"]
    object["decision"] = (try? JSONValue(parsing: Array(decision.utf8))) ?? .null
    return .object(object)
  }
}
