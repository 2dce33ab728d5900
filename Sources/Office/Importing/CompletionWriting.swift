import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

extension RosterWriter {
  /// Adds completions and credentials earned elsewhere: the first revision, or an amendment.
  mutating func writeCompletions(_ items: [Item], _ outcomes: inout Outcomes) throws {
    var wanted: [(index: Int, learner: UUID, key: String, says: StoredCompletion)] = []
    for (index, item) in items.enumerated() {
      switch item.record {
      case .completion(let row):
        guard let learner = learner(of: item, index, &outcomes) else { continue }
        wanted.append((index, learner.id, row.key, StoredCompletion(row, of: learner.id)))
      case .credential(let row):
        guard let learner = learner(of: item, index, &outcomes) else { continue }
        wanted.append((index, learner.id, row.key, StoredCompletion(row, of: learner.id)))
      default: continue
      }
    }
    guard !wanted.isEmpty else { return }
    let ids = try Completions.ids(wanted.map { ($0.learner, $0.key) }, in: transaction)
    var latest = try Completions.latest(ids, of: institution, in: transaction)
    var new: [StoredCompletion] = []
    for (wanted, id) in zip(wanted, ids) {
      var revision = wanted.says
      revision.id = id
      let known = latest[id]
      // A file says nothing about sections: what was recorded by hand stays.
      revision.section = known?.section
      if known?.says(sameAs: revision) ?? (revision.state == .voided) { continue }
      revision.fact.revision = (known?.fact.revision ?? 0) + 1
      latest[id] = revision
      new.append(revision)
      outcomes.set(wanted.index, known == nil ? .created : .amended)
    }
    try Completions.add(
      new, of: institution, by: actor, reason: nil, importing: run, in: transaction)
  }
}

extension StoredCompletion {
  fileprivate init(_ row: CompletionRow, of learner: UUID) {
    let state: State =
      switch row.status {
      case .final: .final
      case .provisional: .provisional
      case .voided: .voided
      }
    self.init(
      id: learner, learner: learner,
      fact: Fact(
        id: "", kind: row.kind, code: Code.key(row.code), on: row.on, grade: row.grade,
        score: row.score, credits: row.credits, hours: row.hours, points: row.points,
        passed: row.passed, origin: row.origin, attempt: row.attempt, term: row.term,
        tags: row.tags),
      state: state, title: row.title)
  }

  fileprivate init(_ row: CredentialRow, of learner: UUID) {
    self.init(
      id: learner, learner: learner,
      fact: Fact(
        id: "", kind: row.kind, code: Code.key(row.code), on: row.on, expires: row.expires),
      state: .final, title: row.title, issuer: row.issuer)
  }
}
