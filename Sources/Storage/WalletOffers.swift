public import Foundation
public import Postgres

/// Rows of badges that wait to be fetched by a wallet.
public enum WalletOffers {
  /// What is kept of the secrets of an offer.
  public struct Hashes: Sendable {
    /// Of the exchange's address.
    public var exchange: [UInt8]
    /// Of the address where the offer is.
    public var address: [UInt8]
    /// Of the pre-authorized code.
    public var code: [UInt8]

    /// Names them.
    public init(exchange: [UInt8], address: [UInt8], code: [UInt8]) {
      self.exchange = exchange
      self.address = address
      self.code = code
    }
  }

  /// By which of its secrets an offer is known.
  public enum Key: Sendable {
    /// The exchange's address.
    case exchange([UInt8])
    /// The address where the offer is.
    case address([UInt8])
    /// The pre-authorized code.
    case code([UInt8])

    fileprivate var condition: SQL {
      switch self {
      case .exchange(let hash): "exchange_sha256 = \(hash)"
      case .address(let hash): "address_sha256 = \(hash)"
      case .code(let hash): "code_sha256 = \(hash)"
      }
    }
  }

  /// Offers a badge for ten minutes.
  public static func add(
    _ id: UUID, of credential: UUID, _ hashes: Hashes, institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into wallet_offer
        (institution_id, offer_id, credential_id, expires_at, exchange_sha256, address_sha256,
         code_sha256)
      values (\(institution)::int, \(id), \(credential),
        clock_timestamp() + interval '10 minutes', \(hashes.exchange), \(hashes.address),
        \(hashes.code))
      """)
  }

  /// Whether there is such an offer that was not used and is not too old.
  public static func isOpen(
    _ key: Key, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.query(
      """
      select exists (
        select from wallet_offer
         where institution_id = \(institution)::int and \(sql: key.condition)
           and used_at is null and expires_at > clock_timestamp())
      """
    ).only()
  }

  /// Takes an offer up, once; of several at once one succeeds. Its id and its badge; nil when it
  /// was used, or is too old.
  public static func use(
    _ key: Key, tokenSHA256: [UInt8]?, of institution: Int, in transaction: Transaction
  ) throws -> (id: UUID, credential: UUID)? {
    try transaction.query(
      """
      update wallet_offer set used_at = clock_timestamp(), token_sha256 = \(tokenSHA256)
       where institution_id = \(institution)::int and \(sql: key.condition)
         and used_at is null and expires_at > clock_timestamp()
      returning offer_id, credential_id
      """
    ).first { row in (try row.next(), try row.next()) }
  }

  /// The offer and badge that an access token is for, within ten minutes of its making.
  public static func bearer(
    tokenSHA256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> (id: UUID, credential: UUID)? {
    try transaction.query(
      """
      select offer_id, credential_id from wallet_offer
       where institution_id = \(institution)::int and token_sha256 = \(tokenSHA256)
         and used_at > clock_timestamp() - interval '10 minutes'
      """
    ).first { row in (try row.next(), try row.next()) }
  }

  /// Notes that the badge was fetched; true for the first time.
  public static func fetch(
    _ id: UUID, of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      update wallet_offer set fetched_at = clock_timestamp()
       where institution_id = \(institution)::int and offer_id = \(id) and fetched_at is null
      """) > 0
  }

  /// Notes to whom something of a learner was disclosed (34 CFR 99.32).
  public static func disclose(
    _ what: String, of learner: UUID, to recipient: String, basis: String, institution: Int,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into disclosure (institution_id, learner_id, disclosed_to, what, basis)
      values (\(institution)::int, \(learner), \(recipient), \(what), \(basis))
      """)
  }

  /// Keeps a nonce for five minutes.
  public static func addNonce(
    sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      insert into wallet_nonce (institution_id, nonce_sha256, expires_at)
      values (\(institution)::int, \(sha256), clock_timestamp() + interval '5 minutes')
      """)
  }

  /// Takes a nonce up, once; false for one that is unknown, used or too old.
  public static func takeNonce(
    sha256: [UInt8], of institution: Int, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      delete from wallet_nonce
       where institution_id = \(institution)::int and nonce_sha256 = \(sha256)
         and expires_at > clock_timestamp()
      """) > 0
  }

  /// Removes offers a day after they expired, so many at most; the number removed.
  @Sendable public static func forget(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from wallet_offer
       where institution_id = \(institution)::int and offer_id in (
         select offer_id from wallet_offer
          where institution_id = \(institution)::int
            and expires_at < clock_timestamp() - interval '1 day'
          order by expires_at limit \(limit))
      """)
  }

  /// Removes nonces that are too old, so many at most; the number removed.
  @Sendable public static func forgetNonces(
    _ limit: Int, of institution: Int, in transaction: Transaction
  ) throws -> Int {
    try transaction.execute(
      """
      delete from wallet_nonce
       where institution_id = \(institution)::int and nonce_sha256 in (
         select nonce_sha256 from wallet_nonce
          where institution_id = \(institution)::int and expires_at < clock_timestamp()
          order by expires_at limit \(limit))
      """)
  }
}
