import Foundation
import HardwareTokens
import Office

/// Signing keys: the files, what they are encrypted with, and a token beside them.
struct KeySettings: Sendable {
  /// Where the files are.
  let folder: URL
  /// What they are encrypted with; nil for plain files.
  let passphrase: Secret?
  /// The PKCS#11 module of the token, its label and its PIN; nil where there is none.
  let token: (module: String, label: String, pin: Secret)?

  init(_ read: inout SettingReader, in data: URL) {
    folder = read.folder(
      "CONFERRAL_KEYS", "the private signing keys, one file each",
      example: "/var/lib/conferral/keys", default: data.appendingPathComponent("keys"),
      inWords: "keys in CONFERRAL_FOLDER")
    passphrase = read.secret(
      "CONFERRAL_KEY_PASSPHRASE", "the passphrase that key files are encrypted with")
    let module = read.text(
      "CONFERRAL_PKCS11_MODULE", "the PKCS#11 module of a token that holds signing keys",
      form: "an absolute path", example: "/usr/lib/softhsm/libsofthsm2.so"
    ) { $0.hasPrefix("/") }
    let label = read.text(
      "CONFERRAL_PKCS11_TOKEN", "what the token is called", example: "conferral")
    let pin = read.secret("CONFERRAL_PKCS11_PIN", "the PIN of the token")
    guard let module else {
      token = nil
      return
    }
    guard let label else {
      read.object("CONFERRAL_PKCS11_MODULE is set: set CONFERRAL_PKCS11_TOKEN as well.")
      token = nil
      return
    }
    // A token without a PIN, or with one that is not set, answers for itself.
    token = (module, label, pin ?? Secret(""))
  }

  /// The keys as the office uses them; nothing is opened yet.
  func files() -> KeyFiles {
    KeyFiles(
      directory: folder, passphrase: passphrase.map { KeyPassphrase($0.text) },
      token: token.map {
        HardwareToken(module: $0.module, label: $0.label, pin: $0.pin.text)
      })
  }
}
