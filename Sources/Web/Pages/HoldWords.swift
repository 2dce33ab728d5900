import Microcredentials

/// What the pages of holds say.
enum HoldWord: String, PageWords {
  case holdsTitle, holdsIntro, heldTitle, heldIntro, place
  case nothingHeld, reasons, reason, count, oldest, together, remedies
  case rows, noRows, only, all, learner, noNumber, program, earned, since, days
  case present, noHolds, placeOne, placeIt, student, kind, why, release, releaseIt
  case wasPlaced, wasReleased, pages, first, next
  case directory, record, financial
  case noStudentID, recordHold, financialHold, programSuspended, awardSuspended, revocationProposed
  case noStudentIDRemedy, recordHoldRemedy, financialHoldRemedy, programSuspendedRemedy
  case awardSuspendedRemedy, revocationProposedRemedy

  var english: String {
    switch self {
    case .holdsTitle: "Holds"
    case .holdsIntro:
      "A hold on the record keeps back notations that are still to come; so does a financial one "
        + "where the policy says so. A directory hold hides the learner’s public pages at once. What "
        + "was sent stays as it is."
    case .heldTitle: "Notations that are held"
    case .heldIntro:
      "These awards bear credit, and their lines may not go out yet. Nothing is lost: each enters the "
        + "ledger by itself as soon as its reason is gone."
    case .place: "Where you are"
    case .nothingHeld: "No notation is held."
    case .reasons: "Why"
    case .reason: "Reason"
    case .count: "Notations"
    case .oldest: "The oldest since"
    case .together: "Together"
    case .remedies: "What ends each of them"
    case .rows: "Which, the oldest first"
    case .noRows: "There are none."
    case .only: "Only those held for this reason:"
    case .all: "Show all"
    case .learner: "Learner"
    case .noNumber: "no number in the student system"
    case .program: "Program"
    case .earned: "Earned on"
    case .since: "Since"
    case .days: "days"
    case .present: "Holds that are there now"
    case .noHolds: "There is no hold."
    case .placeOne: "Place a hold"
    case .placeIt: "Place this hold"
    case .student: "Number in the student system"
    case .kind: "Kind"
    case .why: "Reason for the journal"
    case .release: "Release"
    case .releaseIt: "Release this hold"
    case .wasPlaced: "The hold is placed."
    case .wasReleased: "The hold is released. What waited for it alone goes out within seconds."
    case .pages: "Pages"
    case .first: "From the beginning"
    case .next: "Next"
    default: standing
    }
  }

  /// Kinds of holds, reasons and their remedies.
  private var standing: String {
    switch self {
    case .directory: "Directory: hides public pages"
    case .record: "Record"
    case .financial: "Financial"
    case .noStudentID: "No number in the student system"
    case .noStudentIDRemedy:
      "It goes out once the student system’s number of the learner is known: import it, or add it to "
        + "the learner."
    case .recordHold: "A hold on the record"
    case .recordHoldRemedy: "It goes out once the hold is released."
    case .financialHold: "A financial hold"
    case .financialHoldRemedy:
      "It goes out once the hold is released, or the policy no longer counts such holds."
    case .programSuspended: "The program is suspended"
    case .programSuspendedRemedy: "It goes out once the program is resumed."
    case .awardSuspended: "The award is suspended"
    case .awardSuspendedRemedy: "It goes out once the award is resumed."
    case .revocationProposed: "That it be revoked is being decided"
    case .revocationProposedRemedy:
      "It goes out once the proposal is declined, and never when it is accepted."
    default: rawValue
    }
  }

  /// What a reason is called, and what ends it.
  static func words(of reason: HeldReason) -> (words: HoldWord, remedy: HoldWord) {
    switch reason {
    case .noStudentID: (.noStudentID, .noStudentIDRemedy)
    case .recordHold: (.recordHold, .recordHoldRemedy)
    case .financialHold: (.financialHold, .financialHoldRemedy)
    case .programSuspended: (.programSuspended, .programSuspendedRemedy)
    case .awardSuspended: (.awardSuspended, .awardSuspendedRemedy)
    case .revocationProposed: (.revocationProposed, .revocationProposedRemedy)
    }
  }
}
