import HTTPTypes
import LinkedData
import Office
import Storage

/// What learners allow to be shown of them.
enum ConsentsAPI {
  private static let evidenceLink = "evidenceLink"

  private static let consents = Schema.object(
    "Consents", "What the learner allows; nothing unless it was said.",
    [.must(evidenceLink, .flag.noted("The links of evidence stand in badges."))]
  ).example(["evidenceLink": true])

  static let endpoints: [Endpoint] = [
    .get(
      "/learners/{learner}/consents", "getConsents", .learners,
      "Shows what a learner allows to be shown", .readLearners, answer: .json(.ok, consents)
    ) { visit, call in json(try visit.consents(of: call.id("learner"))) },
    Endpoint(
      method: .put, path: "/learners/{learner}/consents", id: "putConsents", tag: .learners,
      summary: "Says what may be shown from now on",
      note: "For the learner alone. Badges that were issued before stay as they are.",
      action: .consent, body: .json(consents),
      answer: .json(.ok, consents),
      work: .acts { visit, call in
        let wanted = call.body.flagIfAny(evidenceLink) ?? false
        return json(
          try visit.consent([.evidenceLink: wanted], for: call.id("learner")))
      }),
  ]

  private static func json(_ granted: Set<Consents.Field>) -> Reply {
    .json(.members((evidenceLink, .bool(granted.contains(.evidenceLink)))))
  }
}
