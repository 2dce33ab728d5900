import Foundation
import Microcredentials
import Postgres
import ProgramFiles
import Rosters
import Storage

extension RosterWriter {
  /// Adds enrollments that are new, and moves those that were withdrawn.
  mutating func writeEnrollments(_ items: [Item], _ outcomes: inout Outcomes) throws {
    let keys = keys(items)
    var histories = try knownHistories(keys)
    var holds = try knownHolds(keys)
    let windows = try windows(items)
    var journal: [Journal.Entry] = []
    for (index, item) in items.enumerated() {
      switch item.record {
      case .enrollment(let row):
        guard let learner = learner(of: item, index, &outcomes),
          let program = program(row.program, index, &outcomes)
        else { continue }
        let key = EnrollmentKey(learner: learner.id, program: program.program)
        enroll(row, key, program, windows, &histories, index, &outcomes)
        guard let name = item.className, outcomes.all[index].kind != .quarantined else { continue }
        holds.hold(key, name, from: row.on, index)
      case .withdrawal(let row):
        guard let learner = learner(of: item, index, &outcomes),
          let program = program(row.program, index, &outcomes)
        else { continue }
        let key = EnrollmentKey(learner: learner.id, program: program.program)
        if let name = item.className {
          holds.letGo(
            key, name, on: row.on, today: try today(), because: row.reason, index)
        } else {
          try withdraw(row, key, &histories, &journal, index, &outcomes)
        }
      default: continue
      }
    }
    settle(holds, &histories, &journal, &outcomes)
    try write(histories)
    try ClassMemberships.put(holds.rows, of: institution, in: transaction)
    try Journal.add(
      journal, by: Journal.Actor(id: actor, role: "records technician"), of: institution,
      in: transaction)
  }

  /// Ends and brings back enrollments by what all their classes say.
  private func settle(
    _ holds: ClassHolds, _ histories: inout [EnrollmentKey: EnrollmentHistory],
    _ journal: inout [Journal.Entry], _ outcomes: inout Outcomes
  ) {
    for (key, change) in holds.changes {
      guard let history = histories[key], let turn = history.turn(by: change) else { continue }
      let (place, known) = (history.entries.count - 1, history.entries[history.entries.count - 1])
      var entry = Journal.Entry(
        action: "withdraw", subjectKind: "enrollment", subject: known.id.text,
        from: known.standing.state.rawValue, to: "withdrawn",
        reason: change.reason ?? "No class of the program holds the learner any more.")
      switch turn {
      case .withdrawn(let day): histories[key]?.withdraw(place, on: day)
      case .reinstated:
        histories[key]?.reinstate(place)
        entry.action = "reinstate"
        entry.to = "enrolled"
        entry.reason = "Imported: a class of the program holds the learner."
      }
      journal.append(entry)
      outcomes.set(change.index, known.isNew ? .created : .amended)
    }
  }

  private func keys(_ items: [Item]) -> Set<EnrollmentKey> {
    Set(
      items.compactMap { item in
        guard let code = item.record.program, let learner = bearer(of: item.record),
          let program = programs[Code.key(code)]
        else { return nil }
        return EnrollmentKey(learner: learner.id, program: program.program)
      })
  }

  private func knownHolds(_ keys: Set<EnrollmentKey>) throws -> ClassHolds {
    guard !keys.isEmpty else { return ClassHolds([]) }
    return ClassHolds(
      try ClassMemberships.all(
        keys.map { ($0.learner, $0.program) }, of: institution, in: transaction))
  }

  private func knownHistories(
    _ keys: Set<EnrollmentKey>
  ) throws -> [EnrollmentKey: EnrollmentHistory] {
    guard !keys.isEmpty else { return [:] }
    let known = try Enrollments.all(
      keys.map { ($0.learner, $0.program) }, of: institution, in: transaction)
    return known.reduce(into: [:]) { histories, row in
      histories[EnrollmentKey(learner: row.learner, program: row.program), default: .init()]
        .add(EnrollmentHistory.Entry(id: row.id, version: nil, standing: row.standing))
    }
  }

  private mutating func enroll(
    _ row: EnrollmentRow, _ key: EnrollmentKey, _ program: Programs.Offered,
    _ windows: [UUID: Window], _ histories: inout [EnrollmentKey: EnrollmentHistory],
    _ index: Int, _ outcomes: inout Outcomes
  ) {
    switch histories[key, default: .init()].place(of: row.on) {
    case .known: return
    case .correction(let place):
      guard row.corrects else { return }
      histories[key]?.correct(place, began: row.on)
      outcomes.set(index, .amended)
      return
    case .another: break
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
    histories[key, default: .init()].add(
      EnrollmentHistory.Entry(
        id: UUID(), version: version, standing: Enrollment(began: row.on)))
    nowThere(Self.name(ofEnrollment: key))
    outcomes.set(index, .created)
  }

  private mutating func withdraw(
    _ row: WithdrawalRow, _ key: EnrollmentKey,
    _ histories: inout [EnrollmentKey: EnrollmentHistory], _ journal: inout [Journal.Entry],
    _ index: Int, _ outcomes: inout Outcomes
  ) throws {
    guard let history = histories[key] else {
      outcomes.wait(
        index, for: Self.name(ofEnrollment: key), code: "enrollment-unknown",
        reason: "The learner is not enrolled in this program yet; it goes in with the enrollment.")
      return
    }
    // Without a day only what still goes on can end, so that the same row again changes nothing.
    if row.on == nil, history.entries.last?.standing.state != .enrolled { return }
    let day = try row.on ?? today()
    guard let place = history.withdrawn(on: day) else { return }
    let known = history.entries[place]
    journal.append(
      Journal.Entry(
        action: "withdraw", subjectKind: "enrollment", subject: known.id.text,
        from: known.standing.state.rawValue, to: "withdrawn",
        reason: row.reason ?? "Imported with effect from \(day)."))
    histories[key]?.withdraw(place, on: day)
    outcomes.set(index, known.isNew ? .created : .amended)
  }

  private func write(_ histories: [EnrollmentKey: EnrollmentHistory]) throws {
    let new = histories.flatMap { key, history in
      history.entries.compactMap { entry in
        entry.version.map {
          Enrollments.New(
            id: entry.id, learner: key.learner, program: key.program, version: $0,
            standing: entry.standing)
        }
      }
    }
    // First what ended, so that nobody is enrolled twice at a time.
    let changed = histories.values.flatMap(\.entries).filter { $0.isChanged && !$0.isNew }
      .map { (id: $0.id, standing: $0.standing) }
    if !changed.isEmpty { try Enrollments.change(changed, of: institution, in: transaction) }
    if !new.isEmpty {
      try Enrollments.add(new, of: institution, by: actor, importing: run, in: transaction)
    }
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

extension RosterWriter.Item {
  /// The class by which the record's learner is held in its program.
  fileprivate var className: ClassHolds.Class? {
    let membership: String? =
      switch record {
      case .enrollment(let row): row.membership
      case .withdrawal(let row): row.membership
      default: nil
      }
    return membership.map { .init(system: record.learner.system, membership: $0) }
  }
}
