import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

extension RosterWriter {
  /// Adds people who are new, changes names and addresses that changed, and gives people who are
  /// known the further ids that others know them by.
  mutating func writeLearners(_ items: [Item], _ outcomes: inout Outcomes) throws {
    var changes = LearnerChanges()
    changes.borne = try borneIDs(items)
    changes.former = try formerBearers(items)
    for (index, item) in items.enumerated() {
      guard case .learner(let row) = item.record else { continue }
      let (id, other) = (item.record.learner, item.record.otherID)
      if let fault = try fault(row, id, other, changes) {
        outcomes.quarantine(index, code: fault.code, reason: fault.reason)
        continue
      }
      let bearer = learners[id] ?? other.flatMap { learners[$0] } ?? changes.former[id]
      guard let bearer else {
        if row.adds {
          add(row, id, other, &changes)
          outcomes.set(index, .created)
        }
        continue
      }
      var now = bearer
      now.name = row.fullName ?? bearer.name
      now.email = row.email ?? bearer.email
      let links = [id, other].compactMap { $0 }.filter { learners[$0] == nil }
      for id in links + [id] { learners[id] = now }
      changes.link(links, to: now)
      if now != bearer { changes.change(now) }
      if now != bearer || !links.isEmpty { outcomes.set(index, .amended) }
    }
    try write(changes)
  }

  private mutating func add(
    _ row: LearnerRow, _ id: ExternalID, _ other: ExternalID?, _ changes: inout LearnerChanges
  ) {
    let learner = Learner(
      id: UUID(), name: row.fullName ?? "\(id.system) \(id.id)", email: row.email)
    for id in [id, other].compactMap({ $0 }) {
      learners[id] = learner
      changes.borne[learner.id, default: []].insert(id.system)
    }
    changes.added[learner.id] = learner
    changes.ids.append((id, learner.id))
    if let other { changes.ids.append((other, learner.id)) }
  }

  /// Why the two ids of a row cannot be those of one person.
  private func fault(
    _ row: LearnerRow, _ id: ExternalID, _ other: ExternalID?, _ changes: LearnerChanges
  ) throws -> (code: String, reason: String)? {
    guard let other else { return nil }
    switch (learners[id], learners[other]) {
    case (let one?, let another?):
      if one.id == another.id { return nil }
      let standing = try [one.id, another.id].map {
        try Learners.standing($0, of: institution, in: transaction)
      }
      if standing[0] == standing[1] { return nil }
      return (
        "id-conflict",
        "The two ids of the row belong to two people here: merge their records if they are one "
          + "person, or correct the id of the system \(other.system)."
      )
    case (let one?, nil) where changes.borne[one.id]?.contains(other.system) == true:
      return (
        "id-changed",
        "The person bears another id of the system \(other.system): end that one if it is no "
          + "longer theirs, or correct the row."
      )
    case (nil, let another?) where changes.borne[another.id]?.contains(id.system) == true:
      return (
        "id-shared",
        "The id of the system \(other.system) belongs to somebody who bears another id of the "
          + "system \(id.system): two people must not share it; correct it, or end the old id."
      )
    default: return nil
    }
  }

  /// The systems of the ids that people bear to whom a row might give another one.
  private func borneIDs(_ items: [Item]) throws -> [UUID: Set<String>] {
    let people = items.flatMap { item -> [UUID] in
      guard let other = item.record.otherID else { return [] }
      let known = [item.record.learner, other].map { learners[$0] }
      return known.contains { $0 == nil } ? known.compactMap { $0?.id } : []
    }
    guard !people.isEmpty else { return [:] }
    return try Aliases.of(Array(Set(people)), institution: institution, in: transaction)
      .filter { $0.until == nil }
      .reduce(into: [:]) { $0[$1.learner, default: []].insert($1.id.system) }
  }

  /// Who bore ids before that had ended, for rows whose people come back under the same id.
  private func formerBearers(_ items: [Item]) throws -> [ExternalID: Learner] {
    let ids = items.compactMap { item -> ExternalID? in
      guard case .learner(let row) = item.record, row.returns else { return nil }
      return learners[item.record.learner] == nil ? item.record.learner : nil
    }
    guard !ids.isEmpty else { return [:] }
    return try Aliases.lastBearers(of: ids, institution: institution, in: transaction)
  }

  private mutating func write(_ changes: LearnerChanges) throws {
    if !changes.added.isEmpty {
      try Learners.add(
        Array(changes.added.values), of: institution, by: actor, in: transaction)
    }
    if !changes.changed.isEmpty {
      try Learners.change(Array(changes.changed.values), of: institution, in: transaction)
    }
    guard !changes.ids.isEmpty else { return }
    try Aliases.addPresent(changes.ids, of: institution, by: actor, in: transaction)
    for (id, _) in changes.ids { nowThere(Self.name(of: id)) }
    let journal = changes.linked.map { id, learner in
      Journal.Entry(
        action: "add id", subjectKind: "learner", subject: learner.text, to: id.system,
        reason: "Imported: the same person by another id.")
    }
    try Journal.add(
      journal, by: Journal.Actor(id: actor, role: "records technician"), of: institution,
      in: transaction)
  }

  /// The learner of a record; when nobody has that id yet the record waits.
  func learner(
    of item: Item, _ index: Int, _ outcomes: inout Outcomes
  ) -> Learner? {
    let id = item.record.learner
    if let learner = bearer(of: item.record) {
      guard own.contains(learner.id) else { return learner }
      outcomes.quarantine(
        index, code: "own-record",
        reason: "Nobody brings in what is their own: somebody else has to try this row again.")
      return nil
    }
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

/// What rows about people change, until it is written.
private struct LearnerChanges {
  /// The systems of which people bear an id.
  var borne: [UUID: Set<String>] = [:]
  /// Who bore ids that nobody bears now.
  var former: [ExternalID: Learner] = [:]
  var added: [UUID: Learner] = [:]
  var changed: [UUID: Learner] = [:]
  var ids: [(id: ExternalID, learner: UUID)] = []
  /// The ids that people got who were known already.
  private(set) var linked: [(id: ExternalID, learner: UUID)] = []

  mutating func change(_ learner: Learner) {
    if added[learner.id] == nil {
      changed[learner.id] = learner
    } else {
      added[learner.id] = learner
    }
  }

  mutating func link(_ ids: [ExternalID], to learner: Learner) {
    for id in ids {
      borne[learner.id, default: []].insert(id.system)
      self.ids.append((id, learner.id))
      linked.append((id, learner.id))
    }
  }
}
