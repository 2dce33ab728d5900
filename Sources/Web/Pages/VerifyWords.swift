/// What the page says on which anybody verifies a badge.
enum VerifyWord: String, PageWords {
  case title, lead, file, fileHint, address, addressHint, text, textHint, email, emailHint, verify
  case valid, validMeans, invalid, invalidMeans, result, checks, check, outcome, another, nothing
  case badge, issuer, validFrom, validUntil, passed, failed, noted, privacy

  var english: String {
    switch self {
    case .title: "Verify a badge"
    case .lead:
      "Find out whether an Open Badge 3.0 is genuine and still in force, whoever issued it."
    case .file: "A file"
    case .fileHint: "The badge as a PNG or SVG picture, as JSON or as a JWT; at most 4 MB."
    case .address: "Or its address on the web"
    case .addressHint: "It begins with https://."
    case .text: "Or its text"
    case .textHint: "JSON, or a JWT: three parts with dots between them."
    case .email: "The recipient’s e-mail address, if you know it"
    case .emailHint: "The badge is then valid only if it belongs to this address."
    case .verify: "Verify"
    case .valid: "This badge is valid."
    case .validMeans:
      "Its issuer signed exactly this, and it is in force now. Whether you trust the issuer is for "
        + "you to decide."
    case .invalid: "This badge is not valid."
    case .invalidMeans: "Do not rely on it. What was found wrong comes first below."
    case .result: "Result of the verification"
    case .checks: "What was checked"
    case .check: "Check"
    case .outcome: "Result"
    case .another: "Verify another badge"
    case .nothing: "Choose a file, or give the address or the text of a badge."
    case .badge: "Badge"
    case .issuer: "Issuer"
    case .validFrom: "Valid from"
    case .validUntil: "Valid until"
    case .passed: "passed"
    case .failed: "failed"
    case .noted: "noted"
    case .privacy: "Nothing of what you send is stored."
    }
  }
}
