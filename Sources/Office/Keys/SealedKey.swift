import Crypto
import CryptoExtras
import Foundation

/// A passphrase that private keys are encrypted with; it never shows itself.
public struct KeyPassphrase: Sendable, CustomStringConvertible, CustomReflectable {
  fileprivate let bytes: [UInt8]

  /// A passphrase from its text.
  public init(_ text: String) { bytes = [UInt8](text.utf8) }

  /// Never the passphrase.
  public var description: String { "(set)" }
  /// Nothing of it.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// The text of an encrypted key file.
///
/// Three lines: `conferral-key 1`, `scrypt N r p SALT` and the plain file's text sealed with
/// ChaCha20-Poly1305 (nonce, ciphertext and tag in base64). What is sealed is bound to the first
/// two lines and to the id of the key.
enum SealedKey {
  private static let version = "conferral-key 1"
  /// 32 MiB and a tenth of a second for each guess.
  private static let cost = (rounds: 32_768, blocks: 8, lanes: 1)

  /// Whether a file is an encrypted one.
  static func isSealed(_ text: String) -> Bool { text.hasPrefix("conferral-key ") }

  /// Encrypts the text of a plain file.
  static func seal(_ text: String, id: String, with passphrase: KeyPassphrase) throws -> String {
    let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let parameters =
      "scrypt \(cost.rounds) \(cost.blocks) \(cost.lanes) \(salt.base64EncodedString())"
    let key = try derive(passphrase, salt, cost)
    let box = try ChaChaPoly.seal(
      Data(text.utf8), using: key, authenticating: bound(parameters, to: id))
    return "\(version)\n\(parameters)\n\(box.combined.base64EncodedString())\n"
  }

  /// Decrypts an encrypted file; nil when the passphrase is another one, or a byte of the file is.
  static func open(_ text: String, id: String, with passphrase: KeyPassphrase) -> String? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count == 4, lines[0] == version, lines[3].isEmpty else { return nil }
    let words = lines[1].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 5, words[0] == "scrypt", let rounds = Int(words[1]),
      let blocks = Int(words[2]), let lanes = Int(words[3]),
      let salt = Data(base64Encoded: words[4]), salt.count >= 16,
      // Whoever writes the file must not make the daemon work for hours.
      (16_384...1_048_576).contains(rounds), rounds.nonzeroBitCount == 1,
      (1...16).contains(blocks), (1...4).contains(lanes),
      let sealed = Data(base64Encoded: lines[2]), sealed.base64EncodedString() == lines[2],
      let box = try? ChaChaPoly.SealedBox(combined: sealed),
      let key = try? derive(passphrase, salt, (rounds, blocks, lanes)),
      let plain = try? ChaChaPoly.open(box, using: key, authenticating: bound(lines[1], to: id))
    else { return nil }
    return String(data: plain, encoding: .utf8)
  }

  private static func bound(_ parameters: String, to id: String) -> Data {
    Data("\(version)\n\(parameters)\n\(id)".utf8)
  }

  private static func derive(
    _ passphrase: KeyPassphrase, _ salt: Data, _ cost: (rounds: Int, blocks: Int, lanes: Int)
  ) throws -> SymmetricKey {
    try KDF.Scrypt.deriveKey(
      from: passphrase.bytes, salt: salt, outputByteCount: 32, rounds: cost.rounds,
      blockSize: cost.blocks, parallelism: cost.lanes,
      maxMemory: 256 * cost.rounds * cost.blocks * cost.lanes + (8 << 20))
  }
}
