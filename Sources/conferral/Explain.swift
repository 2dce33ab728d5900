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
      if let parked = found.parked { Terminal.say("parked: \(parked)") }
      show(found.today.criteria, depth: 0)
      if !found.today.remaining.isEmpty {
        Terminal.say("the shortest way that remains:")
        for step in found.today.remaining { Terminal.say("  - \(step)") }
      }
      if let award = found.award {
        Terminal.say("awarded at \(award.awardedAt), from this decision:")
        Terminal.say("  \(award.decision)")
      }
    }
  }

  private func show(_ finding: Explanation.Finding, depth: Int) {
    let mark =
      switch finding.truth {
      case .met: "met    "
      case .notMet: "not met"
      case .cannotBeEvaluated: "unclear"
      }
    let indent = String(repeating: "  ", count: depth)
    Terminal.say("\(mark)  \(indent)\(finding.title): \(finding.words)")
    for member in finding.members { show(member, depth: depth + 1) }
  }
}
