/// What the page of a learner's own badges says.
enum MyBadgesWord: String, PageWords {
  case title, intro, none, nobody, nobodyText, earnedOn, openPage, choose, save, makePrivate
  case saved, isPublic, isPrivate, isHidden, held, suspended, revoked, page, pageHint, name
  case nameHint, evidence, evidenceHint, evidenceLinks, evidenceLinksHint, results, resultsHint
  case history, historyText, decisions, disclosures, allBadges, allowed, notAllowed, of

  var english: String {
    switch self {
    case .title: "My badges"
    case .intro:
      "Every badge is private until you publish it. You choose what everybody may see, badge by "
        + "badge, and a change takes effect at once."
    case .none: "You have earned no badge yet."
    case .nobody: "There are no badges of yours here"
    case .nobodyText:
      "You are signed in, but not as a learner whom this institution knows. Ask the registrar to "
        + "connect your sign-in with your record."
    case .earnedOn: "Earned on"
    case .openPage: "Open the page of"
    case .choose: "What everybody may see of"
    case .save: "Save"
    case .makePrivate: "Make private"
    case .saved: "Saved. It holds from now on."
    case .isPublic: "Public"
    case .isPrivate: "Private"
    case .isHidden: "Published, but hidden by a directory hold"
    case .held:
      "A directory hold hides all of your pages, whatever you choose below. The registrar can "
        + "lift it."
    case .suspended: "This badge is suspended; its page says so."
    case .revoked: "This badge was revoked; its page says so, with the date and the public reason."
    case .page: "The page of the badge"
    case .pageHint: "Program, criteria, dates and status. Without it nothing below is shown."
    case .name: "Your name"
    case .nameHint: "As it was when the badge was awarded."
    case .evidence: "Your evidence"
    case .evidenceHint: "What each piece is called, and the hash that proves which one it is."
    case .evidenceLinks: "Links to your evidence"
    case .evidenceLinksHint: "On the page and in the badge itself, which is signed again."
    case .results: "Your results"
    case .resultsHint: "The courses and activities that counted, with grades and scores."
    case .history: "What you decided, and what was shown"
    case .historyText: "Views of a public page are not recorded."
    case .decisions: "Your decisions"
    case .disclosures: "What was disclosed, and to whom"
    case .allBadges: "All badges"
    case .allowed: "allowed"
    case .notAllowed: "not allowed any more"
    case .of: "of"
    }
  }
}
