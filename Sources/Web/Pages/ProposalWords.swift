import Storage

/// What the pages of proposals say.
enum ProposalWord: String, PageWords {
  case title, place, feed, intro, none, what, program, state, count, oldest, student, before
  case after, credits, select, hint, choose, tickAll, tickNone, more, yours
  case open, toBeConfirmed, revoke, correct, accept, decline, confirm, decide, outcome
  case reason, publicReason, bars, sure, learners, creditsBefore, creditsAfter, back
  case delivered, decided, decidedBy, carriedOut, declined, wait
  case earnedOn, term, creditsChanged, studentChanged

  /// What is proposed, with the values that change.
  static func what(_ kind: Proposals.Kind, in language: Language) -> String {
    guard kind.purpose == .correct else { return revoke(in: language) }
    let names = kind.changes.map { name -> String in
      switch name {
      case "earnedOn": earnedOn(in: language)
      case "term": term(in: language)
      case "credits": creditsChanged(in: language)
      case "student": studentChanged(in: language)
      default: name
      }
    }
    return "\(correct(in: language)) \(names.joined(separator: ", "))"
  }

  static func state(_ state: Proposals.State, in language: Language) -> String {
    (state == .toBeConfirmed ? toBeConfirmed : open)(in: language)
  }

  var english: String {
    switch self {
    case .title: "Proposals to correct or revoke"
    case .place: "Where you are"
    case .feed: "Transcript feed"
    case .intro:
      "Where facts changed after an award was made, its line in the transcript is corrected or taken "
        + "back only when a registrar says so. Proposals of one kind can be decided together."
    case .none: "Nothing waits to be decided."
    case .what: "What is proposed"
    case .program: "Program"
    case .state: "State"
    case .count: "Proposals"
    case .oldest: "Oldest"
    case .student: "Student"
    case .before: "Before"
    case .after: "After"
    case .credits: "Credits"
    case .select: "Select"
    case .hint:
      "Those that are ticked are decided together, all or none, after another page that shows what "
        + "they come to."
    case .choose: "Look at the totals of what is ticked"
    case .tickAll: "Tick all on this page"
    case .tickNone: "Tick none"
    case .more: "More of this kind"
    case .yours: "You accepted it: another registrar confirms."
    case .open: "To be decided"
    case .toBeConfirmed: "Accepted, to be confirmed by another registrar"
    case .revoke: "Revoke the award"
    case .correct: "Correct:"
    case .accept: "Accept: it is done as proposed"
    case .decline: "Decline: the awards stay as they are"
    case .confirm: "Confirm: it is done as another registrar accepted"
    case .decide: "Decide all of them"
    case .outcome: "Decision"
    case .reason: "Reason for the journal"
    case .publicReason: "What everybody is told of a revocation"
    case .decidedBy: "Accepted by"
    case .bars: "The program is never awarded to these learners again."
    case .sure: "I looked at the proposals and at these totals."
    case .learners: "Students"
    case .creditsBefore: "Credits of these awards now"
    case .creditsAfter: "Credits if accepted"
    case .back: "Back to the proposals"
    case .delivered:
      "Of lines that have left the house, what is accepted waits until another registrar confirms it."
    case .decided: "Decided together:"
    case .carriedOut: "done"
    case .declined: "declined"
    case .wait: "waiting for another registrar"
    case .earnedOn: "day earned"
    case .term: "term"
    case .creditsChanged: "credits"
    case .studentChanged: "student number"
    }
  }
}
