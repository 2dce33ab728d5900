import Foundation
import LinkedData
import OpenBadges
import Testing

/// `conferral key`, by the program itself.
@Suite(.enabled(if: Daemon.isPresent)) struct KeyCommandTests {
  private static let samples = Repository.folder.appendingPathComponent("deploy/samples").path

  @Test func `keys are made, shown, replaced, encrypted, and taken out of use`() async throws {
    let folder = try CommandFolder()
    let secret = folder.url.appendingPathComponent("passphrase")
    try Data("a passphrase of ours\n".utf8).write(to: secret)
    let settings = ["CONFERRAL_KEY_PASSPHRASE_FILE": secret.path]
    func succeed(_ arguments: String...) async throws -> String {
      let answer = try await folder.run(arguments, settings)
      #expect(answer.status == 0, "\(arguments): \(answer.said)")
      #expect(!answer.said.contains("a passphrase of ours"))
      return answer.said
    }
    func list() async throws -> [[String]] {
      try await succeed("key", "list").split(separator: "\n")
        .map { $0.split(separator: "\t").map(String.init) }
    }
    _ = try await succeed("migrate")
    _ = try await succeed("institution", "apply", "\(Self.samples)/institution.yaml")
    _ = try await succeed("key", "create")
    #expect(try await Set(list().map { $0[1] }) == ["Ed25519", "RS256", "ES256"])
    #expect(try await succeed("key", "create").contains("key rotate"))
    _ = try await succeed("key", "rotate", "--algorithm", "Ed25519")
    _ = try await succeed(
      "key", "rotate", "--algorithm", "ES256", "--at", "2099-01-01T00:00:00Z",
      "--all-institutions")
    let keys = try await list()
    #expect(keys.count == 5)
    #expect(keys.count { $0[2] == "scheduled" } == 1)
    #expect(keys.count { $0[2] == "passive" } == 1)
    let scheduled = try #require(keys.first { $0[2] == "scheduled" })
    _ = try await succeed("key", "retire", scheduled[0])
    let refused = try await folder.run(["key", "retire", scheduled[0]], settings)
    #expect(refused.status != 0)
    let old = try #require(keys.first { $0[1] == "Ed25519" && $0[2] == "active" })
    let done = try await succeed(
      "key", "compromise", old[0], "--since", "2026-11-20T00:00:00Z", "--reason", "A test.")
    #expect(done.contains("published no longer"))
    let published = try #require(
      DIDDocument(json: JSONValue(parsing: Array(try await succeed("key", "export-public").utf8))))
    #expect(published.keys.count == 2 && published.webKeys.count == 3)
    let set = try JSONValue(
      parsing: Array(try await succeed("key", "export-public", "--form", "jwks").utf8))
    #expect(set["keys"]?.elements.count == 5)
    let next = folder.url.appendingPathComponent("next")
    try Data("another passphrase\n".utf8).write(to: next)
    _ = try await succeed("key", "encrypt", "--new-passphrase-file", next.path)
    let fsck = try await folder.run(["fsck"])
    #expect(!fsck.said.contains("BROKEN"), "\(fsck.said)")
  }

  @Test(.enabled(if: SoftToken.isPresent))
  func `a key is made on a token, and a wrong PIN is told without the PIN`() async throws {
    let folder = try CommandFolder()
    let pin = folder.url.appendingPathComponent("pin")
    let settings = [
      "CONFERRAL_PKCS11_MODULE": SoftToken.module ?? "",
      "CONFERRAL_PKCS11_TOKEN": try SoftToken.label(), "CONFERRAL_PKCS11_PIN_FILE": pin.path,
    ]
    try Data("999999\n".utf8).write(to: pin)
    for command in [["migrate"], ["institution", "apply", "\(Self.samples)/institution.yaml"]] {
      #expect(try await folder.run(command, settings).status == 0)
    }
    let create = ["key", "create", "--algorithm", "ES256", "--on-token"]
    let refused = try await folder.run(create, settings)
    #expect(refused.status != 0)
    #expect(refused.said.contains("refuses the PIN") && !refused.said.contains("999999"))
    try Data("2468\n".utf8).write(to: pin)
    let made = try await folder.run(create, settings)
    #expect(made.status == 0 && made.said.contains("p256-"), "\(made.said)")
    #expect(try await folder.run(["key", "list"], settings).said.contains("\ttoken\t"))
  }
}
