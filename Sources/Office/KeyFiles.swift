import Crypto
public import Foundation
public import OpenBadges
import Synchronization

/// The directory of private signing keys: one file a key, readable by its owner only.
///
/// A file holds the 32-byte seed of an Ed25519 key in base64url and is named by the public key as
/// a multikey, so that the database needs to know public keys only.
public final class KeyFiles: Sendable {
  /// Where the files are.
  public let directory: URL
  private let loaded = Mutex<[String: Curve25519.Signing.PrivateKey]>([:])

  /// Makes a key directory; nothing is read yet.
  public init(directory: URL) {
    self.directory = directory
  }

  /// Makes a key and writes its file; returns the public key as a multikey, and its bytes.
  ///
  /// Throws a refusal when the directory can be entered by others or the file cannot be written.
  public func create() throws -> (id: String, publicKey: [UInt8]) {
    let manager = FileManager.default
    try manager.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try checkPermissions(of: directory.path, allowed: 0o700)
    let key = Curve25519.Signing.PrivateKey()
    let publicKey = [UInt8](key.publicKey.rawRepresentation)
    let id = VerificationMethod(controller: "did:web:x", publicKey: publicKey).publicKeyMultibase
    let text = Data(key.rawRepresentation).base64EncodedString() + "\n"
    let path = directory.appendingPathComponent("\(id).key").path
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw Refusal(.unusableKey, "The key file \(path) cannot be created: \(lastError()).")
    }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    try handle.write(contentsOf: Data(text.utf8))
    try handle.synchronize()
    loaded.withLock { $0[id] = key }
    return (id, publicKey)
  }

  /// The signer of an issuer for a public key.
  ///
  /// Throws a refusal when the file is missing, readable by others, or of another key.
  public func signer(for id: String, issuer: String) throws -> any Signer {
    let key = try loaded.withLock { loaded in
      if let key = loaded[id] { return key }
      let key = try load(id)
      loaded[id] = key
      return key
    }
    return try Ed25519Signer(seed: [UInt8](key.rawRepresentation), controller: issuer)
  }

  /// Throws a refusal unless the file of the key is there, is private and holds the key; what was
  /// read earlier does not count.
  public func check(_ id: String) throws {
    _ = try load(id)
  }

  private func load(_ id: String) throws -> Curve25519.Signing.PrivateKey {
    let path = directory.appendingPathComponent("\(id).key").path
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Refusal(
        .noSigningKey,
        "The file of the signing key \(id) is not in \(directory.path): copy it there from the "
          + "machine that made it, or run `conferral key create`.")
    }
    try checkPermissions(of: path, allowed: 0o600)
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let seed = Data(base64Encoded: text), seed.count == 32,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed),
      VerificationMethod(
        controller: "did:web:x", publicKey: [UInt8](key.publicKey.rawRepresentation)
      ).publicKeyMultibase == id
    else {
      throw Refusal(
        .unusableKey, "The file \(path) does not hold the key it is named after: restore it.")
    }
    return key
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
