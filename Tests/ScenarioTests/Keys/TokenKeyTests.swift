import Foundation
import HardwareTokens
import Microcredentials
import Office
import OpenBadges
import Storage
import TestSupport
import Testing

/// A software token in a folder of its own; it needs softhsm2 of the distribution.
enum SoftToken {
  static let module = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
  ].first { FileManager.default.fileExists(atPath: $0) }
  static let tool = "/usr/bin/softhsm2-util"
  static let isPresent = module != nil && FileManager.default.fileExists(atPath: tool)

  /// The module reads its folder and its tokens once a process, so that all tests share one token.
  private static let shared = Result { () throws -> (TemporaryFolder, String) in
    let folder = try TemporaryFolder()
    let tokens = folder.url.appendingPathComponent("tokens").path
    try FileManager.default.createDirectory(atPath: tokens, withIntermediateDirectories: true)
    let file = try folder.write(
      "directories.tokendir = \(tokens)\nobjectstore.backend = file\nlog.level = ERROR\n",
      to: "softhsm2.conf")
    setenv("SOFTHSM2_CONF", file.path, 1)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = [
      "--init-token", "--free", "--label", "conferral", "--pin", "2468", "--so-pin", "1357",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    return (folder, "conferral")
  }

  /// The label of the token, whose PIN is 2468.
  static func label() throws -> String { try shared.get().1 }

  static func token(_ label: String, pin: String = "2468") -> HardwareToken {
    HardwareToken(module: module ?? "", label: label, pin: pin)
  }
}

/// Keys on a token (PKCS#11).
@Suite(.database(.conferral), .serialized, .enabled(if: SoftToken.isPresent))
struct TokenKeyTests {
  private func campus(_ token: HardwareToken) async throws -> Campus {
    let campus = try await Campus.open(hasKey: false)
    let keys = KeyFiles(directory: campus.office.keys.directory, token: token)
    return Campus(
      database: campus.database,
      office: Office(database: campus.database, keys: keys, daemon: "test", logger: .quiet),
      clock: nil, folder: campus.folder, institution: campus.institution)
  }

  @Test func `keys of all algorithms on a token sign badges that verify`() async throws {
    let label = try SoftToken.label()
    let campus = try await campus(SoftToken.token(label))
    let made = try await campus.office.createMissingKeys(
      in: .token, for: campus.id, by: "test")
    #expect(made.count == 3)
    #expect(!FileManager.default.fileExists(atPath: campus.office.keys.directory.path))
    try await campus.apply(SampleProgram.credit())
    try await campus.earnBadge("1")
    let badge = try #require(try await campus.badges().first)
    #expect(try await campus.isValid(badge.document))
    for algorithm in JWTAlgorithm.allCases {
      let token = try #require(
        try await campus.office.jwt(of: badge.id, algorithm: algorithm, at: campus.institution))
      #expect(try await campus.isValid(jwt: token))
    }
    try await campus.office.checkKey(of: campus.institution)
    // Another process with the same token goes on where this one was.
    let colleague = try await self.campus(SoftToken.token(label))
    #expect(throws: Never.self) { try colleague.office.keys.check(made[0]) }
  }

  @Test func `many threads share one token`() async throws {
    let token = SoftToken.token(try SoftToken.label())
    let key = try token.generate(.p256, label: "many")
    let signatures = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for number in 0..<40 {
        group.addTask {
          try token.signature(of: [UInt8](repeating: UInt8(number), count: 32), with: key)
        }
      }
      return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
    }
    #expect(signatures.allSatisfy { $0.count == 64 })
  }

  @Test func `a key that the token has is taken by its label`() async throws {
    let token = SoftToken.token(try SoftToken.label())
    _ = try token.generate(.rsa, label: "the registrar's")
    let campus = try await campus(token)
    let id = try await campus.office.createKey(
      .rs256, in: .tokenKey(label: "the registrar's"), for: campus.id, by: "test")
    #expect(id.hasPrefix("rsa-"))
    await #expect(throws: Refusal.self) {
      try await campus.office.createKey(
        .es256, in: .tokenKey(label: "the registrar's"), for: campus.id, by: "test")
    }
  }

  @Test func `a token that is not there is told by its name`() throws {
    _ = try SoftToken.label()
    let error = #expect(throws: TokenError.self) { try SoftToken.token("absent").keys() }
    #expect(error?.description.contains("absent") == true)
    let module = HardwareToken(module: "/nonexistent.so", label: "conferral", pin: "2468")
    #expect(throws: TokenError.self) { try module.keys() }
  }
}
