import HTTPTypes
import LinkedData
import Office
import Storage

/// What learners allow to be shown of them: for all awards, and badge by badge.
enum ConsentsAPI {
  private static let fields: [(name: String, field: Consents.Field, note: String)] = [
    ("page", .page, "The badge has a public page; without it nothing is shown."),
    ("name", .name, "The learner's name, as it was at the award."),
    ("evidence", .evidence, "What the evidence is called, with its hash."),
    ("evidenceLink", .evidenceLink, "The links of evidence, in the badge and on its page."),
    ("results", .results, "The results that were counted, with grades."),
  ]

  private static let all = Schema.object(
    "Consents", "What the learner allows; nothing unless it was said.",
    fields.map { .must($0.name, .flag.noted($0.note)) }
  ).example([
    "page": true, "name": true, "evidence": true, "evidenceLink": true, "results": false,
  ])

  private static let some = Schema.object(
    "ConsentChange", "What is allowed from now on, or no longer; what is left out stays.",
    fields.map { .may($0.name, .flag.noted($0.note)) }
  ).example(["evidenceLink": true])

  private static let publication = Schema.object(
    "Publication", "What of a badge the world may see.",
    [
      .must("credential", .id.noted("The badge, the last part of its address.")),
      .must("isPublic", .flag.noted("There is a page that everybody may see now.")),
      .must("isHeld", .flag.noted("A directory hold hides it, whatever is allowed.")),
      .must("allowed", all),
    ])

  static let endpoints: [Endpoint] = [
    .get(
      "/learners/{learner}/consents", "getConsents", .learners,
      "Shows what a learner allows to be shown", .readLearners, answer: .json(.ok, all)
    ) { visit, call in json(try visit.consents(of: call.id("learner"))) },
    Endpoint(
      method: .put, path: "/learners/{learner}/consents", id: "putConsents", tag: .learners,
      summary: "Says what may be shown from now on of all badges",
      note: "For the learner alone. What was said of one badge still holds for that one. A badge "
        + "whose links change is signed again under its own id.",
      action: .consent, body: .json(some), answer: .json(.ok, all),
      work: .acts { visit, call in
        json(try visit.consent(wanted(call), for: call.id("learner")))
      }),
    .get(
      "/awards/{award}/publication", "getPublication", .awards,
      "Shows what of an award's badge is public", .readAwards, answer: .json(.ok, publication)
    ) { visit, call in json(try visit.publication(ofAward: call.id("award"))) },
    Endpoint(
      method: .put, path: "/awards/{award}/publication", id: "putPublication", tag: .awards,
      summary: "Publishes an award's badge field by field, or makes it private",
      note: "For the learner alone; it takes effect at once.",
      action: .consent, body: .json(some), answer: .json(.ok, publication),
      work: .acts { visit, call in
        json(try visit.publish(wanted(call), ofAward: call.id("award")))
      }),
  ]

  private static func wanted(_ call: Call) -> [Consents.Field: Bool] {
    var wanted: [Consents.Field: Bool] = [:]
    for (name, field, _) in fields { wanted[field] = call.body.flagIfAny(name) }
    return wanted
  }

  private static func json(_ granted: Set<Consents.Field>) -> Reply {
    .json(members(granted))
  }

  private static func members(_ granted: Set<Consents.Field>) -> JSONValue {
    .object(JSONObject(fields.map { ($0.name, .bool(granted.contains($0.field))) }))
  }

  private static func json(_ publication: Publication) -> Reply {
    .json([
      "credential": .string(publication.credential.text),
      "isPublic": .bool(publication.isPublic), "isHeld": .bool(publication.isHeld),
      "allowed": members(publication.granted),
    ])
  }
}
