import ArgumentParser
import Office
import Postgres
import Schema

/// `conferral fsck`
struct Fsck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check that what must always hold does hold.",
    discussion: "Exits with 1 and names the rows when an invariant is broken.")

  func run() async throws {
    let breaches = try await atDesk { desk in
      let invariants = try Schema.invariants().map {
        Invariant(sentence: $0.sentence, sql: $0.sql)
      }
      let breaches = try await desk.database.breaches(of: invariants, as: .auditing)
      let broken = Dictionary(uniqueKeysWithValues: breaches.map { ($0.sentence, $0) })
      for invariant in invariants {
        guard let breach = broken[invariant.sentence] else {
          Terminal.say("ok      \(invariant.sentence)")
          continue
        }
        Terminal.say("BROKEN  \(invariant.sentence): \(breach.count) rows")
        for example in breach.examples { Terminal.say("        \(example)") }
      }
      return breaches
    }
    if !breaches.isEmpty { throw ExitCode.failure }
  }
}

extension Scope {
  /// The read-only auditor, who sees all institutions.
  fileprivate static let auditing = Scope(role: "conferral_auditor")
}
