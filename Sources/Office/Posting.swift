import Foundation
import Logging
public import Mail
import Postgres
import Storage

/// That this office sends mail, and as whom. Without it no message is queued.
public struct Posting: Sendable {
  /// Who the messages are from; nil for the institution's own address.
  public var sender: MailAddress?

  /// Makes settings.
  public init(sender: MailAddress? = nil) { self.sender = sender }
}

/// Messages leave the house. Any number of daemons may do this: a message is taken by one, and by
/// another only when the first did not come back within ten minutes.
extension Office {
  /// What came of a round.
  public struct PostingRound: Sendable {
    /// Messages that were taken.
    public var taken = 0
    /// Messages that the mail server took over.
    public var sent = 0
    /// Why the mail server could not be used; nil when it could.
    public var fault: String?
  }

  /// After how many refusals for the time being a message is given up: a day and a half.
  static let mostRefusals = 20

  /// Sends messages that are due, up to ten of each institution. Nothing is sent inside of a
  /// transaction; when the process dies between the mail server's word and ours, the message goes
  /// out again with the same Message-ID.
  public func post(through postman: Postman) async throws -> PostingRound {
    var round = PostingRound()
    for institution in try await institutions() {
      let taken = try await database.write(as: Scopes.institution(institution.id)) {
        try Outbox.take(atMost: 10, of: institution.id, in: $0)
      }
      round.taken += taken.count
      for message in taken {
        if let fault = round.fault {
          try await settle(message, .unreachable(fault), address: "", at: institution)
        } else if let prepared = try await prepared(message, at: institution) {
          let outcome = await postman.send(prepared)
          if outcome == .taken { round.sent += 1 }
          if case .unreachable(let fault) = outcome { round.fault = fault }
          try await settle(message, outcome, address: prepared.to.address.text, at: institution)
        }
      }
    }
    return round
  }

  /// The message as it goes out; nil when nobody needs it any more, and then it is dropped.
  private func prepared(
    _ message: Outbox.Taken, at institution: Institution
  ) async throws -> MailMessage? {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      func drop(_ reason: String) throws -> MailMessage? {
        try Outbox.drop(message.id, because: reason, of: institution.id, in: transaction)
        return nil
      }
      let badge = try Claims.badge(message.credential, of: institution.id, in: transaction)
      guard let badge else { return try drop("The badge is not there.") }
      guard let email = badge.email, let address = MailAddress(email) else {
        return try drop("The learner has no e-mail address that mail can be sent to.")
      }
      let letter: Letter
      if message.kind == .revoked {
        guard let reason = badge.ending else { return try drop("The badge was not revoked.") }
        letter = .revoked(badge, because: reason, by: institution)
      } else {
        guard badge.ending == nil else { return try drop("The award has ended.") }
        let secret = Secret.make(prefix: "clm_")
        let link = try Claims.link(
          message.id, to: badge.credential, secretSHA256: Secret.hash(secret.text),
          days: Self.linkDays, of: institution.id, in: transaction)
        guard let link else { return try drop("A newer message brings another link.") }
        letter = .claim(
          badge, at: "\(institution.site)/claims/\(secret.text)", until: link.expiresAt,
          isFirst: message.kind == .earned, by: institution)
      }
      guard let from = posting?.sender ?? MailAddress(institution.email) else {
        return try drop("The institution has no e-mail address that mail can be sent from.")
      }
      let now = try Institutions.now(of: institution.id, at: nil, in: transaction).0
      return MailMessage(
        from: Mailbox(from, name: institution.name), to: Mailbox(address, name: badge.name),
        replyTo: MailAddress(institution.email).map { Mailbox($0, name: institution.name) },
        subject: letter.subject, written: now.seconds,
        id: "\(message.id.text)@\(institution.mailHost)", text: letter.text, html: letter.html)
    }
  }

  private func settle(
    _ message: Outbox.Taken, _ outcome: MailOutcome, address: String, at institution: Institution
  ) async throws {
    let number = institution.id
    try await database.write(as: Scopes.institution(number)) { transaction in
      switch outcome {
      case .taken:
        try Outbox.send(message.id, to: address, of: number, in: transaction)
      case .refusedForNow(let error) where message.attempts < Self.mostRefusals:
        try Outbox.putOff(
          message.id, seconds: Self.rest(after: message.attempts), because: error, counts: true,
          of: number, in: transaction)
      case .refusedForNow(let error), .refused(let error):
        try Outbox.giveUp(message.id, because: error, of: number, in: transaction)
      case .unreachable(let error):
        // It says nothing about the message: it is never given up for that.
        try Outbox.putOff(
          message.id, seconds: Int.random(in: 20...40), because: error, counts: false,
          of: number, in: transaction)
      }
    }
    if case .refused(let error) = outcome {
      logger.warning(
        "a message was given up: see `conferral outbox list`",
        metadata: ["message": "\(message.id.text)", "error": "\(error)"])
    }
  }

  /// Twice as long after each refusal, four hours at most, and never all at the same time.
  static func rest(after attempts: Int) -> Int {
    let seconds = min(4 << min(attempts, 12), 14_400)
    return Int.random(in: seconds * 3 / 4...seconds * 5 / 4)
  }
}

extension Institution {
  /// The host of its site without a port, as the right half of a Message-ID.
  fileprivate var mailHost: String {
    URLComponents(string: site)?.host.flatMap { $0.isEmpty ? nil : $0 } ?? "localhost"
  }
}
