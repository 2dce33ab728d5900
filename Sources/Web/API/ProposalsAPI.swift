import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage

/// Proposals to revoke awards or to correct what was delivered, and their decision.
enum ProposalsAPI {
  private static let states = Proposals.State.allCases.map(\.rawValue)

  private static let purposes = WorkList.Purpose.allCases.map(\.rawValue)

  private static let value = Schema.object(
    "ProposedValue", "A value of the line in the transcript that a correction changes.",
    [
      .must("name", .choice(["earnedOn", "term", "credits", "student"])),
      .may("before", .line(400)), .may("after", .line(400)),
    ])

  private static let shared: [Schema.Property] = [
    .must(
      "purpose",
      .choice(purposes, "That the award be taken back, or say something else in the transcript.")),
    .may("corrections", .list(of: value).noted("What a correction changes.")),
    .must("id", .id), .must("award", .id), .must("enrollment", .id), .must("learner", .id),
    .must("program", .line(200, "The program's code.")),
    .must("state", .choice(states)),
    .must(
      "origin", .choice(["loop", "registrar"], "Whether facts changed, or somebody asked for it.")),
    .must("openedAt", .instant), .must("ageDays", .count),
    .must("before", .prose(4_000, "What the award was made from.")),
    .must("after", .prose(4_000, "What the facts say of that day now.")),
    .must("missing", .list(of: .prose(4_000), atMost: 10_000)),
    .may("decidedAt", .instant), .may("decidedBy", .line(200)), .may("role", .line()),
    .may("reason", .prose(4_000)), .may("publicReason", .prose(4_000)),
    .may("barsAnother", .flag), .may("confirmedAt", .instant), .may("confirmedBy", .line(200)),
  ]

  private static let proposal = Schema.object(
    "Proposal", "That an award be revoked or corrected: a registrar decides.", shared)

  private static let dependent = Schema.object(
    "Dependent", nil, [.must("award", .id), .must("program", .line(200))])

  private static let story = Schema.object(
    "ProposalStory", "A proposal with what depends on its award today.",
    shared + [
      .must(
        "dependents",
        .list(of: dependent).noted("Live awards that hold this one as a credential.")),
      .must(
        "isDelivered",
        .flag.noted("Whether the line has left the house: then two registrars have to agree.")),
      .may("position", Schema(.integer(1...Int.max), note: "Of the notation in the feed.")),
      .may(
        "voidPosition", Schema(.integer(1...Int.max), note: "Of the row that voids the notation.")
      ),
    ])

  private static let ruling = Schema.object(
    "Ruling", nil,
    [
      .must(
        "outcome",
        .choice(
          ["accepted", "declined", "reopened"],
          "“reopened” takes back that a proposal of the loop was declined: it waits again.")),
      AwardsAPI.reason,
      .may("publicReason", AwardsAPI.publicReason.noted("Needed when a revocation is accepted.")),
      .may(
        "barsAnother",
        .flag.noted(
          "Whether the program is never awarded to the learner again; without it, it is as soon as "
            + "the facts deserve it.")),
    ]
  ).example([
    "outcome": "accepted", "reason": "The instructor confirmed the changed grade.",
    "publicReason": "A result it was based on was corrected.", "barsAnother": false,
  ])

  static let endpoints: [Endpoint] = [
    list,
    .get(
      "/revocation-proposals/{proposal}", "getProposal", .awards,
      "Shows a proposal, and what depends on the award", .readWorkLists,
      answer: .json(.ok, story)
    ) { visit, call in .json(try visit.proposalStory(call.id("proposal")).json) },
    change(
      "decide", "Accepts or declines a proposal, or opens a declined one again",
      "An accepted one is carried out at once, unless the notation was delivered: then it waits to "
        + "be confirmed by another registrar. What waits so can still be declined. A correction "
        + "voids the line and adds another one in the same batch.", ruling
    ) { visit, call in
      let id = try call.id("proposal")
      let reason = try call.body.text("reason")
      switch try call.body.text("outcome") {
      case "accepted": break
      case "reopened": return try visit.reopenProposal(id, reason: reason)
      default: return try visit.declineProposal(id, reason: reason)
      }
      let isRevocation = try visit.proposal(id).purpose == .revoke
      guard let publicReason = call.body.textIfAny("publicReason") ?? (isRevocation ? nil : "")
      else {
        throw Problem.unprocessable([
          Fault(place: "/publicReason", detail: "It is needed when a revocation is accepted.")
        ])
      }
      return try visit.acceptProposal(
        id,
        Revocation(
          reason: reason, publicReason: publicReason,
          barsAnother: call.body.flagIfAny("barsAnother") ?? false))
    },
    change(
      "confirm", "Confirms what another registrar accepted: the award is revoked or corrected",
      nil,
      .object(nil, nil, [AwardsAPI.reason])
    ) { visit, call in
      try visit.confirmProposal(call.id("proposal"), reason: call.body.text("reason"))
    },
  ]

  private static let list = Endpoint.list(
    "/revocation-proposals", "listProposals", .awards, "Lists proposals to revoke or correct",
    .readWorkLists,
    parameters: [
      .init("state", .choice(states), "In this state."),
      .init("purpose", .choice(purposes), "To revoke, or to correct."),
      .init("program", .line(100), "About awards of the program with this code."),
      .init("learner", .id, "About awards of this learner, under any record."),
      .init("atLeastDays", Schema(.integer(0...36_500)), "Made at least so many days ago."),
      .init(
        "sort", .choice(Proposals.Order.allCases.map(\.rawValue)),
        "By when they were made; - for the newest first."),
    ], of: proposal
  ) { visit, call in
    var filter = Proposals.Filter()
    filter.state = call.query("state").flatMap(Proposals.State.init)
    filter.purpose = call.query("purpose").flatMap(WorkList.Purpose.init)
    filter.program = call.query("program")
    filter.learner = call.queryID("learner")
    filter.ageDays = call.query("atLeastDays").flatMap { Int($0) }
    let order = call.query("sort").flatMap(Proposals.Order.init) ?? .openedAt
    let rows = try visit.proposals(
      filter, by: order,
      after: call.after { keys in
        Call.place(keys).map { Proposals.Place(openedAt: $0, id: $1) }
      }, limit: call.limit)
    return try call.page(rows) {
      Call.place($0.openedAt, $0.id)
    } json: {
      .object($0.object)
    }
  }

  private static func change(
    _ word: String, _ summary: String, _ note: String?, _ body: Schema,
    _ work: @escaping @Sendable (Visit, Call) throws -> Proposals.Listed
  ) -> Endpoint {
    .post(
      "/revocation-proposals/{proposal}/\(word)", "\(word)Proposal", .awards, summary,
      .governAwards,
      note: [note, "With If-Match it happens only if the proposal is as you read it."]
        .compactMap { $0 }.joined(separator: " "),
      body: body, answer: .json(.ok, story), match: .compared
    ) { visit, call in
      let id = try call.id("proposal")
      if call.matches != nil { try call.check(isStill: visit.locking(proposal: id).json) }
      _ = try work(visit, call)
      return .json(try visit.proposalStory(id).json)
    }
  }
}

extension Proposals.Listed {
  fileprivate var object: JSONObject {
    let members: [(String, JSONValue?)] = [
      ("purpose", .string(purpose.rawValue)), ("corrections", correctionValues),
      ("id", .text(id)), ("award", .text(award)), ("enrollment", .text(enrollment)),
      ("learner", .text(learner)), ("program", .string(program)),
      ("state", .string(state.rawValue)), ("origin", isByHand ? "registrar" : "loop"),
      ("openedAt", .text(openedAt)), ("ageDays", .number(max(0, ageDays))),
      ("before", .string(change.before)), ("after", .string(change.after)),
      ("missing", .array(change.missing.map { .string($0) })),
      ("decidedAt", decision.map { .text($0.at) }),
      ("decidedBy", decision.map { .string($0.actor.id) }),
      ("role", decision.map { .string($0.actor.role) }),
      ("reason", decision.map { .string($0.reason) }),
      ("publicReason", .textIfAny(decision?.publicReason)),
      ("barsAnother", decision.map { .bool($0.barsAnother) }),
      ("confirmedAt", confirmedAt.map { .text($0) }), ("confirmedBy", .textIfAny(confirmedBy)),
    ]
    return JSONObject(members.compactMap { name, value in value.map { (name, $0) } })
  }
}

extension Proposals.Listed {
  fileprivate var correctionValues: JSONValue? {
    guard purpose == .correct else { return nil }
    return .array(
      corrections.map { name, before, after in
        .members(
          ("name", .string(name)), ("before", .textIfAny(before)), ("after", .textIfAny(after)))
      })
  }
}

extension ProposalStory {
  fileprivate var json: JSONValue {
    var object = proposal.object
    object["dependents"] = .array(
      dependents.map { ["award": .text($0.award), "program": .string($0.program)] })
    object["isDelivered"] = .bool(isDelivered)
    object["position"] = award.position.map { .number($0) }
    object["voidPosition"] = award.voidPosition.map { .number($0) }
    return .object(object)
  }
}
