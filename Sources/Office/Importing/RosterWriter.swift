import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

/// Writes records of a roster as rows, many at a time: what is new is added, what changed becomes
/// an amendment, what is known is left alone, and what nobody knows yet waits.
///
/// The same records in another order or for the second time leave the same rows behind.
struct RosterWriter {
  /// A record and where it came from.
  struct Item {
    let line: Int
    let place: Int
    let record: RosterRecord
  }

  let institution: Int
  let actor: String
  let run: UUID?
  let transaction: Transaction
  /// What time it is; nil for the database's own clock.
  var clock: PostgresInstant?
  /// The records of whoever brings the rows in: nothing but names and addresses goes into them.
  var own = Set<UUID>()
  private var knownToday: Day?
  /// What can now be found that could not before; records may be waiting for it.
  private(set) var appeared = Set<String>()
  var learners: [ExternalID: Learner] = [:]
  /// Who bore ids that had ended, for records that end something.
  private var departed: [ExternalID: Learner] = [:]
  var programs: [String: Programs.Offered] = [:]

  init(institution: Int, actor: String, run: UUID?, in transaction: Transaction) {
    self.institution = institution
    self.actor = actor
    self.run = run
    self.transaction = transaction
  }

  /// Writes records and returns what became of each, in the same order.
  mutating func write(_ items: [Item]) throws -> [Imports.Outcome] {
    var outcomes = Outcomes(items)
    try findLearners(items)
    try findPrograms(items)
    try writeLearners(items, &outcomes)
    try writeEnrollments(items, &outcomes)
    try writeCompletions(items, &outcomes)
    try writeEvidence(items, &outcomes)
    try writeDepartures(items, &outcomes)
    return outcomes.all
  }

  /// Writes records that waited for what has appeared, and for what appears with them.
  mutating func resolveWaiting(for names: Set<String> = []) throws {
    appeared.formUnion(names)
    while !appeared.isEmpty {
      let names = Array(appeared)
      appeared = []
      while true {
        let waiting = try Imports.waiting(
          for: names, limit: 2_000, of: institution, in: transaction)
        if waiting.isEmpty { break }
        let items = waiting.map { waiting in
          Item(line: waiting.line, place: waiting.place, record: Self.record(waiting.record))
        }
        let outcomes = try write(items)
        try Imports.resolve(
          Array(zip(waiting, outcomes)), of: institution, in: transaction)
        // What still waits for one of these names would be found again and again.
        if outcomes.contains(where: { names.contains($0.waitsFor ?? "") }) { break }
      }
    }
  }

  /// Today in the institution's zone.
  mutating func today() throws -> Day {
    if let knownToday { return knownToday }
    let today = try Institutions.now(of: institution, at: clock, in: transaction).1
    knownToday = today
    return today
  }

  mutating func nowThere(_ name: String) { appeared.insert(name) }

  static func name(of learner: ExternalID) -> String { "learner:\(learner.system):\(learner.id)" }
  static func name(ofProgram code: String) -> String { "program:\(Code.key(code))" }
  static func name(ofEnrollment key: EnrollmentKey) -> String {
    "enrollment:\(key.learner.text):\(key.program.text)"
  }

  private static func record(_ json: String) -> RosterRecord {
    // Written by `Outcomes` from a record, so that it can be read as one.
    guard let record = try? JSONDecoder().decode(RosterRecord.self, from: Data(json.utf8)) else {
      preconditionFailure("a waiting record is not a record")
    }
    return record
  }

  private mutating func findLearners(_ items: [Item]) throws {
    let ids = Set(items.map(\.record.learner) + items.compactMap(\.record.otherID))
      .filter { learners[$0] == nil }
    guard !ids.isEmpty else { return }
    let found = try Learners.find(Array(ids), of: institution, in: transaction)
    learners.merge(found) { _, new in new }
    // A person may have left before what ends with them is told.
    let ending = Set(items.filter(\.record.isEnding).map(\.record.learner))
      .filter { learners[$0] == nil && departed[$0] == nil }
    guard !ending.isEmpty else { return }
    let bearers = try Aliases.lastBearers(
      of: Array(ending), institution: institution, in: transaction)
    departed.merge(bearers) { _, new in new }
  }

  /// Whom a record is about: who bears the id now, or, where something ends, bore it last.
  func bearer(of record: RosterRecord) -> Learner? {
    learners[record.learner] ?? (record.isEnding ? departed[record.learner] : nil)
  }

  private mutating func findPrograms(_ items: [Item]) throws {
    let keys = Set(items.compactMap { $0.record.program.map { Code.key($0) } })
      .filter { programs[$0] == nil }
    guard !keys.isEmpty else { return }
    let found = try Programs.offered(Array(keys), of: institution, in: transaction)
    programs.merge(found) { _, new in new }
  }
}

/// The learner and the program of an enrollment.
struct EnrollmentKey: Hashable {
  let learner: UUID
  let program: UUID
}

/// What became of the records of a batch, in their order.
struct Outcomes {
  private(set) var all: [Imports.Outcome]
  private let items: [RosterWriter.Item]

  init(_ items: [RosterWriter.Item]) {
    self.items = items
    all = items.map {
      Imports.Outcome(line: $0.line, place: $0.place, kind: .unchanged)
    }
  }

  mutating func set(_ index: Int, _ kind: Imports.Outcome.Kind) { all[index].kind = kind }

  mutating func wait(_ index: Int, for name: String, code: String, reason: String) {
    all[index].kind = .waiting
    all[index].code = code
    all[index].reason = reason
    all[index].waitsFor = name
    let data = (try? JSONEncoder.sorted.encode(items[index].record)) ?? Data()
    all[index].record = String(decoding: data, as: UTF8.self)
  }

  mutating func quarantine(_ index: Int, code: String, reason: String) {
    all[index].kind = .quarantined
    all[index].code = code
    all[index].reason = reason
    let data = (try? JSONEncoder.sorted.encode(items[index].record)) ?? Data()
    all[index].record = String(decoding: data, as: UTF8.self)
  }
}

extension JSONEncoder {
  fileprivate static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

extension RosterRecord {
  /// The learner whom the record is about.
  var learner: ExternalID {
    switch self {
    case .learner(let row): ExternalID(system: row.idSystem ?? "sis", id: row.id)
    case .departure(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    case .enrollment(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    case .withdrawal(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    case .completion(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    case .evidence(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    case .credential(let row): ExternalID(system: row.idSystem ?? "sis", id: row.learner)
    // A mapping of these is refused before a row is read.
    case .acknowledgement(let row): ExternalID(system: "sis", id: row.key)
    case .notation(let row): ExternalID(system: "sis", id: row.student)
    }
  }

  /// Another id of the same person.
  var otherID: ExternalID? {
    guard case .learner(let row) = self, let id = row.otherID else { return nil }
    let other = ExternalID(system: row.otherSystem ?? "sis", id: id)
    return other == learner ? nil : other
  }

  /// Whether it ends or takes back what was there.
  var isEnding: Bool {
    switch self {
    case .withdrawal: true
    case .completion(let row): row.status == .voided
    case .learner, .departure, .enrollment, .evidence, .credential, .acknowledgement,
      .notation:
      false
    }
  }

  /// The code of the program that the record names.
  var program: String? {
    switch self {
    case .enrollment(let row): row.program
    case .withdrawal(let row): row.program
    case .evidence(let row): row.program
    case .notation(let row): row.program
    case .learner, .departure, .completion, .credential, .acknowledgement: nil
    }
  }
}
