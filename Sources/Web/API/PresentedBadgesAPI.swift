import Filing
import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import OpenBadges
import Storage

/// Badges of other issuers: presented, and decided about.
enum PresentedBadgesAPI {
  /// Each asks hosts of others.
  private static let frequency = RateLimit(perMinute: 120)
  private static let kinds = [FactKind.certification.rawValue, FactKind.credential.rawValue]

  private static let presented = Schema.object(
    "PresentedBadge",
    "What a badge of another issuer said when it was verified, and what came of it.",
    [
      .must("id", .id), .must("enrollment", .id),
      .must("state", .choice(["presented", "accepted", "declined"])),
      .must("badge", .line(2_000, "The badge's own id.")),
      .must("sha256", Schema(.text(.sha256), note: "Of what was handed over, which is not kept.")),
      .must("issuer", .line(2_000)), .may("issuerName", .line(300)),
      .may("achievement", .line(300)), .must("validFrom", .instant), .may("validUntil", .instant),
      .must("earnedOn", .day),
      .must(
        "namesLearner",
        Schema(
          .flag,
          note:
            "Whether it names the learner's e-mail address; if not, it names no address at all, "
            + "and a person has to judge whose it is.")),
      .may("requirement", .line(1_000)),
      .must(
        "checks",
        .list(
          of: .object(
            "VerificationCheck", nil,
            [
              .must("outcome", .choice(["PASS", "INFO"])), .must("name", .line(1_000)),
              .must("sentence", .line(1_000)),
            ]))),
      .must("presentedAt", .instant), .may("kind", .choice(kinds)),
      .may("code", .line(200)), .may("completion", .id.noted("The fact that was recorded.")),
      .may("decidedAt", .instant), .may("reason", .prose(1_000)),
    ])

  private static let new = Schema.object(
    "NewPresentedBadge", nil,
    [
      .must(
        "badge",
        .prose(
          2_700_000,
          "The badge: its JSON, its VC-JWT, or the base64 of a PNG or SVG that it is baked into.")),
      .may("requirement", .line(1_000, "The id of the requirement that it is meant for.")),
    ]
  ).example(["badge": "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl"])

  private static let acceptance = Schema.object(
    nil, nil,
    [
      .must("kind", .choice(kinds)),
      .must("code", .line(100, "The code by which the criteria name it.")), LearnersAPI.reason,
    ]
  ).example([
    "kind": "certification", "code": "CPR", "reason": "The Red Cross is an issuer that we know.",
  ])

  static let endpoints: [Endpoint] = [
    .list(
      "/enrollments/{enrollment}/presented-badges", "listPresentedBadges", .enrollments,
      "Lists badges of other issuers that were presented for an enrollment", .readLearners,
      of: presented
    ) { visit, call in
      let rows = try visit.presentedBadges(
        of: call.id("enrollment"),
        after: call.after { $0.count == 1 ? UUID(uuidString: $0[0]) : nil }, limit: call.limit)
      return try call.page(rows) {
        [$0.says.id.text]
      } json: {
        try $0.json
      }
    },
    Endpoint(
      method: .post, path: "/enrollments/{enrollment}/presented-badges", id: "presentBadge",
      tag: .enrollments, summary: "Presents a badge of another issuer",
      note:
        "It is verified at once: keys and status lists are asked of its issuer. One that is not "
        + "valid, or names another person, is refused with the checks that failed, and nothing of "
        + "it is kept. A coordinator decides what it counts for.",
      action: .presentBadges, body: .json(new), answer: .json(.created, presented),
      verify: { office, call in
        try frequency.take(call.caller.id)
        return try await office.verifyPresented(
          badge(call), for: call.id("enrollment"), by: call.caller)
      },
      work: .acts { visit, call in
        guard let report = try call.verified?.get() else { throw Problem.notFound }
        let listed = try visit.present(
          badge(call), verified: report, for: call.id("enrollment"),
          requirement: call.body.textIfAny("requirement"))
        return .created(
          try listed.json,
          at: "/enrollments/\(listed.says.enrollment.text)/presented-badges")
      }),
    .post(
      "/presented-badges/{presentation}/accept", "acceptPresentedBadge", .enrollments,
      "Lets a presented badge count as a certification or credential", .decidePresentedBadges,
      note: "It is recorded as earned on the badge's day, and holds until the badge ends.",
      body: acceptance, answer: .json(.ok, presented)
    ) { visit, call in
      guard let kind = FactKind(rawValue: try call.body.text("kind")) else {
        throw Problem.notFound
      }
      return .json(
        try visit.acceptPresentedBadge(
          call.id("presentation"), as: kind, code: call.body.text("code"),
          reason: call.body.text("reason")
        ).json)
    },
    .post(
      "/presented-badges/{presentation}/decline", "declinePresentedBadge", .enrollments,
      "Declines a presented badge", .decidePresentedBadges,
      body: .object(nil, nil, [LearnersAPI.reason])
        .example(["reason": "The issuer is not known for this."]),
      answer: .json(.ok, presented)
    ) { visit, call in
      .json(
        try visit.declinePresentedBadge(
          call.id("presentation"), reason: call.body.text("reason")
        ).json)
    },
  ]

  /// What was handed over: text as it is, or the bytes of a picture.
  private static func badge(_ call: Call) throws -> [UInt8] {
    let text = try call.body.text("badge")
    // JSON, a picture's text, or the three parts of a token; none of it is base64.
    if text.hasPrefix("{") || text.hasPrefix("<") || text.contains(".") { return Array(text.utf8) }
    guard let bytes = Data(base64Encoded: text) else {
      throw Problem.unprocessable([
        Fault(
          place: "/badge",
          detail: "It is no JSON, no VC-JWT, and not base64 (RFC 4648, section 4) of a picture.")
      ])
    }
    return [UInt8](bytes)
  }
}

extension PresentedBadges.Listed {
  fileprivate var json: JSONValue {
    get throws {
      let report = try JSONValue(parsing: Array(says.report.utf8))
      let meaning = decision?.meaning
      return .members(
        ("id", .text(says.id)), ("enrollment", .text(says.enrollment)), ("state", .string(state)),
        ("badge", .string(says.badge)),
        ("sha256", .string(ContentID(bytes: says.sha256)?.hex ?? "")),
        ("issuer", .string(says.issuer)), ("issuerName", .textIfAny(says.issuerName)),
        ("achievement", .textIfAny(says.achievement)), ("validFrom", .text(says.validFrom)),
        ("validUntil", says.validUntil.map { .text($0) }), ("earnedOn", .text(says.earnedOn)),
        ("namesLearner", .bool(says.namesLearner)), ("requirement", .textIfAny(says.requirement)),
        ("checks", report["checks"]), ("presentedAt", .text(presentedAt)),
        ("kind", meaning.map { .string($0.kind.rawValue) }),
        ("code", .textIfAny(meaning?.code)), ("completion", meaning.map { .text($0.completion) }),
        ("decidedAt", decision.map { .text($0.act.at) }),
        ("reason", .textIfAny(decision?.act.reason)))
    }
  }
}
