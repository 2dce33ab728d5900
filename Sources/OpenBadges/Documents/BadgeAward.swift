/// What distinguishes one credential from the others of its program version. Instants are seconds
/// since 1970 in UTC.
public struct BadgeAward: Sendable, Hashable {
  /// The URL of the credential, which never changes.
  public var id: String
  /// `urn:uuid:…` or a DID of the holder.
  public var subjectID: String
  /// Salted and hashed identifiers of the holder, such as an e-mail address.
  public var identities: [IdentityHash] = []
  /// From when the credential is valid; a correction of the same credential moves it.
  public var validFrom: Int64
  /// Until when it is valid.
  public var validUntil: Int64?
  /// When it was first awarded; a correction leaves it.
  public var awardedDate: Int64?
  /// When the activity began.
  public var activityStartDate: Int64?
  /// When the last criterion was met: the day earned.
  public var activityEndDate: Int64?
  /// The academic term.
  public var term: String?
  /// Credits earned; nothing for programs not for credit.
  public var creditsEarned: Credits?
  /// How it was earned, as Markdown.
  public var narrative: String?
  /// Results, each of a description of the achievement.
  public var results: [AchievementResult] = []
  /// Evidence.
  public var evidence: [EvidenceItem] = []
  /// Where its revocation, or its suspension, is published.
  public var status: StatusEntry?
  /// The URL at which its present form is found, other than its id.
  public var refresh: String?
  /// Endorsements to sign and embed.
  public var endorsements: [Endorsement] = []

  /// Makes an award; everything optional is set afterwards.
  public init(id: String, subjectID: String, validFrom: Int64) {
    self.id = id
    self.subjectID = subjectID
    self.validFrom = validFrom
  }
}
