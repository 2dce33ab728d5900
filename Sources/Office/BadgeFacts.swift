import Foundation
import LinkedData
import Microcredentials

/// What a badge tells of the facts that a decision was made from: the same of a decision just made
/// and of one that was stored years ago.
struct BadgeFacts: Sendable {
  /// What a requirement was met with.
  struct Reached: Hashable, Sendable {
    let requirement: String
    let grade: String?
    let score: String?
  }

  /// One version of a submission.
  struct Submission: Hashable, Sendable {
    let id: UUID
    let version: Int
  }

  /// In the order of the requirements; one fact may meet several.
  private(set) var reached: [Reached] = []
  /// The evidence, in the same order.
  private(set) var submissions: [Submission] = []
  /// The first day of a fact that counts.
  private(set) var first: Day?

  init(_ decision: Decision, among known: [Fact]) {
    let used = Set(decision.uses.compactMap(\.fact))
    let facts = Dictionary(
      known.filter { used.contains($0.id) }.map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    for use in decision.uses {
      guard let fact = use.fact.flatMap({ facts[$0] }) else { continue }
      note(
        use.requirement, fact.kind, fact.id, fact.revision, fact.on, fact.grade,
        fact.score?.description)
    }
  }

  /// Reads the record of a decision, as `DecisionRecord` writes it; nil when it is not one.
  init?(record text: String) {
    guard let record = try? JSONValue(parsing: Array(text.utf8)), let uses = record["uses"] else {
      return nil
    }
    let facts = Dictionary(
      (record["facts"]?.elements ?? []).map { ($0["id"]?.string ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    for use in uses.elements {
      guard let fact = use["fact"]?.string.flatMap({ facts[$0] }),
        let kind = fact["kind"]?.string.flatMap(FactKind.init), let id = fact["id"]?.string,
        case .number(let number)? = fact["revision"], let revision = Int(number.text),
        let on = fact["on"]?.string.flatMap({ Day($0) })
      else { continue }
      note(
        use["requirement"]?.string ?? "", kind, id, revision, on, fact["grade"]?.string,
        fact["score"]?.string)
    }
  }

  private mutating func note(
    _ requirement: String, _ kind: FactKind, _ id: String, _ revision: Int, _ on: Day,
    _ grade: String?, _ score: String?
  ) {
    first = min(first ?? on, on)
    let next = Reached(requirement: requirement, grade: grade, score: score)
    if !reached.contains(next) { reached.append(next) }
    guard kind == .evidence, let submission = UUID(uuidString: id) else { return }
    let version = Submission(id: submission, version: revision)
    if !submissions.contains(version) { submissions.append(version) }
  }
}
