import Crypto
public import Foundation
import LinkedData
import Postgres
public import Storage

/// Secrets of a badge that waits for a wallet. Each follows from the one before and from none
/// after: who has the code cannot enter the exchange, and the database holds hashes alone.
public struct WalletSecrets: Sendable {
  /// The last part of the exchange's address.
  public let exchange: String
  /// The last part of the offer's address.
  public let offer: String

  init(exchange: String) {
    self.exchange = exchange
    offer = Self.follow(exchange, "offer")
  }

  /// The pre-authorized code of the offer at an address.
  static func code(ofOffer offer: String) -> String { follow(offer, "code") }

  var hashes: WalletOffers.Hashes {
    WalletOffers.Hashes(
      exchange: Secret.hash(exchange), address: Secret.hash(offer),
      code: Secret.hash(Self.code(ofOffer: offer)))
  }

  private static func follow(_ secret: String, _ word: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array(word.utf8), using: SymmetricKey(data: Array(secret.utf8)))
    return String(decoding: Base64URL.encode(Array(code)), as: UTF8.self)
  }
}

/// Handing badges to wallets: by OpenID for Verifiable Credential Issuance, or by an exchange of
/// the VC-API. The badge is as it was signed: its subject stays, whatever key a wallet brings.
extension Office {
  /// Offers the badge of a receipt to one wallet, for ten minutes; nil when the receipt is too old.
  public func offerToWallet(
    receipt: String, at institution: Institution
  ) async throws -> WalletSecrets? {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let credential = try Claims.credential(
        receiptSHA256: Secret.hash(receipt), of: institution.id, in: transaction)
      guard let credential,
        try Claims.badge(credential, of: institution.id, in: transaction)?.ending == nil
      else { return nil }
      return try Self.offer(credential, of: institution.id, in: transaction)
    }
  }

  static func offer(
    _ credential: UUID, of institution: Int, in transaction: Transaction
  ) throws -> WalletSecrets {
    let secrets = WalletSecrets(exchange: Secret.make(prefix: "").text)
    try WalletOffers.add(
      UUID(), of: credential, secrets.hashes, institution: institution, in: transaction)
    return secrets
  }

  /// The pre-authorized code of the offer at an address; nil when it was used or is too old.
  public func preauthorizedCode(
    ofOffer offer: String, at institution: Institution
  ) async throws -> String? {
    let isOpen = try await database.read(as: Scopes.institution(institution.id)) {
      try WalletOffers.isOpen(.address(Secret.hash(offer)), of: institution.id, in: $0)
    }
    return isOpen ? WalletSecrets.code(ofOffer: offer) : nil
  }

  /// The secrets of an exchange that can be entered; nil when it was, or is too old.
  public func exchange(
    _ exchange: String, at institution: Institution
  ) async throws -> WalletSecrets? {
    let isOpen = try await database.read(as: Scopes.institution(institution.id)) {
      try WalletOffers.isOpen(.exchange(Secret.hash(exchange)), of: institution.id, in: $0)
    }
    return isOpen ? WalletSecrets(exchange: exchange) : nil
  }

  /// Takes a code for an access token, once; nil when it was taken, or is too old.
  public func accessToken(
    code: String, at institution: Institution
  ) async throws -> Secret? {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let token = Secret.make(prefix: "wat_")
      let taken = try WalletOffers.use(
        .code(Secret.hash(code)), tokenSHA256: Secret.hash(token.text), of: institution.id,
        in: transaction)
      return taken == nil ? nil : token
    }
  }

  /// Enters an exchange, once: the badge; nil when it was entered, or is too old.
  public func enter(
    exchange: String, at institution: Institution
  ) async throws -> [UInt8]? {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let taken = try WalletOffers.use(
        .exchange(Secret.hash(exchange)), tokenSHA256: nil, of: institution.id, in: transaction)
      guard let taken else { return nil }
      return try Self.hand(
        taken, to: "a wallet (VC-API exchange)", of: institution.id, in: transaction)
    }
  }

  /// The badge that an access token is for; nil for a token that is unknown or too old.
  public func badge(
    forToken token: String, at institution: Institution
  ) async throws -> (id: UUID, document: [UInt8])? {
    try await database.write(as: Scopes.institution(institution.id)) { transaction in
      let found = try WalletOffers.bearer(
        tokenSHA256: Secret.hash(token), of: institution.id, in: transaction)
      guard let found,
        let document = try Self.hand(
          found, to: "a wallet (OpenID4VCI)", of: institution.id, in: transaction)
      else { return nil }
      return (found.credential, document)
    }
  }

  /// Whether an access token is one that a badge can be fetched with.
  public func isToken(_ token: String, at institution: Institution) async throws -> Bool {
    try await database.read(as: Scopes.institution(institution.id)) {
      try WalletOffers.bearer(
        tokenSHA256: Secret.hash(token), of: institution.id, in: $0) != nil
    }
  }

  private static func hand(
    _ offer: (id: UUID, credential: UUID), to recipient: String, of institution: Int,
    in transaction: Transaction
  ) throws -> [UInt8]? {
    guard
      let badge = try Claims.badge(offer.credential, of: institution, in: transaction),
      let document = try Credentials.document(offer.credential, of: institution, in: transaction)
    else { return nil }
    if try WalletOffers.fetch(offer.id, of: institution, in: transaction) {
      try WalletOffers.disclose(
        "badge \(offer.credential.text)", of: badge.learner, to: recipient,
        basis: "The learner asked for it.", institution: institution, in: transaction)
    }
    return document
  }

  /// A nonce for a wallet's proof: it works once, for five minutes.
  public func walletNonce(at institution: Institution) async throws -> String {
    let nonce = Secret.make(prefix: "").text
    try await database.write(as: Scopes.institution(institution.id)) {
      try WalletOffers.addNonce(sha256: Secret.hash(nonce), of: institution.id, in: $0)
    }
    return nonce
  }

  /// Takes a nonce up; false when nobody gave it out, or when it was used or is too old.
  public func takeNonce(_ nonce: String, at institution: Institution) async throws -> Bool {
    try await database.write(as: Scopes.institution(institution.id)) {
      try WalletOffers.takeNonce(sha256: Secret.hash(nonce), of: institution.id, in: $0)
    }
  }
}
