import ArgumentParser
import Crypto
import Foundation
import LinkedData
import Office
import OpenBadges
import ProgramFiles
import Storage

extension Bench {
  /// `conferral bench badge`
  struct Badge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "badge", abstract: "Badges signed and verified a second, on one core.",
      discussion: """
        A badge with an e-mail identity, credits and two items of evidence is canonicalised and \
        signed by its program version's compiled template, by the general way, and verified. \
        Floor: raw Ed25519 signatures, and raw verifications, in turn with them.
        """)

    @Option(help: "How many rounds; the median of their ratios counts.")
    var rounds = 7

    @Option(help: "How many badges a sample makes.")
    var size = 5_000

    func run() async throws {
      let press = try BadgePress()
      var (signed, general, verified) = (Rates(), Rates(), Rates())
      for round in 1...max(1, rounds) {
        Terminal.tell("round \(round) of \(rounds) …")
        let signatures = try rate(size) { _ in try press.rawSignature() }
        signed.add(try rate(size) { try press.issue($0) }, floor: signatures)
        general.add(try rate(size / 5) { try press.issueGenerally($0) }, floor: signatures)
        let checks = try rate(size) { _ in try press.rawVerification() }
        verified.add(try rate(size / 5) { try press.verify($0) }, floor: checks)
      }
      Terminal.say(
        """
        badges of \(press.length) bytes on one core, \(rounds) rounds, medians
        floor, Ed25519 signatures    \(Int(signed.floor.median))/s
        canonicalised and signed     \(signed.words)
        the general way              \(general.words)
        floor, Ed25519 verifications \(Int(verified.floor.median))/s
        read, checked and verified   \(verified.words)
        """)
    }

    private func rate(_ count: Int, _ work: (Int) throws -> Void) rethrows -> Double {
      let start = ContinuousClock.now
      for number in 0..<max(1, count) { try work(number) }
      let (seconds, atto) = (ContinuousClock.now - start).components
      return Double(max(1, count)) / (Double(seconds) + Double(atto) / 1e18)
    }

    private struct Rates {
      var floor: [Double] = []
      var ours: [Double] = []
      var ratios: [Double] = []

      mutating func add(_ rate: Double, floor: Double) {
        self.floor.append(floor)
        ours.append(rate)
        ratios.append(rate / floor)
      }

      var words: String {
        "\(Int(ours.median))/s, ratio to the floor \(Rounded.text(ratios.median))"
      }
    }
  }
}

/// A program version's badges, ready to be made in large numbers.
private struct BadgePress {
  private let template: BadgeTemplate
  private let key = Curve25519.Signing.PrivateKey()
  private let method: VerificationMethod
  private let message = [UInt8](repeating: 7, count: 64)
  private let signature: Data
  private let samples: [[UInt8]]

  init() throws {
    let institution = Institution(
      id: 1, code: "bench", name: "Bench University", zone: "America/New_York",
      site: "https://badges.example.edu", url: "https://www.example.edu",
      email: "registrar@example.edu")
    let file = try ProgramFile.read(BenchCampus.program.utf8, name: "bench program")
    let signer = try Ed25519Signer(
      seed: [UInt8](key.rawRepresentation), controller: institution.did)
    method = signer.verificationMethod
    template = try BadgeTemplate(
      outline: institution.outline(of: file.version), signer: signer)
    signature = try key.signature(for: message)
    let template = template
    samples = try (0..<100).map { try template.issue(Self.award($0), created: 1_780_000_000) }
  }

  var length: Int { samples[0].count }

  func rawSignature() throws { _ = try key.signature(for: message) }

  func rawVerification() throws {
    guard key.publicKey.isValidSignature(signature, for: message) else { throw CancellationError() }
  }

  func issue(_ number: Int) throws {
    _ = try template.issue(Self.award(number), created: 1_780_000_000)
  }

  func issueGenerally(_ number: Int) throws {
    _ = try template.issueGenerally(Self.award(number), created: 1_780_000_000)
  }

  func verify(_ number: Int) throws {
    let badge = samples[number % samples.count]
    let verification = OpenBadges.verify(
      document: badge, publicKeys: [method], at: 1_790_000_000)
    guard verification.isValid else {
      throw Refusal(.invalid, "\(verification.failures)")
    }
  }

  private static func award(_ number: Int) -> BadgeAward {
    let digits = String(100_000_000_000 + number)
    let address = "https://badges.example.edu/credentials/00000000-0000-4000-8000-\(digits)"
    var award = BadgeAward(
      id: address, subjectID: "urn:uuid:00000000-0000-4000-9000-\(digits)",
      validFrom: 1_780_000_000)
    award.identities = [
      IdentityHash(
        hashing: "learner\(number)@example.edu", type: "emailAddress", salt: "5f3c9a\(digits)")
    ]
    award.awardedDate = 1_780_000_000
    award.activityEndDate = 1_779_900_000
    award.term = "Spring 2026"
    award.creditsEarned = try? Credits("10")
    award.narrative = "Earned on 2026-05-06 with 10 credits."
    award.evidence = (1...2).map {
      EvidenceItem(
        id: "\(address)#evidence-\($0)", name: "Portfolio, part \($0)",
        description: "What was made in the course.",
        narrative: "SHA-256 of the content: " + String(repeating: "ab", count: 32),
        genre: "work product")
    }
    award.status = StatusEntry(
      list: "https://badges.example.edu/status/1", index: number % 131_072)
    return award
  }
}
