import ArgumentParser
import Foundation
import LinkedData
import Office
import OpenBadges

/// `conferral verify`
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify an Open Badge 3.0 of any issuer; no database is needed.",
    discussion: """
      Takes JSON, a VC-JWT, a baked PNG or a baked SVG. Prints a line for each check: PASS, FAIL or \
      INFO, its name and a sentence. The exit status is 0 when the badge is valid, 1 when it is not \
      and 2 when it cannot be read.
      """)

  @Argument(help: "A file, or an address that begins with https:// or http://.")
  var source: String

  @Option(help: "The recipient's e-mail address; the badge must name it.")
  var email: String?

  @Option(help: "Another identifier of the recipient, as TYPE=VALUE, such as sourcedId=123.")
  var identity: [String] = []

  @Option(
    name: .customLong("map"),
    help: """
      Take the documents below an address from elsewhere, as PREFIX=TARGET; the target is an address, \
      also of this machine, or a folder.
      """)
  var mappings: [String] = []

  @Option(help: "The schema that badges must obey: strict, jsonld, both or off.")
  var schema = "strict"

  @Option(help: "Judge dates at this instant instead of now, such as 2026-11-22T12:00:00Z.")
  var now: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let verifier = BadgeVerifier(
      now: try instant(), identities: try identities(), forms: try forms(),
      fetch: VerificationSources(mappings: try sources()).fetch)
    let report: VerificationReport
    if source.hasPrefix("https://") || source.hasPrefix("http://") {
      report = await verifier.verify(url: source)
    } else {
      report = await verifier.verify(try file())
    }
    json ? Terminal.say(report.json) : show(report)
    throw ExitCode(report.isValid ? 0 : 1)
  }

  private func show(_ report: VerificationReport) {
    for finding in report.findings { Terminal.say(finding.description) }
    Terminal.say(report.isValid ? "VALID" : "NOT VALID: \(report.failures.count) checks failed")
  }

  private func instant() throws -> Int64 {
    guard let now else { return Int64(Date().timeIntervalSince1970) }
    guard let seconds = Timestamp.seconds(now) else {
      throw unusable("--now wants an instant such as 2026-11-22T12:00:00Z.")
    }
    return seconds
  }

  private func identities() throws -> [(type: String, value: String)] {
    try (email.map { [("emailAddress", $0)] } ?? [])
      + identity.map { text in
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw unusable("--identity wants TYPE=VALUE.") }
        return (parts[0], parts[1])
      }
  }

  private func forms() throws -> [BadgeVerifier.SchemaForm] {
    switch schema {
    case "both": return BadgeVerifier.SchemaForm.allCases
    case "off": return []
    default:
      guard let form = BadgeVerifier.SchemaForm(rawValue: schema) else {
        throw unusable("--schema wants strict, jsonld, both or off.")
      }
      return [form]
    }
  }

  private func sources() throws -> [VerificationSources.Mapping] {
    try mappings.map { text in
      guard let mapping = VerificationSources.Mapping(text) else {
        throw unusable(
          "--map wants PREFIX=TARGET, such as https://a.example=http://127.0.0.1:8080.")
      }
      return mapping
    }
  }

  private func file() throws -> [UInt8] {
    guard let file = FileHandle(forReadingAtPath: source),
      let data = try file.read(upToCount: Baking.limit + 1)
    else { throw unusable("\(source) cannot be read.") }
    guard data.count <= Baking.limit else {
      throw unusable("\(source) is larger than \(Baking.limit >> 20) MiB.")
    }
    return [UInt8](data)
  }

  /// Says what is wrong with the call and ends with the status 2.
  private func unusable(_ sentence: String) -> ExitCode {
    Terminal.tell("conferral verify: \(sentence)")
    return ExitCode(2)
  }
}
