import Crypto
public import Foundation
public import HardwareTokens
public import OpenBadges
import Synchronization

/// The private signing keys that this machine can use: a directory with one file a key, readable
/// by its owner only, and a token where there is one.
///
/// A file is named by the public key, so that the database needs to know public keys only. It holds
/// the seed of an Ed25519 key in base64, or another key as PKCS#8 in PEM, and is encrypted where a
/// passphrase is set.
public final class KeyFiles: Sendable {
  /// Where the files are.
  public let directory: URL
  /// The token beside them; nil where there is none.
  public let token: HardwareToken?
  private let passphrase: KeyPassphrase?
  private let loaded = Mutex<[String: (key: PrivateKey, digest: SHA256Digest)]>([:])

  /// Makes a key directory; nothing is read yet.
  public init(directory: URL, passphrase: KeyPassphrase? = nil, token: HardwareToken? = nil) {
    self.directory = directory
    self.passphrase = passphrase
    self.token = token
  }

  /// Makes a key and writes its file; returns the public key.
  ///
  /// Throws a refusal when the directory can be entered by others or the file cannot be written.
  public func create(_ algorithm: KeyAlgorithm = .ed25519) throws -> PublicKey {
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try checkPermissions(of: directory.path, allowed: 0o700)
    let key = try PrivateKey(new: algorithm)
    guard let publicKey = key.publicKey else {
      throw Refusal(.unusableKey, "The key that was made has no public half.")
    }
    let text = try passphrase.map { try SealedKey.seal(key.text, id: publicKey.id, with: $0) }
    try write(text ?? key.text, to: path(of: publicKey.id))
    return publicKey
  }

  /// The signer of embedded proofs of an issuer for a public key.
  ///
  /// Throws a refusal when the file is missing, readable by others, or of another key.
  public func signer(for id: String, issuer: String) throws -> any Signer {
    try keySigner(for: id, issuer: issuer, isOf: { $0 == .ed25519 })
  }

  /// The signer of VC-JWT of an issuer for a public key; throws as ``signer(for:issuer:)`` does.
  public func jwtSigner(for id: String, issuer: String) throws -> any JWTSigner {
    try keySigner(for: id, issuer: issuer, isOf: { $0 != .ed25519 })
  }

  private func keySigner(
    for id: String, issuer: String, isOf kind: (KeyAlgorithm) -> Bool
  ) throws -> KeySigner {
    if let signer = try tokenSigner(for: id, issuer: issuer) { return signer }
    let key = try loaded.withLock { loaded in
      if let known = loaded[id] { return known.key }
      let new = try load(id)
      loaded[id] = new
      return new.key
    }
    guard let publicKey = key.publicKey, kind(publicKey.algorithm) else {
      throw Refusal(.unusableKey, "The key \(id) is of another algorithm than is asked for.")
    }
    return KeySigner(publicKey, issuer: issuer) { try key.signature(for: $0) }
  }

  /// Throws a refusal unless the file of the key is there, is private and holds the key; what was
  /// read earlier does not count.
  public func check(_ id: String) throws {
    if !hasFile(id), try tokenSigner(for: id, issuer: "did:web:x") != nil { return }
    let data = try contents(of: id)
    let isKnown = loaded.withLock { $0[id]?.digest == SHA256.hash(data: data) }
    guard !isKnown else { return }
    // Opening an encrypted file takes a while: it is done once for each version of the file.
    let new = try load(id)
    loaded.withLock { $0[id] = new }
  }

  /// The ids of keys whose files anybody can use who reads them.
  public func plain() throws -> [String] {
    try ids().filter { id in
      !SealedKey.isSealed(String(decoding: try contents(of: id), as: UTF8.self))
    }
  }

  /// Encrypts every key file with a passphrase, in place, each at once or not at all; those that
  /// were encrypted before are opened with the passphrase of these keys. Returns the ids of the
  /// files written. Run again after an interruption, it does the rest.
  public func encrypt(with new: KeyPassphrase) throws -> [String] {
    try ids().filter { id in
      let text = String(decoding: try contents(of: id), as: UTF8.self)
      if SealedKey.isSealed(text), SealedKey.open(text, id: id, with: new) != nil { return false }
      let key = try load(id).key
      try replace(path(of: id), with: try SealedKey.seal(key.text, id: id, with: new))
      return true
    }
  }

  func hasFile(_ id: String) -> Bool { FileManager.default.fileExists(atPath: path(of: id)) }

  private func ids() throws -> [String] {
    guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: directory.path)
      .filter { $0.hasSuffix(".key") }.map { String($0.dropLast(4)) }.sorted()
  }

  private func load(_ id: String) throws -> (key: PrivateKey, digest: SHA256Digest) {
    let data = try contents(of: id)
    var text = String(decoding: data, as: UTF8.self)
    if SealedKey.isSealed(text) {
      guard let passphrase else {
        throw Refusal(
          .unusableKey,
          "The key file \(path(of: id)) is encrypted: set CONFERRAL_KEY_PASSPHRASE_FILE.")
      }
      guard let plain = SealedKey.open(text, id: id, with: passphrase) else {
        throw Refusal(
          .unusableKey,
          "The key file \(path(of: id)) cannot be opened: CONFERRAL_KEY_PASSPHRASE is another "
            + "passphrase than it was encrypted with, or the file is damaged.")
      }
      text = plain
    }
    guard let key = PrivateKey(text: text), key.publicKey?.id == id else {
      throw Refusal(
        .unusableKey,
        "The file \(path(of: id)) does not hold the key it is named after: restore it.")
    }
    return (key, SHA256.hash(data: data))
  }
}

extension KeyFiles {
  private func path(of id: String) -> String { directory.appendingPathComponent("\(id).key").path }

  private func contents(of id: String) throws -> Data {
    let path = path(of: id)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Refusal(
        .noSigningKey,
        "The file of the signing key \(id) is not in \(directory.path): copy it there from the "
          + "machine that made it, or run `conferral key create`.")
    }
    try checkPermissions(of: path, allowed: 0o600)
    return data
  }

  private func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Refusal(.unusableKey, "The key file \(path) cannot be created: \(lastError()).")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.synchronize()
    try synchronizeDirectory()
  }

  private func replace(_ path: String, with text: String) throws {
    let new = path + ".new"
    unlink(new)
    try write(text, to: new)
    guard rename(new, path) == 0 else {
      throw Refusal(.unusableKey, "The key file \(path) cannot be replaced: \(lastError()).")
    }
    try synchronizeDirectory()
  }

  /// A name is on the disk only when its directory is.
  private func synchronizeDirectory() throws {
    let file = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { return }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    try handle.synchronize()
  }

  private func checkPermissions(of path: String, allowed: Int) throws {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
    guard mode & ~allowed & 0o777 == 0 else {
      throw Refusal(
        .unusableKey,
        "\(path) may be read by others: run `chmod \(String(allowed, radix: 8)) \(path)`.")
    }
  }

  private func lastError() -> String { String(cString: strerror(errno)) }
}
