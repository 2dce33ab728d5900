public import Foundation
import Mail
import Postgres
public import Storage

/// What somebody finds who follows a link to claim a badge.
public enum FoundClaim: Sendable {
  /// The badge; the link waits for an answer.
  case open(Claims.Badge)
  /// The link was used, replaced by another one, or is too old; another one can be asked for.
  case over(isUsed: Bool)
  /// The badge was revoked; what everybody is told.
  case revoked(Claims.Badge, reason: String)
  /// Nobody made such a link.
  case unknown
}

/// Claiming a badge: the learner follows a link from a message, looks, and says yes or no. Looking
/// changes nothing, as programs follow links in mail; the answer uses the link up.
extension Office {
  /// How long a link works, in days.
  static let linkDays = 90

  /// What a link leads to.
  public func claim(
    by secret: String, at institution: Institution
  ) async throws -> FoundClaim {
    try await database.read(as: Scopes.institution(institution.id)) {
      try Self.claim(by: secret, at: institution, in: $0).found
    }
  }

  private static func claim(
    by secret: String, at institution: Institution, in transaction: Transaction
  ) throws -> (found: FoundClaim, link: Claims.Link?) {
    let link = try Claims.link(
      secretSHA256: Secret.hash(secret), of: institution.id, in: transaction)
    guard let link,
      let badge = try Claims.badge(link.credential, of: institution.id, in: transaction)
    else { return (.unknown, nil) }
    if let reason = badge.ending { return (.revoked(badge, reason: reason), link) }
    return (link.isLive ? .open(badge) : .over(isUsed: link.isUsed), link)
  }

  /// Says yes or no to the badge of a link, and what of it may be shown from now on; uses the link
  /// up. Returns a receipt with which the answer can be looked at for an hour; nil when the link
  /// cannot be used, or not any more.
  public func answerClaim(
    by secret: String, isAccepted: Bool, showing fields: Set<Consents.Field>,
    at institution: Institution
  ) async throws -> Secret? {
    defer { wakeUp.ring() }
    return try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let (found, link) = try Self.claim(by: secret, at: institution, in: transaction)
      guard case .open(let badge) = found, let link else { return nil }
      let receipt = Secret.make(prefix: "rcp_")
      guard
        try Claims.use(
          link.id, receiptSHA256: Secret.hash(receipt.text), of: institution.id, in: transaction)
      else { return nil }
      let actor = Journal.Actor(id: "claim:\(link.id.text)", role: Role.learner.rawValue)
      try Claims.answer(
        badge.credential, isAccepted: isAccepted, through: link.id, actor: actor.id,
        of: institution.id, in: transaction)
      let entries = [
        Journal.Entry(
          action: isAccepted ? "accept badge" : "decline badge", subjectKind: "award",
          subject: badge.award.text,
          from: badge.isAccepted.map { $0 ? "accepted" : "declined" },
          to: isAccepted ? "accepted" : "declined",
          reason: "The learner answered through the link of a message.")
      ]
      try Journal.add(entries, by: actor, of: institution.id, in: transaction)
      if isAccepted {
        let learner = Caller(
          institution: institution, id: actor.id, learner: badge.learner, grants: [])
        _ = try Visit(caller: learner, transaction: transaction, office: self).publish(
          Dictionary(uniqueKeysWithValues: fields.map { ($0, true) }), ofAward: badge.award)
      }
      return receipt
    }
  }

  /// The badge that somebody answered a moment ago.
  public func claimed(
    receipt: String, at institution: Institution
  ) async throws -> Claims.Badge? {
    try await database.read(as: Scopes.institution(institution.id)) { transaction in
      try Claims.credential(
        receiptSHA256: Secret.hash(receipt), of: institution.id, in: transaction
      ).flatMap { try Claims.badge($0, of: institution.id, in: transaction) }
    }
  }

  /// Queues another link, to the learner's own address alone, for whoever has an old link or names
  /// the address; nobody is told whether there was anything to send.
  public func askForLink(
    secret: String?, email: String?, at institution: Institution
  ) async throws {
    guard posting != nil else { return }
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      var awards: [UUID] = []
      if let secret {
        let (_, link) = try Self.claim(by: secret, at: institution, in: transaction)
        let badge = try link.flatMap {
          try Claims.badge($0.credential, of: institution.id, in: transaction)
        }
        if let badge, badge.ending == nil, let email = badge.email {
          awards = try Claims.awards(
            mailedAt: email, limit: 100, of: institution.id, in: transaction
          ).filter { $0 == badge.award }
        }
      } else if let email, MailAddress(email) != nil {
        awards = try Claims.awards(
          mailedAt: email, limit: 10, of: institution.id, in: transaction)
      }
      guard !awards.isEmpty else { return }
      try Outbox.queue(.link, about: awards, of: institution.id, in: transaction)
      try Journal.add(
        awards.map {
          Journal.Entry(
            action: "ask for claim link", subjectKind: "award", subject: $0.text,
            reason: "Somebody asked for it; it goes to the learner's own address.")
        }, by: Journal.Actor(id: "public", role: "visitor"), of: institution.id, in: transaction)
    }
  }
}

/// What staff do for learners who did not get their message.
extension Visit {
  /// How claiming the badge of an award stands, for whoever may see the award.
  public func claimStanding(ofAward id: UUID) throws -> Claims.Standing? {
    try Claims.standing(ofAward: id, institution: institution, in: transaction)
  }

  /// Ends the links to an award's badge and queues another one, to the learner's own address.
  public func sendClaimLink(forAward id: UUID, reason: String) throws -> Claims.Standing? {
    let (award, role) = try award(id, for: .sendClaimLinks)
    guard award.state.hasNotEnded else {
      throw Refusal(.wrongState, "The award has ended: it is \(award.state.rawValue).")
    }
    guard office.posting != nil else {
      throw Refusal(
        .unavailable, "This daemon sends no mail: an operator has to set CONFERRAL_SMTP_URL.")
    }
    if let credential = try Claims.credential(
      ofAward: id, institution: institution, in: transaction)
    {
      try Claims.end(linksTo: credential, of: institution, in: transaction)
    }
    guard try Outbox.queue(.link, about: [id], of: institution, in: transaction) > 0 else {
      throw Refusal(
        .wrongState, "The learner has no e-mail address: add one to the record, then ask again.")
    }
    try journal("send claim link", "award", id.text, reason: reason, as: role)
    return try claimStanding(ofAward: id)
  }
}
