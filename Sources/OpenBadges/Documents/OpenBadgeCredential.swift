public import LinkedData

/// An unsigned Open Badge of one holder (Open Badges 3.0, "AchievementCredential").
public struct OpenBadgeCredential: Sendable {
  /// What it shares with the other badges of its program version.
  public var outline: BadgeOutline
  /// What is its own.
  public var award: BadgeAward
  /// Signed endorsement credentials to embed.
  public var endorsements: [JSONValue]

  /// Makes a credential.
  public init(outline: BadgeOutline, award: BadgeAward, endorsements: [JSONValue] = []) {
    self.outline = outline
    self.award = award
    self.endorsements = endorsements
  }

  /// The JSON object without proof.
  public var json: JSONValue {
    var object = JSONObject([
      ("@context", .array(Vocabulary.badgeContexts.map { .string($0) })),
      ("id", .string(award.id)),
      ("type", .array(BadgeOutline.credentialTypes.map { .string($0) })),
    ])
    object.set("name", text: outline.name)
    object.set("description", text: outline.description)
    object["issuer"] = outline.issuer.json
    object.set("validFrom", instant: award.validFrom)
    object.set("validUntil", instant: award.validUntil)
    object.set("awardedDate", instant: award.awardedDate)
    object["credentialSubject"] = subject
    object.set("evidence", list: award.evidence.map(\.json))
    object.set("endorsement", list: endorsements)
    object["credentialSchema"] = BadgeOutline.schema
    object["credentialStatus"] = award.status?.json
    object["refreshService"] = award.refresh.map(BadgeOutline.refreshService)
    return .object(object)
  }

  private var subject: JSONValue {
    var subject = JSONObject([
      ("id", .string(award.subjectID)), ("type", ["AchievementSubject"]),
    ])
    subject.set("identifier", list: award.identities.map(\.json))
    subject.set("activityStartDate", instant: award.activityStartDate)
    subject.set("activityEndDate", instant: award.activityEndDate)
    subject.set("term", text: award.term)
    subject.set("creditsEarned", credits: award.creditsEarned)
    subject.set("narrative", text: award.narrative)
    subject["achievement"] = outline.achievement.json
    subject["source"] = outline.assessor?.json
    subject.set("result", list: award.results.map(\.json))
    return .object(subject)
  }
}
