import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

extension RosterWriter {
  /// Adds people who are new, and changes names and addresses that changed.
  mutating func writeLearners(_ items: [Item], _ outcomes: inout Outcomes) throws {
    var new: [ExternalID] = []
    var changed = Set<ExternalID>()
    for (index, item) in items.enumerated() {
      guard case .learner(let row) = item.record else { continue }
      let id = item.record.learner
      guard let known = learners[id] else {
        learners[id] = Learner(
          id: UUID(), name: row.fullName ?? "\(id.system) \(id.id)", email: row.email)
        new.append(id)
        outcomes.set(index, .created)
        continue
      }
      var now = known
      now.name = row.fullName ?? known.name
      now.email = row.email ?? known.email
      guard now != known else { continue }
      learners[id] = now
      if !new.contains(id) { changed.insert(id) }
      outcomes.set(index, .amended)
    }
    if !new.isEmpty {
      let added = new.compactMap { id in learners[id].map { (id, $0) } }
      try Learners.add(added, of: institution, by: actor, in: transaction)
      for id in new { nowThere(Self.name(of: id)) }
    }
    if !changed.isEmpty {
      try Learners.change(changed.compactMap { learners[$0] }, of: institution, in: transaction)
    }
  }

  /// The learner of a record; when nobody has that id yet the record waits.
  func learner(
    of item: Item, _ index: Int, _ outcomes: inout Outcomes
  ) -> Learner? {
    let id = item.record.learner
    if let learner = learners[id] { return learner }
    outcomes.wait(
      index, for: Self.name(of: id), code: "learner-unknown",
      reason: "Nobody has this learner id yet; it goes in when the person does.")
    return nil
  }

  /// The program of a record; when there is none of that code yet the record waits.
  func program(
    _ code: String, _ index: Int, _ outcomes: inout Outcomes
  ) -> Programs.Offered? {
    if let program = programs[Code.key(code)] { return program }
    outcomes.wait(
      index, for: Self.name(ofProgram: code), code: "program-unknown",
      reason: "There is no program of this code yet; it goes in when the program is applied.")
    return nil
  }
}

extension LearnerRow {
  fileprivate var fullName: String? {
    if let name { return name }
    let parts = [givenName, familyName].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }
}
