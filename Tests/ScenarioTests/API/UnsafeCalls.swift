import Foundation
import LinkedData
import Office
import Postgres
import Storage
import Testing

@testable import Web

/// Every change that the API knows, prepared so that it would succeed.
extension Stage {
  typealias Preparation = @Sendable (Stage) async throws -> UnsafeCall

  static let preparations: [String: Preparation] = records.merging(cases) { $1 }
    .merging(programs) { $1 }.merging(access) { $1 }.merging(batches) { $1 }

  private static let financial: JSONValue = ["kind": "financial", "reason": "As told."]

  private static let because: JSONValue = ["reason": "As decided."]

  /// A call about something at a path.
  private func call(
    _ endpoint: String, _ role: Role, _ path: String, _ body: JSONValue = because
  ) -> UnsafeCall { UnsafeCall(endpoint: endpoint, visitor: by(role), path: path, body: body) }

  private func matching(_ call: UnsafeCall) async throws -> UnsafeCall {
    var call = call
    call.tag = try await tag(call.path, by: call.visitor)
    return call
  }

  private static let records: [String: Preparation] = [
    "addLearner": {
      $0.call(
        "addLearner", .recordsTechnician, "/learners",
        [
          "name": "Ada", "ids": [["system": "sis", "externalId": .string($0.fresh)]],
          "reason": "New.",
        ])
    },
    "changeLearner": {
      try await $0.matching(
        $0.call(
          "changeLearner", .recordsTechnician, "/learners/\($0.learner().id)",
          ["name": "Ada King", "reason": "She married."]))
    },
    "addLearnerID": {
      try await $0.call(
        "addLearnerID", .recordsTechnician, "/learners/\($0.learner().id)/ids",
        ["system": "lms", "externalId": .string($0.fresh), "reason": "A new platform."])
    },
    "endLearnerID": { stage in
      let (id, number) = try await stage.learner()
      return stage.call(
        "endLearnerID", .recordsTechnician, "/learners/\(id)/ids/end",
        ["system": "sis", "externalId": .string(number), "reason": "A mistake."])
    },
    "mergeLearners": {
      try await $0.call(
        "mergeLearners", .registrar, "/learners/\($0.learner().id)/merge",
        ["into": .string($0.learner().id), "reason": "Registered twice."])
    },
    "undoMerge": {
      let merge = try await $0.make(
        "/learners/\($0.learner().id)/merge",
        ["into": .string($0.learner().id), "reason": "Registered twice."], by: $0.by(.registrar))
      return $0.call("undoMerge", .registrar, "/merges/\(merge["id"] ?? "-")/undo")
    },
    "placeHold": {
      try await $0.call(
        "placeHold", .recordsTechnician, "/learners/\($0.learner().id)/holds", financial)
    },
    "releaseHold": {
      let path = try await "/learners/\($0.learner().id)/holds"
      try await $0.make(path, financial, by: $0.by(.registrar))
      return $0.call("releaseHold", .registrar, path + "/release", financial)
    },
    "putConsents": { stage in
      let learner = try await stage.learner().id
      return UnsafeCall(
        endpoint: "putConsents",
        visitor: try await stage.api.person(learner: UUID(uuidString: learner)),
        path: "/learners/\(learner)/consents", body: ["evidenceLink": true])
    },
    "enroll": {
      try await $0.call("enroll", .advisor, "/enrollments", $0.enrollment($0.learner().id))
    },
    "applyToBeAwarded": {
      try await $0.call(
        "applyToBeAwarded", .advisor, "/applications", $0.enrollment($0.learner().id))
    },
    "acceptEnrollment": {
      try await $0.call(
        "acceptEnrollment", .advisor, $0.enrolled(applying: true).path + "/accept")
    },
    "denyEnrollment": {
      try await $0.call("denyEnrollment", .advisor, $0.enrolled(applying: true).path + "/deny")
    },
    "withdrawEnrollment": {
      try await $0.call("withdrawEnrollment", .advisor, $0.enrolled().path + "/withdraw")
    },
    "expireEnrollment": {
      try await $0.call("expireEnrollment", .advisor, $0.enrolled().path + "/expire")
    },
    "reinstateEnrollment": {
      let path = try await $0.enrolled().path
      try await $0.make(path + "/withdraw", because, by: $0.by(.advisor))
      return $0.call("reinstateEnrollment", .advisor, path + "/reinstate")
    },
    "moveEnrollment": {
      try await $0.call(
        "moveEnrollment", .registrar, $0.enrolled().path + "/move",
        ["version": "2", "reason": "As decided."])
    },
    "recordCompletion": {
      try await $0.call(
        "recordCompletion", .instructor, "/completions", $0.result($0.learner().number))
    },
    "recordCompletions": { stage in
      let (one, other) = (try await stage.learner().number, try await stage.learner().number)
      return stage.call(
        "recordCompletions", .instructor, "/completions/batch",
        [
          "kind": "workshop", "code": "W 1", "happenedOn": "2026-09-01", "reason": "Attended.",
          "rows": [["externalId": .string(one)], ["externalId": .string(other)]],
        ])
    },
    "releaseResults": {
      let code = $0.fresh
      try await $0.completion(
        of: nil, [("state", "provisional"), ("term", "2026FA"), ("code", .string(code))])
      return $0.call(
        "releaseResults", .registrar, "/completions/release",
        ["term": "2026FA", "code": .string(code), "reason": "The period is over."])
    },
    "amendCompletion": {
      try await $0.matching(
        $0.call(
          "amendCompletion", .instructor, $0.completion(),
          ["hours": "7.5", "reason": "It was longer."]))
    },
    "voidCompletion": {
      try await $0.call("voidCompletion", .instructor, $0.completion() + "/void")
    },
  ]

  private static let cases: [String: Preparation] = [
    "grantException": {
      try await $0.call(
        "grantException", .coordinator, $0.enrolled(in: "lenient").path + "/exceptions", waiver)
    },
    "takeBackException": {
      let granted = try await $0.make(
        $0.enrolled(in: "lenient").path + "/exceptions", waiver, by: $0.by(.coordinator))
      return $0.call(
        "takeBackException", .coordinator, "/exceptions/\(granted["id"] ?? "-")/take-back")
    },
    "presentBadge": {
      try await $0.call(
        "presentBadge", .advisor, $0.enrolled(in: "licensed").path + "/presented-badges",
        ["badge": .string(try ForeignIssuer().badge(nil))])
    },
    "acceptPresentedBadge": {
      try await $0.call(
        "acceptPresentedBadge", .coordinator, $0.presentedBadge() + "/accept",
        ["kind": "certification", "code": "CPR", "reason": "An issuer that we know."])
    },
    "declinePresentedBadge": {
      try await $0.call(
        "declinePresentedBadge", .coordinator, $0.presentedBadge() + "/decline")
    },
    "submitEvidence": {
      try await $0.call(
        "submitEvidence", .coordinator, $0.enrolled(in: "shown").path + "/evidence", $0.work())
    },
    "endorse": {
      try await $0.call(
        "endorse", .coordinator, $0.enrolled(in: "shown").path + "/endorsements",
        [
          "requirement": "evidence", "kind": "expert", "authorName": "Mary Seacole",
          "relation": "head of the kitchen", "statement": "She cooked for two hundred a day.",
          "reason": "Received by letter.",
        ])
    },
    "changeEvidence": {
      try await $0.matching(
        $0.call(
          "changeEvidence", .coordinator, $0.evidence(isDraft: true),
          ["title": "A better plan", "reason": "She asked."]))
    },
    "submitDraft": {
      try await $0.call(
        "submitDraft", .coordinator, $0.evidence(isDraft: true) + "/submit")
    },
    "submitEvidenceAgain": { stage in
      let path = try await stage.evidence()
      try await stage.make(
        path + "/reviews", ["outcome": "returned", "reason": "Too short."],
        by: stage.api.person(.coordinator))
      return stage.call(
        "submitEvidenceAgain", .coordinator, path + "/versions",
        ["title": "A longer plan", "reason": "On paper."])
    },
    "assignEvidence": { stage in
      let reviewer = try await stage.api.person(.coordinator)
      return try await stage.call(
        "assignEvidence", .coordinator, stage.evidence() + "/assign",
        ["person": reviewer.person.map { .text($0) } ?? .null, "reason": "Your field."])
    },
    "reviewEvidence": { stage in
      let path = try await stage.evidence() + "/reviews"
      return UnsafeCall(
        endpoint: "reviewEvidence", visitor: try await stage.api.person(.coordinator), path: path,
        body: Atelier.accept())
    },
    "suspendAward": { try await $0.call("suspendAward", .registrar, $0.award().path + "/suspend") },
    "reissueBadge": { try await $0.call("reissueBadge", .registrar, $0.award().path + "/badge") },
    "resumeAward": {
      let path = try await $0.award().path
      try await $0.make(path + "/suspend", because, by: $0.by(.registrar))
      return $0.call("resumeAward", .registrar, path + "/resume")
    },
    "putPublication": { stage in
      let path = try await stage.award().path
      let award = try await stage.api.get(path, by: stage.by(.registrar))
      return UnsafeCall(
        endpoint: "putPublication",
        visitor: try await stage.api.person(
          learner: award["learner"].flatMap(UUID.init(uuidString:))),
        path: path + "/publication", body: ["page": true])
    },
    "revokeAward": {
      try await $0.call(
        "revokeAward", .registrar, $0.award().path + "/revoke",
        ["reason": "r", "publicReason": "It was made in error.", "barsAnother": true])
    },
    "liftBar": { stage in
      let path = try await stage.award().path
      try await stage.make(
        path + "/revoke", ["reason": "r", "publicReason": "p", "barsAnother": true],
        by: stage.by(.registrar))
      return stage.call("liftBar", .registrar, path + "/lift-bar")
    },
    "decideProposal": {
      try await $0.call("decideProposal", .registrar, $0.proposal() + "/decide", acceptance)
    },
    "confirmProposal": { stage in
      let path = try await stage.proposal(isDelivered: true)
      try await stage.make(path + "/decide", acceptance, by: stage.api.person(.registrar))
      return stage.call("confirmProposal", .registrar, path + "/confirm")
    },
    "retryImport": {
      try await $0.call("retryImport", .recordsTechnician, $0.imported() + "/retry")
    },
    "dismissImportRow": {
      try await $0.call(
        "dismissImportRow", .recordsTechnician, $0.imported() + "/rows/2/1/dismiss")
    },
    "moveFeedCursor": { stage in
      let (number, name) = (stage.campus.id, stage.fresh)
      try await stage.campus.app(
        """
        insert into feed_consumer (institution_id, consumer, profile, is_test)
        values (\(number)::int, \(name), 'csv', true)
        """)
      return stage.call(
        "moveFeedCursor", .registrar, "/feed/consumers/\(name)/cursor",
        ["position": 0, "reset": true, "reason": "Everything once more."])
    },
    "acknowledge": { stage in
      let (path, position) = try await stage.consumer()
      return stage.call(
        "acknowledge", .registrar, path + "/acknowledgements", stage.report(position, "accepted"))
    },
    "settleRejection": { stage in
      let (path, position) = try await stage.consumer()
      try await stage.make(
        path + "/acknowledgements", stage.report(position, "rejected"), by: stage.by(.registrar))
      return stage.call(
        "settleRejection", .registrar, path + "/rejections/\(position)/settle",
        ["decision": "set aside", "reason": "It is on paper."])
    },
    "compareFeed": { stage in
      // A scope without rows: the others' awards would be compared as well.
      let path = try await stage.consumer(of: ["open"]).path
      return stage.call("compareFeed", .registrar, path + "/comparisons", stage.emptyList)
    },
    "sendComparedRows": { stage in
      let path = try await stage.consumer().path
      let found = try await stage.make(
        path + "/comparisons", stage.emptyList, by: stage.by(.registrar))
      return stage.call(
        "sendComparedRows", .registrar, "/feed/comparisons/\(found["id"] ?? "-")/send-again",
        ["outcome": "missing", "rows": [1], "reason": "Lost there."])
    },
    "retryParked": { try await $0.call("retryParked", .registrar, $0.parked()) },
  ]

  private static let waiver: JSONValue = [
    "kind": "waiver", "requirement": "second", "reason": "She taught it.",
  ]

  private static let programs: [String: Preparation] = [
    "suggestProgram": {
      $0.call(
        "suggestProgram", .advisor, "/suggestions", ["title": "Grants", "text": "We need it."])
    },
    "takeUpSuggestion": {
      try await $0.call(
        "takeUpSuggestion", .coordinator, "/suggestions/\($0.suggestion())/take-up")
    },
    "declineSuggestion": {
      try await $0.call(
        "declineSuggestion", .coordinator, "/suggestions/\($0.suggestion())/decline")
    },
    "proposeProgram": {
      $0.call(
        "proposeProgram", .proposer, "/programs",
        ProgramsAPITests.proposal(ProgramsAPITests.file($0.fresh)))
    },
    "proposeVersion": {
      let path = try await $0.program()
      let code = String(path.dropFirst("/programs/".count))
      return $0.call(
        "proposeVersion", .proposer, path + "/versions",
        ProgramsAPITests.proposal(ProgramsAPITests.file(code, version: "2")))
    },
    "changeDraft": {
      let (path, code) = try await $0.version()
      return try await $0.matching(
        $0.call(
          "changeDraft", .proposer, path,
          ProgramsAPITests.proposal(ProgramsAPITests.file(code) + "# Read once more.\n")))
    },
    "putArtwork": {
      try await $0.call(
        "putArtwork", .coordinator, $0.version().path + "/artwork", ArtworkAPITests.seal)
    },
    "removeArtwork": {
      let path = try await $0.version().path + "/artwork"
      _ = try await $0.api.put(path, ArtworkAPITests.seal, by: $0.by(.coordinator))
      return $0.call("removeArtwork", .coordinator, path + "/remove")
    },
    "submitVersion": {
      try await $0.call("submitVersion", .proposer, $0.version().path + "/submit")
    },
    "decideStep": {
      try await $0.call(
        "decideStep", .approver, $0.version(.submitted).path + "/approvals",
        ["step": "department", "outcome": "approved", "reason": "Fits."])
    },
    "activateVersion": {
      try await $0.call("activateVersion", .registrar, $0.version(.approved).path + "/activate")
    },
    "suspendProgram": {
      try await $0.call("suspendProgram", .registrar, $0.program() + "/suspend")
    },
    "resumeProgram": {
      let path = try await $0.program()
      try await $0.make(path + "/suspend", because, by: $0.by(.registrar))
      return $0.call("resumeProgram", .registrar, path + "/resume")
    },
    "retireProgram": {
      try await $0.call("retireProgram", .registrar, $0.program() + "/retire")
    },
  ]

  private static let access: [String: Preparation] = [
    "sendClaimLink": {
      let (path, _) = try await $0.award()
      try await $0.campus.owner("update learner set email = 'ada@example.edu'")
      return $0.call("sendClaimLink", .advisor, path + "/claim-link")
    },
    "resendMessage": { stage in
      let (id, number) = (UUID(), stage.campus.id)
      try await stage.campus.app(
        """
        insert into outbox (institution_id, outbox_id, kind, payload)
        values (\(number)::int, \(id), 'test', '{}')
        """)
      return stage.call("resendMessage", .operator, "/outbox/\(id.text)/resend")
    },
    "createToken": { $0.call("createToken", .operator, "/tokens", $0.newToken()) },
    "revokeToken": {
      let token = try await $0.make("/tokens", $0.newToken(), by: $0.by(.operator))
      return $0.call("revokeToken", .operator, "/tokens/\(token["id"] ?? "-")/revoke")
    },
    "addPerson": { $0.call("addPerson", .operator, "/people", $0.newPerson()) },
    "grantRole": {
      try await $0.call(
        "grantRole", .operator, $0.person() + "/grants", ["role": "advisor", "reason": "New."])
    },
    "endRole": {
      let path = try await $0.person()
      let person = try await $0.make(
        path + "/grants", ["role": "advisor", "reason": "New."], by: $0.by(.operator))
      let grant = person.json["grants"]?.elements.first?["id"]?.string
      return $0.call("endRole", .operator, path + "/grants/\(grant ?? "-")/end")
    },
    "linkPerson": {
      try await $0.call(
        "linkPerson", .operator, $0.person() + "/link",
        ["learner": .string($0.learner().id), "reason": "Showed the card."])
    },
  ]

  private static let batches: [String: Preparation] = [
    "prepareBatch": { stage in
      let consumer = try await stage.batchConsumer()
      return stage.call("prepareBatch", .registrar, "/feed/consumers/\(consumer)/batches")
    },
    "releaseBatch": {
      try await $0.call("releaseBatch", .registrar, $0.preparedBatch() + "/release")
    },
    "discardBatch": {
      try await $0.call("discardBatch", .registrar, $0.preparedBatch() + "/discard")
    },
    "resendRows": { stage in
      let consumer = try await stage.batchConsumer()
      let position = try await stage.campus.send(to: consumer).last
      return stage.call(
        "resendRows", .registrar, "/feed/consumers/\(consumer)/resend",
        ["positions": [.number(position)], "reason": "The import failed."])
    },
  ]
}
