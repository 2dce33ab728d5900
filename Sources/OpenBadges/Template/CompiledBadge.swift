import LinkedData

/// Everything about the badges of one program version that can be worked out before the first.
struct CompiledBadge: Sendable {
  enum CredentialSlot: Int, CaseIterable {
    case validFrom, validUntil, awardedDate, credentialSubject, evidence, credentialStatus,
      refreshService
  }
  enum SubjectSlot: Int, CaseIterable {
    case identifier, activityStartDate, activityEndDate, term, creditsEarned, narrative, result
  }

  let constants: ConstantNodes
  let credential: NodePlan
  let subject: NodePlan
  let identity: NodePlan
  let result: NodePlan
  let evidence: NodePlan
  let status: NodePlan
  let refresh: NodePlan
  let text: BadgeText

  /// Nil when badges of this outline need the general path.
  init?(_ outline: BadgeOutline) throws(VocabularyError) {
    // A credential that has only the constant parts, under ids that the outline does not use.
    let scheme = "conferral-template:"
    let skeleton = BadgeAward(
      id: scheme + "credential", subjectID: scheme + "subject", validFrom: 0)
    let object = OpenBadgeCredential(outline: outline, award: skeleton).json.object ?? JSONObject()
    let constant =
      outline.issuer.json.serialized + outline.achievement.json.serialized
      + (outline.assessor?.json.serialized ?? [])
    guard !String(decoding: constant, as: UTF8.self).contains(scheme) else { return nil }
    let quads = try Vocabulary.dataset(of: .object(object.removing("validFrom")))
    let ids = [Term.iri(skeleton.id), Term.iri(skeleton.subjectID)]
    let own = ids.map { id in quads.filter { $0.subject == id && !ids.contains($0.object) } }
    guard let vocabulary = Vocabulary(contexts: object["@context"]),
      let constants = ConstantNodes(quads.filter { !ids.contains($0.subject) }),
      let credential = NodePlan(
        vocabulary, types: BadgeOutline.credentialTypes,
        slots: CredentialSlot.allCases.map { "\($0)" }, constant: own[0]),
      let subject = NodePlan(
        vocabulary, types: ["AchievementSubject"],
        slots: SubjectSlot.allCases.map { "\($0)" }, constant: own[1]),
      let identity = NodePlan(
        vocabulary, types: ["IdentityObject"],
        slots: ["hashed", "identityType", "salt", "identityHash"]),
      let result = NodePlan(
        vocabulary, types: ["Result"],
        slots: ["resultDescription", "value", "status", "achievedLevel"]),
      let evidence = NodePlan(
        vocabulary, types: ["Evidence"],
        slots: ["name", "description", "narrative", "genre", "audience"]),
      let status = NodePlan(
        vocabulary, types: ["BitstringStatusListEntry"],
        slots: ["statusPurpose", "statusListIndex", "statusListCredential"]),
      let refresh = NodePlan(vocabulary, types: [BadgeOutline.refreshType], slots: [])
    else { return nil }
    self.constants = constants
    self.credential = credential
    self.subject = subject
    self.identity = identity
    self.result = result
    self.evidence = evidence
    self.status = status
    self.refresh = refresh
    text = BadgeText(outline)
  }
}
