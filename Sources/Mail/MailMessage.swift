/// Somebody's address, with the name that is shown beside it.
public struct Mailbox: Sendable, Hashable {
  /// The name; nil where none is shown.
  public var name: String?
  /// The address.
  public var address: MailAddress

  /// Makes a mailbox.
  public init(_ address: MailAddress, name: String? = nil) {
    self.address = address
    self.name = name
  }
}

/// A message of one person to another, in plain text and in HTML (RFC 5322; RFC 2046, section
/// 5.1.4).
public struct MailMessage: Sendable {
  /// Who it is from.
  public var from: Mailbox
  /// Who gets it.
  public var to: Mailbox
  /// Where an answer goes; nil for the sender.
  public var replyTo: Mailbox?
  /// What it is about.
  public var subject: String
  /// When it was written, in seconds since 1970.
  public var written: Int64
  /// What it is called for ever, without angle brackets: sent twice it is the same message.
  public var id: String
  /// The message in plain text.
  public var text: String
  /// The same in HTML.
  public var html: String

  /// Makes a message.
  public init(
    from: Mailbox, to: Mailbox, replyTo: Mailbox? = nil, subject: String, written: Int64,
    id: String, text: String, html: String
  ) {
    self.from = from
    self.to = to
    self.replyTo = replyTo
    self.subject = subject
    self.written = written
    self.id = id
    self.text = text
    self.html = html
  }

  /// The message as it goes over the wire, with CR and LF.
  public var serialized: [UInt8] {
    // Quoted-printable never has "=_", so that the boundary cannot be in a part.
    let boundary = "=_\(id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(60))"
    var lines = [
      HeaderText.field("From", from), HeaderText.field("To", to),
      HeaderText.field("Subject", subject), "Date: \(MailDate.text(written))",
      "Message-ID: <\(id)>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
      "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"",
    ]
    if let replyTo { lines.insert(HeaderText.field("Reply-To", replyTo), at: 2) }
    lines.append("")
    for (type, body) in [("plain", text), ("html", html)] {
      lines += [
        "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encode(body),
      ]
    }
    lines += ["--\(boundary)--", ""]
    return Array(lines.joined(separator: "\r\n").utf8)
  }
}

/// Instants as headers write them (RFC 5322, section 3.3), in UTC.
enum MailDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ seconds: Int64) -> String {
    let day = Int((Double(seconds) / 86_400).rounded(.down))
    let time = Int(seconds) - day * 86_400
    let (year, month, date) = civil(day)
    let weekday = days[((day % 7) + 7) % 7]
    return "\(weekday), \(date) \(months[month - 1]) \(year) "
      + [time / 3_600, time / 60 % 60, time % 60].map(twoDigits).joined(separator: ":") + " +0000"
  }

  /// The date of a day counted from 1970-01-01, in the Gregorian calendar.
  private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    // Years that begin in March end with the leap day; 400 of them have 146,097 days.
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let date = ofYear - (153 * month + 2) / 5 + 1
    let isLate = month >= 10
    return (year + era * 400 + (isLate ? 1 : 0), isLate ? month - 9 : month + 3, date)
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
