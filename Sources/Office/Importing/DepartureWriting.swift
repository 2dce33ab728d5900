import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

extension RosterWriter {
  /// Ends the ids that their system no longer has. The people stay, with everything that is known
  /// of them; an id that nobody bears now is left alone.
  mutating func writeDepartures(_ items: [Item], _ outcomes: inout Outcomes) throws {
    var ends: [(id: ExternalID, day: Day)] = []
    var journal: [Journal.Entry] = []
    for (index, item) in items.enumerated() {
      guard case .departure(let row) = item.record,
        let learner = learners.removeValue(forKey: item.record.learner)
      else { continue }
      let id = item.record.learner
      ends.append((id, try row.on ?? today()))
      outcomes.set(index, .amended)
      journal.append(
        Journal.Entry(
          action: "end id", subjectKind: "learner", subject: learner.id.text, from: id.system,
          reason: row.reason ?? "Imported: its system no longer has the person."))
    }
    guard !ends.isEmpty else { return }
    try Aliases.endPresent(ends, notAfter: today(), of: institution, in: transaction)
    try Journal.add(
      journal, by: Journal.Actor(id: actor, role: "records technician"), of: institution,
      in: transaction)
  }
}
