import Storage

/// What the pages of claiming say.
enum ClaimWord: String, PageWords {
  case earned, name, earnedOn, criteria, readCriteria, publish, publishHint, accept, decline
  case declineHint, revoked, askStaff, overTitle, over, linkTitle, linkDone, sendAgain, emailLabel
  case emailHint, send, accepted, address, declined, changeMind, walletTitle, walletHint
  case walletButton, walletOnce, openID, openIDHint, learnerWallet, learnerWalletHint, openWallet
  case paste, back, showPage, showName, showEvidence, showLinks, showResults

  var english: String {
    switch self {
    case .earned: "You earned this badge."
    case .name: "Name"
    case .earnedOn: "Earned on"
    case .criteria: "Criteria"
    case .readCriteria: "What it took to earn it"
    case .publish: "What may be shown to others"
    case .publishHint:
      "Nothing is shown unless you tick it. You can change this at any time under My badges."
    case .accept: "Accept the badge"
    case .decline: "Decline"
    case .declineHint:
      "Whoever declines keeps what was earned; it is only not published. You can change your mind."
    case .revoked: "This badge was revoked. The published reason:"
    case .askStaff: "If you have questions, write to"
    case .overTitle: "This link no longer works"
    case .over:
      "A link works for one answer and for ninety days, and ends when another one is sent. If you "
        + "answered already, all is done. Else ask for another link."
    case .linkTitle: "Ask for another link"
    case .linkDone:
      "If there is a badge to claim, a message with a link is on its way to the address in the "
        + "learner's record. It can take some minutes; look into the folder for spam as well."
    case .sendAgain: "We send another link to the address that is in your record."
    case .emailLabel: "Your e-mail address"
    case .emailHint: "The one that the institution has in your record."
    case .send: "Send another link"
    case .accepted: "You accepted this badge."
    case .address: "Its address, which you can give to others:"
    case .declined: "You declined this badge. It is not published."
    case .changeMind: "You can change your answer through another link."
    case .walletTitle: "Put the badge into a wallet"
    case .walletHint:
      "A wallet is an app on your phone that keeps badges and shows them to whom you choose."
    case .walletButton: "Show the codes for wallets"
    case .walletOnce:
      "Each code works once and for ten minutes, for one wallet. The badge stays as it was signed."
    case .openID: "Wallets that know OpenID4VCI"
    case .openIDHint: "Scan the code with the wallet, or open the link on the phone."
    case .learnerWallet: "Learner Credential Wallet"
    case .learnerWalletHint: "Choose “Add credential” and scan the code, or open the link."
    case .openWallet: "Open the wallet"
    case .paste: "Or paste this address into the wallet:"
    case .back: "Back"
    case .showPage: "A public page of this badge, at its address"
    case .showName: "My name, on that page"
    case .showEvidence: "What my evidence is called, on that page"
    case .showLinks: "The links of my evidence, on that page and in the badge itself"
    case .showResults: "My results, such as grades, on that page"
    }
  }

  /// What it means that a field may be shown.
  static func words(for field: Consents.Field, in language: Language) -> String {
    let word: ClaimWord =
      switch field {
      case .page: .showPage
      case .name: .showName
      case .evidence: .showEvidence
      case .evidenceLink: .showLinks
      case .results: .showResults
      }
    return word(in: language)
  }
}
