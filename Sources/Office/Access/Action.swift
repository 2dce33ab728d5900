/// What somebody may want to do; which roles may is one table.
public enum Action: String, CaseIterable, Sendable {
  /// Read programs and their versions.
  case readPrograms = "read programs"
  /// Suggest a program: a title and a few words.
  case suggestPrograms = "suggest programs"
  /// Read what the public suggests, take it up or decline it.
  case decideSuggestions = "decide suggestions"
  /// Propose a program or a new version, and send it to review.
  case proposePrograms = "propose programs"
  /// Bring a picture that badges show instead of the template.
  case bringArtwork = "bring artwork"
  /// Approve a version, or return it.
  case approvePrograms = "approve programs"
  /// Open, suspend, resume and retire programs.
  case governPrograms = "govern programs"
  /// Read learners, and what is known of them.
  case readLearners = "read learners"
  /// Add learners, change them, give them ids.
  case writeLearners = "write learners"
  /// Merge two records of one person, and undo it.
  case mergeLearners = "merge learners"
  /// Enroll, withdraw, expire, reinstate, decide applications.
  case enroll = "enroll"
  /// Apply to be awarded for what was earned already.
  case apply = "apply"
  /// Move an enrollment to another version.
  case moveEnrollments = "move enrollments"
  /// Record completions, amend and void them.
  case recordCompletions = "record completions"
  /// Make the provisional results of a term final.
  case releaseResults = "release results"
  /// Waive and substitute requirements.
  case grantExceptions = "grant exceptions"
  /// Hand in evidence.
  case submitEvidence = "submit evidence"
  /// Present a badge of another issuer.
  case presentBadges = "present badges"
  /// Accept or decline badges of other issuers that were presented.
  case decidePresentedBadges = "decide presented badges"
  /// Vouch for a learner.
  case endorse = "endorse"
  /// Assign and review evidence.
  case reviewEvidence = "review evidence"
  /// Decide what is shown of oneself.
  case consent = "decide what is shown"
  /// Read awards and decisions.
  case readAwards = "read awards"
  /// Suspend awards and decide proposals to revoke.
  case governAwards = "govern awards"
  /// Place holds on learners, and release them.
  case placeHolds = "place holds"
  /// Send a learner another link to claim a badge.
  case sendClaimLinks = "send claim links"
  /// Look after messages that could not be sent.
  case governOutbox = "look after the outbox"
  /// Read what waits for staff.
  case readWorkLists = "read work lists"
  /// Let what could not be done have its next try.
  case retry = "retry what is parked"
  /// Import files and look after rows that were kept aside.
  case importRosters = "import rosters"
  /// Read the transcript feed.
  case readFeed = "read feed"
  /// Read reports: how many enrolled, were awarded, were notated.
  case readReports = "read reports"
  /// Say how far a consumer of the feed is.
  case moveFeedCursors = "move feed cursors"
  /// Prepare, release and discard batches of the feed, and send rows again.
  case governFeed = "govern feed"
  /// Say what became of rows of the feed.
  case acknowledge = "acknowledge"
  /// Read the journal.
  case readJournal = "read journal"
  /// Make and revoke tokens, grant roles.
  case governAccess = "govern access"
  /// Read who one is, and what one may do.
  case readOwnAccess = "read own access"

  /// The roles that may do it. That a learner may concerns that learner's own records alone.
  public var roles: Set<Role> {
    switch self {
    case .readPrograms: Set(Role.allCases).subtracting([.feedClient])
    case .suggestPrograms: Set(Role.allCases).subtracting([.auditor, .machineClient, .feedClient])
    case .decideSuggestions: [.proposer, .coordinator, .approver]
    case .proposePrograms: [.proposer, .coordinator]
    case .bringArtwork: [.coordinator, .operator]
    case .approvePrograms: [.approver]
    case .governPrograms: [.registrar]
    case .readLearners:
      [
        .advisor, .instructor, .coordinator, .registrar, .recordsTechnician, .auditor,
        .machineClient, .learner,
      ]
    case .writeLearners: [.advisor, .registrar, .recordsTechnician, .machineClient]
    case .mergeLearners: [.registrar, .recordsTechnician]
    case .enroll: [.advisor, .coordinator, .registrar, .recordsTechnician, .machineClient]
    case .apply: [.advisor, .coordinator, .registrar, .learner]
    case .moveEnrollments: [.coordinator, .registrar]
    case .recordCompletions: [.instructor, .registrar, .recordsTechnician, .machineClient]
    case .releaseResults: [.registrar, .recordsTechnician, .machineClient]
    case .grantExceptions: [.coordinator]
    case .submitEvidence: [.learner, .advisor, .instructor, .coordinator]
    case .presentBadges: [.learner, .advisor, .coordinator]
    case .decidePresentedBadges: [.coordinator]
    case .endorse: [.learner, .advisor, .instructor, .coordinator]
    case .reviewEvidence: [.coordinator]
    case .consent: [.learner]
    case .readAwards:
      [
        .advisor, .instructor, .coordinator, .registrar, .recordsTechnician, .auditor,
        .machineClient, .learner,
      ]
    case .governAwards: [.registrar]
    case .placeHolds: [.registrar, .recordsTechnician]
    case .sendClaimLinks: [.advisor, .coordinator, .registrar, .recordsTechnician]
    case .governOutbox: [.operator]
    case .readWorkLists: [.advisor, .coordinator, .registrar, .recordsTechnician, .auditor]
    case .retry: [.coordinator, .registrar, .recordsTechnician]
    case .importRosters: [.registrar, .recordsTechnician]
    case .readFeed: [.registrar, .auditor, .machineClient, .feedClient]
    case .readReports: [.coordinator, .approver, .registrar, .auditor]
    case .moveFeedCursors: [.registrar, .feedClient]
    case .governFeed: [.registrar]
    case .acknowledge: [.registrar, .feedClient]
    case .readJournal: [.auditor, .registrar, .operator]
    case .governAccess: [.operator]
    case .readOwnAccess: Set(Role.allCases)
    }
  }
}
