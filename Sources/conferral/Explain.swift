import ArgumentParser
import Foundation
import Microcredentials
import Office
import Storage

/// `conferral explain`
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say why a program was awarded to a learner, or why not yet.")

  @Argument(help: "The learner's id in the student system.")
  var learner: String

  @Argument(help: "The program's code.")
  var program: String

  @Option(help: "The system that the learner's id is of.")
  var system = "sis"

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      let found = try await desk.office.explanation(
        of: ExternalID(system: system, id: learner), program: program,
        institution: institution.id)
      Terminal.say("\(found.program) \(found.version), today: \(found.today.words)")
      if let parked = found.parked { Terminal.say("parked: \(parked.reason)") }
      show(found.today.criteria, depth: 0)
      if !found.today.remaining.isEmpty {
        Terminal.say("the shortest way that remains:")
        for step in found.today.remaining { Terminal.say("  - \(step)") }
      }
      if let award = found.award {
        Terminal.say("")
        try show(award.decision, awardedAt: award.awardedAt)
      }
      if let line = found.line { Terminal.say(line.words) }
    }
  }

  private func show(_ finding: Explanation.Finding, depth: Int) {
    show(finding.truth.rawValue, finding.title, finding.words, depth: depth)
    for member in finding.members { show(member, depth: depth + 1) }
  }

  /// The decision that an award was made from, as it was stored with it.
  private func show(_ stored: String, awardedAt: String) throws {
    let decision = try JSONDecoder().decode(StoredDecision.self, from: Data(stored.utf8))
    Terminal.say("Awarded at \(awardedAt) from this decision of \(decision.day): \(decision.words)")
    show(decision.criteria, depth: 0)
    for fact in decision.facts {
      let value = [fact.grade, fact.score].compactMap { $0 }.map { ", \($0)" }.joined()
      Terminal.say(
        "fact     \(fact.kind) \(fact.code), \(fact.on)\(value) (\(fact.id), \(fact.revision))")
    }
  }

  private func show(_ finding: StoredDecision.Finding, depth: Int) {
    show(finding.truth, finding.title, finding.words, depth: depth)
    for member in finding.members ?? [] { show(member, depth: depth + 1) }
  }

  private func show(_ truth: String, _ title: String, _ words: String, depth: Int) {
    let mark = ["met": "met    ", "notMet": "not met"][truth] ?? "unclear"
    Terminal.say("\(mark)  \(String(repeating: "  ", count: depth))\(title): \(words)")
  }
}

extension TranscriptLine {
  fileprivate var words: String {
    switch self {
    case .held(let reason, let since): "notation: held since \(since.inWords): \(reason.rawValue)"
    case .added(let position, let isDelivered):
      "notation: position \(position) of the ledger, \(isDelivered ? "" : "not ")delivered"
    case .voided(let position): "notation: voided by position \(position) of the ledger"
    }
  }
}

/// What an award keeps of its decision, as far as a person wants to read it.
private struct StoredDecision: Decodable {
  struct Finding: Decodable {
    let title: String
    let truth: String
    let words: String
    let members: [Finding]?
  }

  struct Fact: Decodable {
    let id: String
    let revision: Int
    let kind: String
    let code: String
    let on: String
    let grade: String?
    let score: String?
  }

  let words: String
  let day: String
  let facts: [Fact]
  let criteria: Finding
}
