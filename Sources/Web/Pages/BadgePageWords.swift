/// What the pages of a badge say.
enum BadgeWord: String, PageWords {
  case pictureOf, awardedTo, earnedOn, verify, share, whatItTook, whatItMeans, details, skills
  case competencies, evidence, evidenceLink, results, issuer, issuedBy, website, contact, logoOf
  case dates, awarded, signed, corrected, validUntil, noEnd, credits, term, program, version
  case programPage, valid, validText, revoked, revokedOn, suspended, suspendedOn, expired
  case expiredOn, verification, verificationText, elsewhere, elsewhereText, elsewhereJSON
  case elsewhereKeys, elsewhereStatus, elsewhereAny, key, shareText, linkedIn, link, linkHint
  case signature, signatureHint, embed, embedHint, download, pdf, png, svg, json
  case closed, closedText, closedHolder, closedMyBadges, missing, missingText, address
  case verifiedTitle, allGood, notGood, checkedAt, again, back, good, bad, framedBy, open

  var english: String {
    switch self {
    case .pictureOf: "Badge:"
    case .awardedTo: "Awarded to"
    case .earnedOn: "Earned on"
    case .verify: "Verify this badge"
    case .share: "Share"
    case .whatItTook: "What it took"
    case .whatItMeans: "What it means"
    case .details: "Details"
    case .skills: "Skills"
    case .competencies: "Competencies"
    case .evidence: "Evidence"
    case .evidenceLink: "Open the evidence:"
    case .results: "Results"
    case .issuer: "Issuer"
    case .issuedBy: "Issued by"
    case .website: "Website of"
    case .contact: "Write to"
    case .logoOf: "Logo of"
    case .dates: "Dates"
    case .awarded: "Awarded"
    case .signed: "Signed"
    case .corrected: "Signed again"
    case .validUntil: "Valid until"
    case .noEnd: "without end"
    case .credits: "Credits"
    case .term: "Term"
    case .program: "Program"
    case .version: "version"
    case .programPage: "The program"
    case .valid: "This badge is valid."
    case .validText: "It was digitally signed by its issuer and has not been revoked."
    case .revoked: "This badge was revoked."
    case .revokedOn: "It has not been valid since"
    case .suspended: "This badge is suspended."
    case .suspendedOn: "It is not valid for the time being, since"
    case .expired: "This badge has expired."
    case .expiredOn: "It was valid until"
    case .verification: "Verification"
    case .verificationText:
      "The issuer's signature covers everything in this badge. Verify it now: every step is "
        + "carried out anew and shown."
    case .elsewhere: "Verify it elsewhere"
    case .elsewhereText: "Nobody has to believe this page. Any verifier of Open Badges 3.0 will do:"
    case .elsewhereJSON: "Download the signed badge (JSON)"
    case .elsewhereKeys: "The issuer's public keys:"
    case .elsewhereStatus: "Where revocations are published:"
    case .elsewhereAny: "and give it to the verifier, or give it the address of this page."
    case .key: "Signing key"
    case .shareText: "For the person who earned it."
    case .linkedIn: "Add to LinkedIn profile"
    case .link: "Link to this page"
    case .linkHint: "For messages, a résumé or social media."
    case .signature: "E-mail signature (HTML)"
    case .signatureHint: "Paste it into the signature settings of your mail program."
    case .embed: "Embed in an e-portfolio (HTML)"
    case .embedHint: "Sites that know oEmbed need the link alone."
    case .download: "Download"
    case .pdf: "Certificate (PDF)"
    case .png: "Badge with its proof (PNG)"
    case .svg: "Badge with its proof (SVG)"
    case .json: "Signed badge (JSON)"
    case .closed: "This badge is not public"
    case .closedText:
      "There is a badge of this institution at this address. The person who earned it has not "
        + "published it, so nothing is said about it here."
    case .closedHolder: "Did you earn it? Sign in and choose what everybody may see:"
    case .closedMyBadges: "My badges"
    case .missing: "There is no badge here"
    case .missingText:
      "No badge of this institution has this address. Look at it again: a part may be missing."
    case .address: "Address"
    case .verifiedTitle: "Verification of"
    case .allGood: "The badge is valid: every step passed."
    case .notGood: "The badge is not valid: not every step passed."
    case .checkedAt: "Checked on"
    case .again: "Check again"
    case .back: "Back to the badge"
    case .good: "passed"
    case .bad: "failed"
    case .framedBy: "Verified badge of"
    case .open: "See and verify:"
    }
  }
}
