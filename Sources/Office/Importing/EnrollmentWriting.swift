import Foundation
import Microcredentials
import Postgres
import ProgramFiles
import Rosters
import Storage

extension RosterWriter {
  /// An enrollment as it stands while a batch is written.
  private struct Standing {
    let id: UUID
    let version: UUID?
    let isNew: Bool
    var standing: Enrollment
    var isChanged = false
  }

  /// Adds enrollments that are new, and moves those that were withdrawn.
  mutating func writeEnrollments(_ items: [Item], _ outcomes: inout Outcomes) throws {
    var standings = try knownStandings(items)
    let windows = try windows(items)
    var journal: [Journal.Entry] = []
    for (index, item) in items.enumerated() {
      switch item.record {
      case .enrollment(let row):
        guard let learner = learner(of: item, index, &outcomes),
          let program = program(row.program, index, &outcomes)
        else { continue }
        let key = EnrollmentKey(learner: learner.id, program: program.program)
        enroll(row, key, program, windows, &standings, index, &outcomes)
      case .withdrawal(let row):
        guard let learner = learner(of: item, index, &outcomes),
          let program = program(row.program, index, &outcomes)
        else { continue }
        let key = EnrollmentKey(learner: learner.id, program: program.program)
        withdraw(row, key, &standings, &journal, index, &outcomes)
      case .learner, .completion, .evidence, .credential: continue
      }
    }
    try write(standings)
    try Journal.add(
      journal, by: Journal.Actor(id: actor, role: "records technician"), of: institution,
      in: transaction)
  }

  private func keys(_ items: [Item]) -> Set<EnrollmentKey> {
    Set(
      items.compactMap { item in
        guard let code = item.record.program, let learner = learners[item.record.learner],
          let program = programs[Code.key(code)]
        else { return nil }
        return EnrollmentKey(learner: learner.id, program: program.program)
      })
  }

  private func knownStandings(_ items: [Item]) throws -> [EnrollmentKey: Standing] {
    let keys = keys(items)
    guard !keys.isEmpty else { return [:] }
    let latest = try Enrollments.latest(
      keys.map { ($0.learner, $0.program) }, of: institution, in: transaction)
    return latest.reduce(into: [:]) { standings, row in
      standings[EnrollmentKey(learner: row.learner, program: row.program)] = Standing(
        id: row.id, version: nil, isNew: false, standing: row.standing)
    }
  }

  private mutating func enroll(
    _ row: EnrollmentRow, _ key: EnrollmentKey, _ program: Programs.Offered,
    _ windows: [UUID: Window], _ standings: inout [EnrollmentKey: Standing], _ index: Int,
    _ outcomes: inout Outcomes
  ) {
    if var known = standings[key] {
      guard known.standing.began != row.on, known.standing.state == .enrolled else { return }
      known.standing.began = row.on
      known.isChanged = true
      standings[key] = known
      outcomes.set(index, .amended)
      return
    }
    guard let version = program.version(on: row.on, label: row.version) else {
      outcomes.quarantine(
        index, code: "version-unknown", reason: "The program has no version of this label.")
      return
    }
    guard program.isOpen, windows[version]?.contains(row.on) ?? true else {
      outcomes.quarantine(
        index, code: "enrollment-closed",
        reason: "The program does not take enrollments that begin on this day.")
      return
    }
    standings[key] = Standing(
      id: UUID(), version: version, isNew: true, standing: Enrollment(began: row.on))
    nowThere(Self.name(ofEnrollment: key))
    outcomes.set(index, .created)
  }

  private func withdraw(
    _ row: WithdrawalRow, _ key: EnrollmentKey, _ standings: inout [EnrollmentKey: Standing],
    _ journal: inout [Journal.Entry], _ index: Int, _ outcomes: inout Outcomes
  ) {
    guard var known = standings[key] else {
      outcomes.wait(
        index, for: Self.name(ofEnrollment: key), code: "enrollment-unknown",
        reason: "The learner is not enrolled in this program yet; it goes in with the enrollment.")
      return
    }
    guard known.standing.state != .withdrawn || known.standing.ended != row.on else { return }
    journal.append(
      Journal.Entry(
        action: "withdraw", subjectKind: "enrollment", subject: known.id.text,
        from: known.standing.state.rawValue, to: "withdrawn",
        reason: row.reason ?? "Imported with effect from \(row.on)."))
    known.standing.state = .withdrawn
    known.standing.ended = row.on
    known.isChanged = true
    standings[key] = known
    outcomes.set(index, known.isNew ? .created : .amended)
  }

  private func write(_ standings: [EnrollmentKey: Standing]) throws {
    let new = standings.filter(\.value.isNew).compactMap { key, known in
      known.version.map {
        Enrollments.New(
          id: known.id, learner: key.learner, program: key.program, version: $0,
          standing: known.standing)
      }
    }
    if !new.isEmpty {
      try Enrollments.add(new, of: institution, by: actor, importing: run, in: transaction)
    }
    let changed = standings.values.filter { $0.isChanged && !$0.isNew }
      .map { (id: $0.id, standing: $0.standing) }
    if !changed.isEmpty { try Enrollments.change(changed, of: institution, in: transaction) }
  }

  /// The days on which enrollments may begin, by version.
  private func windows(_ items: [Item]) throws -> [UUID: Window] {
    let versions = items.compactMap { item -> UUID? in
      guard case .enrollment(let row) = item.record else { return nil }
      return programs[Code.key(row.program)]?.version(on: row.on, label: row.version)
    }
    let stored = try Programs.versions(
      Array(Set(versions)), of: institution, in: transaction)
    return try stored.reduce(into: [:]) { windows, version in
      let file = try ProgramFile.read(version.source.utf8, name: version.label)
      windows[version.id] = file.version.enrollment
    }
  }
}
