import Foundation
import Mail
import Office

/// Mail to learners.
struct MailSettings: Sendable {
  /// The mail server: `smtp://host:port` or `smtps://host:port`.
  let url: String
  /// Who sends, where the mail server asks.
  let user: String?
  /// The password of that user.
  let password: Secret?
  /// Who messages are from; nil for the institution's own address.
  let sender: MailAddress?
  /// A file with certificates that are believed.
  let certificates: String?

  init?(_ read: inout SettingReader) {
    let url = read.text(
      "CONFERRAL_SMTP_URL", "the mail server through which learners are written to",
      form: "smtp://host:port, or smtps://host:port for TLS from the first byte",
      example: "smtp://mail.example.edu:587", accepts: { Self.parts(of: $0) != nil })
    user = read.text(
      "CONFERRAL_SMTP_USER", "who sends, where the mail server asks", example: "conferral")
    password = read.secret("CONFERRAL_SMTP_PASSWORD", "the password of that user")
    sender = read.text(
      "CONFERRAL_MAIL_FROM", "the address that messages are from; else the institution's own",
      form: "an e-mail address", example: "badges@example.edu",
      accepts: { MailAddress($0) != nil }
    ).flatMap(MailAddress.init)
    certificates = read.text(
      "CONFERRAL_SMTP_CA_FILE", "certificates (PEM) that are believed instead of the system's",
      form: "a file", example: "/etc/conferral/mail-ca.pem",
      accepts: { FileManager.default.isReadableFile(atPath: $0) })
    guard let url else { return nil }
    if password != nil, user == nil {
      read.object("CONFERRAL_SMTP_PASSWORD is set: set CONFERRAL_SMTP_USER as well.")
    }
    self.url = url
  }

  /// The server as the postman wants it: TLS before anything is said, unless it never leaves this
  /// machine.
  var server: MailServer {
    MailServer(
      url: url, user: user, password: password?.text,
      needsTLS: !["127.0.0.1", "[::1]", "::1", "localhost"].contains(Self.parts(of: url)?.host),
      certificates: certificates)
  }

  private static func parts(of text: String) -> URLComponents? {
    guard let parts = URLComponents(string: text),
      ["smtp", "smtps"].contains(parts.scheme), parts.host?.isEmpty == false,
      parts.user == nil, parts.password == nil, ["", "/"].contains(parts.path),
      parts.query == nil, parts.fragment == nil
    else { return nil }
    return parts
  }
}
