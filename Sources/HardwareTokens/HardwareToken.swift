import CPKCS11
import Synchronization

/// A token that keeps private keys and signs with them, by its PKCS#11 module.
///
/// One session serves all threads, one at a time. When the token was away and came back, the
/// session is opened again, once for each call. A PIN that was refused is not tried again: a token
/// locks itself after a few attempts.
public final class HardwareToken: Sendable {
  /// What a key is for.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// Ed25519: signs the message.
    case ed25519
    /// RSA of 3072 bits with PKCS#1 v1.5 and SHA-256: signs the message.
    case rsa
    /// P-256: signs a digest of 32 bytes.
    case p256
  }

  /// The public half of a key of the token.
  public struct Key: Sendable, Hashable {
    /// The public key, as big-endian bytes.
    public enum Material: Sendable, Hashable {
      /// 32 bytes of Ed25519, or 65 bytes of P-256 that begin with 4.
      case point([UInt8])
      /// Modulus and exponent.
      case rsa(modulus: [UInt8], exponent: [UInt8])
    }

    /// What it is for.
    public let kind: Kind
    /// What the token calls it.
    public let label: String
    /// The public key.
    public let material: Material
    /// What its two halves have in common on the token.
    let id: [UInt8]
  }

  private let module: String
  private let label: String
  private let pin: String
  private let state = Mutex(State())

  private struct State {
    var session: TokenSession?
    var keys: [Key]?
    var isPINRefused = false
  }

  /// A token by the path of its module and its label; nothing is opened before it is needed.
  public init(module: String, label: String, pin: String) {
    self.module = module
    self.label = label
    self.pin = pin
  }

  /// The keys of the token whose public half is there and whose kind is known.
  public func keys() throws -> [Key] {
    try state.withLock { state in
      if let known = state.keys, state.session != nil { return known }
      let keys = try perform(&state) { try $0.keys() }
      state.keys = keys
      return keys
    }
  }

  /// Makes a pair of keys that never leaves the token.
  public func generate(_ kind: Kind, label: String) throws -> Key {
    try state.withLock { state in
      state.keys = nil
      return try perform(&state) { try $0.generate(kind, label: label) }
    }
  }

  /// The signature of a message (of a digest for P-256): 64 bytes, or as long as the modulus.
  public func signature(of message: [UInt8], with key: Key) throws -> [UInt8] {
    try state.withLock { state in
      try perform(&state) { try $0.signature(of: message, kind: key.kind, id: key.id) }
    }
  }

  private func perform<Result>(
    _ state: inout State, _ body: (TokenSession) throws -> Result
  ) throws -> Result {
    let isOld = state.session != nil
    do {
      return try body(try session(&state))
    } catch let error as TokenError where error.isOfSession {
      state.session?.close()
      state.session = nil
      state.keys = nil
      guard isOld else { throw error }
      return try body(try session(&state))
    }
  }

  private func session(_ state: inout State) throws -> TokenSession {
    if let session = state.session { return session }
    guard !state.isPINRefused else {
      throw TokenError("The token \(label) refused the PIN before: correct it and start again.")
    }
    do {
      let session = try TokenSession(module: module, label: label, pin: pin)
      state.session = session
      return session
    } catch let error as TokenError {
      state.isPINRefused = error.isOfPIN
      throw error
    }
  }
}

extension TokenError {
  /// Whether another session may do what this one could not.
  fileprivate var isOfSession: Bool {
    [
      CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_DEVICE_REMOVED, CKR_DEVICE_ERROR,
      CKR_TOKEN_NOT_PRESENT, CKR_USER_NOT_LOGGED_IN, CKR_CRYPTOKI_NOT_INITIALIZED,
      CKR_KEY_HANDLE_INVALID, CKR_OBJECT_HANDLE_INVALID, CKR_SLOT_ID_INVALID,
    ].contains { code == UInt($0) }
  }

  fileprivate var isOfPIN: Bool {
    [CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_EXPIRED, CKR_PIN_LOCKED]
      .contains { code == UInt($0) }
  }
}
