import Foundation
import Office
import OpenBadges
import TestSupport
import Testing

/// Private keys at rest.
@Suite struct KeyFileTests {
  private let folder: TemporaryFolder
  private let passphrase = KeyPassphrase("correct horse")

  init() throws { folder = try TemporaryFolder() }

  private var directory: URL { folder.url.appendingPathComponent("keys") }

  private func file(_ id: String) -> URL { directory.appendingPathComponent("\(id).key") }

  @Test(arguments: KeyAlgorithm.allCases)
  func `a key is encrypted where a passphrase is set, and signs all the same`(
    _ algorithm: KeyAlgorithm
  ) throws {
    let key = try KeyFiles(directory: directory, passphrase: passphrase).create(algorithm)
    let text = try String(contentsOf: file(key.id), encoding: .utf8)
    #expect(text.hasPrefix("conferral-key 1\nscrypt "))
    #expect(!text.contains("PRIVATE"))
    let files = KeyFiles(directory: directory, passphrase: passphrase)
    try files.check(key.id)
    if algorithm == .ed25519 {
      _ = try files.signer(for: key.id, issuer: "did:web:a").signature(for: [1])
    } else {
      _ = try files.jwtSigner(for: key.id, issuer: "did:web:a").signature(for: [1])
    }
    for other in [
      KeyFiles(directory: directory), .init(directory: directory, passphrase: .init("x")),
    ] {
      let error = #expect(throws: Refusal.self) { try other.check(key.id) }
      #expect(error?.code == .unusableKey)
      #expect(error?.reason.contains("CONFERRAL_KEY_PASSPHRASE") == true)
      #expect(error?.reason.contains("correct horse") == false)
    }
  }

  @Test func `a file that was changed or cut off is refused`() throws {
    let key = try KeyFiles(directory: directory, passphrase: passphrase).create()
    let good = [UInt8](try Data(contentsOf: file(key.id)))
    let lines = good.indices.filter { good[$0] == UInt8(ascii: "\n") }
    let places = [0, 14, lines[0] + 9, lines[0] + 20, lines[1] + 5, good.count - 4]
    for place in places {
      var bad = good
      bad[place] = bad[place] == UInt8(ascii: "4") ? UInt8(ascii: "5") : UInt8(ascii: "4")
      try Data(bad).write(to: file(key.id))
      #expect(throws: Refusal.self, "byte \(place)") {
        try KeyFiles(directory: directory, passphrase: passphrase).check(key.id)
      }
    }
    for length in [0, 10, lines[1], good.count - 5, good.count - 1] {
      try Data(good.prefix(length)).write(to: file(key.id))
      #expect(throws: Refusal.self, "\(length) bytes") {
        try KeyFiles(directory: directory, passphrase: passphrase).check(key.id)
      }
    }
  }

  @Test func `the file of one key does not serve under the name of another`() throws {
    let files = KeyFiles(directory: directory, passphrase: passphrase)
    let (one, other) = (try files.create(), try files.create())
    try Data(contentsOf: file(one.id)).write(to: file(other.id))
    #expect(throws: Refusal.self) {
      try KeyFiles(directory: directory, passphrase: passphrase).check(other.id)
    }
  }

  @Test func `plain files are encrypted in place, and encrypted ones anew`() throws {
    let plain = KeyFiles(directory: directory)
    let ids = try KeyAlgorithm.allCases.map { try plain.create($0).id }
    #expect(try plain.plain() == ids.sorted())
    #expect(try plain.encrypt(with: passphrase) == ids.sorted())
    #expect(try plain.plain() == [])
    let files = KeyFiles(directory: directory, passphrase: passphrase)
    for id in ids { try files.check(id) }
    #expect(try files.encrypt(with: passphrase) == [])
    let next = KeyPassphrase("battery staple")
    #expect(try files.encrypt(with: next).count == 3)
    #expect(try files.encrypt(with: next) == [])
    for id in ids {
      try KeyFiles(directory: directory, passphrase: next).check(id)
      let mode = try FileManager.default.attributesOfItem(atPath: file(id).path)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600)
    }
  }
}
