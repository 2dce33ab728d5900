import Foundation
import Storage

/// What somebody wrote into the suggestion form, and what is wrong with it.
struct SuggestionForm {
  /// More links than this are what spam has.
  private static let mostLinks = 2

  var title = ""
  var purpose = ""
  var audience = ""
  var name = ""
  var email = ""
  var hasConsent = false

  init() {}

  init(_ form: Form) {
    func text(_ field: String) -> String {
      (form[field] ?? "").replacing("\r\n", with: "\n")
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    title = text("title")
    purpose = text("purpose")
    audience = text("audience")
    name = text("name")
    email = text("email")
    hasConsent = form["consent"] == "yes"
  }

  /// What has to be mended: the field, and the sentence about it.
  var faults: [(field: String, word: SuggestionWord)] {
    var faults: [(String, SuggestionWord)] = []
    if title.isEmpty || title.unicodeScalars.count > 200 || Self.hasControl(title) {
      faults.append(("title", .titleFault))
    }
    if purpose.isEmpty || purpose.unicodeScalars.count > 4_000
      || Self.hasControl(purpose, lines: true)
    {
      faults.append(("purpose", .purposeFault))
    }
    if audience.unicodeScalars.count > 1_000 || Self.hasControl(audience, lines: true) {
      faults.append(("audience", .audienceFault))
    }
    if name.unicodeScalars.count > 200 || Self.hasControl(name) {
      faults.append(("name", .nameFault))
    }
    if !email.isEmpty, !Self.isAddress(email) { faults.append(("email", .emailFault)) }
    if !(name.isEmpty && email.isEmpty), !hasConsent { faults.append(("consent", .consentFault)) }
    if links > Self.mostLinks { faults.append(("purpose", .linksFault)) }
    return faults
  }

  var suggestion: Suggestions.New {
    Suggestions.New(
      title: title, purpose: purpose, audience: audience,
      contactName: name.isEmpty ? nil : name, contactEmail: email.isEmpty ? nil : email)
  }

  private var links: Int {
    let text = [title, purpose, audience, name].joined(separator: " ").lowercased()
    return ["http://", "https://", "www.", "href="].reduce(0) { count, sign in
      count + text.ranges(of: sign).count
    }
  }

  /// One line has no control character; a text has line ends and tabs only.
  private static func hasControl(_ text: String, lines: Bool = false) -> Bool {
    text.unicodeScalars.contains { scalar in
      if lines, scalar == "\n" || scalar == "\t" { return false }
      return scalar.properties.generalCategory == .control
        || ["\u{2028}", "\u{2029}"].contains(scalar)
    }
  }

  /// Something before one @ and a host with a dot after it, nothing that a header could mistake.
  private static func isAddress(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard text.utf8.count <= 254, parts.count == 2, !parts[0].isEmpty, parts[1].contains("."),
      !parts[1].hasPrefix("."), !parts[1].hasSuffix(".")
    else { return false }
    return text.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        && !["<", ">", ",", ";", ":", "\"", "(", ")", "[", "]", "\\"].contains(scalar)
    }
  }
}
