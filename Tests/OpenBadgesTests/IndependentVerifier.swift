import TestSupport
import Foundation
import LinkedData
import OpenBadges

/// The Python verifier kept beside the test data, run with the interpreter that
/// CONFERRAL_VERIFIER_PYTHON names.
enum IndependentVerifier {
  static let python = ProcessInfo.processInfo.environment["CONFERRAL_VERIFIER_PYTHON"]
  static let script = SharedData.openBadges.appending(
    path: "../../tools/verifier/verify_badge.py")

  static let isPresent =
    python != nil && FileManager.default.fileExists(atPath: script.path(percentEncoded: false))

  static func judge(
    _ outline: BadgeOutline, _ award: BadgeAward, email: Bool
  ) throws -> (status: Int32, text: String) {
    let template = try BadgeTemplate(outline: outline, signer: Fixture.signer())
    return try judge(template.issue(award, created: Fixture.start), email: email)
  }

  /// Lays out the issuer's host in a temporary folder and runs the verifier on a badge.
  static func judge(_ badge: [UInt8], email: Bool) throws -> (status: Int32, text: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let host = folder.appending(path: "host")
    for name in [".well-known", "status"] {
      try FileManager.default.createDirectory(
        at: host.appending(path: name), withIntermediateDirectories: true)
    }
    let signer = try Fixture.signer()
    let keys = [try Fixture.signer(1).verificationMethod, signer.verificationMethod]
    let document = DIDDocument(id: Fixture.did, keys: keys).json.serialized
    try Data(document).write(to: host.appending(path: ".well-known/did.json"))
    var list = try StatusList()
    try list.set(5)
    let credential = StatusListCredential(
      id: Fixture.base + "/status/1", issuer: Fixture.did, validFrom: Fixture.start,
      validUntil: Fixture.start + 86_400, timeToLive: 300_000, list: list)
    try Data(credential.signed(by: signer, created: Fixture.start))
      .write(to: host.appending(path: "status/1"))
    let file = folder.appending(path: "badge.json")
    try Data(badge).write(to: file)
    return try run(file, host: host, email: email)
  }

  private static func run(
    _ file: URL, host: URL, email: Bool
  ) throws -> (status: Int32, text: String) {
    let data = SharedData.openBadges
    let process = Process()
    process.executableURL = URL(filePath: python ?? "")
    process.arguments = [
      script.path, file.path, "--offline-contexts", data.appending(path: "contexts").path,
      "--schemas", data.appending(path: "schemas").path,
      "--did-web-map", "\(Fixture.host)=\(host.path)", "--url-map", "\(Fixture.base)=\(host.path)",
      "--max-credits", "11", "--profile", "1edtech", "--schema", "both",
      "--now", Timestamp.text(Fixture.start + 60),
    ]
    if email { process.arguments? += ["--email", "learner@example.edu"] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }
}
