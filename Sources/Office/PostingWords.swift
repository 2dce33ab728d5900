import Foundation
import Microcredentials
import Postgres
import Storage

/// A message's subject and its text, once plain and once as HTML of the same words.
struct Letter: Sendable {
  let subject: String
  let text: String
  let html: String

  /// A paragraph of a letter.
  private enum Paragraph {
    case words(String)
    case link(words: String, address: String)
  }

  private init(_ subject: String, _ paragraphs: [Paragraph]) {
    self.subject = subject
    text =
      paragraphs.map { paragraph in
        switch paragraph {
        case .words(let words): Self.oneLine(words)
        case .link(let words, let address): "\(words):\n\(address)"
        }
      }.joined(separator: "\n\n") + "\n"
    let body = paragraphs.map { paragraph in
      switch paragraph {
      case .words(let words): "<p>\(Self.escaped(Self.oneLine(words)))</p>"
      case .link(let words, let address):
        "<p><a href=\"\(Self.escaped(address))\">\(Self.escaped(words))</a></p>"
      }
    }.joined(separator: "\n")
    html = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(Self.escaped(subject))</title></head>
      <body style="font-family: sans-serif; line-height: 1.5; max-width: 36rem">
      \(body)
      </body></html>

      """
  }

  /// That a badge was earned, or another link to one.
  static func claim(
    _ badge: Claims.Badge, at address: String, until instant: PostgresInstant, isFirst: Bool,
    by institution: Institution
  ) -> Letter {
    let last = day(of: instant, in: institution.zone)
    return Letter(
      isFirst ? "You earned the badge “\(badge.title)”" : "Your link to the badge “\(badge.title)”",
      [
        .words("Hello \(badge.name),"),
        .words(
          isFirst
            ? "\(institution.name) has awarded you the badge “\(badge.title)”. "
              + "You earned it on \(badge.earnedOn)."
            : "here is another link to the badge “\(badge.title)” of \(institution.name), which "
              + "you earned on \(badge.earnedOn). Links that were sent before no longer work."),
        .link(words: "Look at the badge, and accept or decline it", address: address),
        .words(
          "The link is for you alone. It works until \(last), and for one answer; nothing is "
            + "published unless you say so."),
        .words(
          "If this message is not meant for you, please tell \(institution.email), and do not "
            + "follow the link."),
      ])
  }

  /// That a badge was revoked.
  static func revoked(
    _ badge: Claims.Badge, because reason: String, by institution: Institution
  ) -> Letter {
    Letter(
      "The badge “\(badge.title)” was revoked",
      [
        .words("Hello \(badge.name),"),
        .words(
          "\(institution.name) has revoked the badge “\(badge.title)”, which you earned on "
            + "\(badge.earnedOn). Whoever checks it is told so."),
        .words("The reason that is published: \(reason)"),
        .words(
          "If you have questions, or think that this is wrong, write to \(institution.email)."),
      ])
  }

  private static func day(of instant: PostgresInstant, in zone: String) -> Day {
    let offset = TimeZone(identifier: zone)?.secondsFromGMT(
      for: Date(timeIntervalSince1970: TimeInterval(instant.seconds)))
    let local = instant.seconds + Int64(offset ?? 0)
    return Day(number: Int32(local / 86_400 - (local % 86_400 < 0 ? 1 : 0)))
  }

  /// Line breaks in a name would make it look like more than one paragraph.
  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private static func escaped(_ text: String) -> String {
    // By scalars: a mark that combines with a quote would hide it from a look at characters.
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
