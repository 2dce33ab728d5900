public import Foundation
import Microcredentials
import Postgres
public import Storage

/// One completion to be recorded.
public struct CompletionOrder: Sendable {
  /// Whose it is.
  public enum Subject: Hashable, Sendable {
    /// The learner with this id.
    case learner(UUID)
    /// Whoever has this id in another system now.
    case external(ExternalID)
  }

  /// Whose it is.
  public var subject: Subject
  /// The key that the calling system has for it: the same key is the same completion. Nil for one
  /// that is new each time.
  public var key: String?
  /// What it says; its id, revision and learner are found out.
  public var says: StoredCompletion

  /// Makes an order.
  public init(subject: Subject, key: String?, says: StoredCompletion) {
    self.subject = subject
    self.key = key
    self.says = says
  }
}

/// What became of an order.
public enum CompletionOutcome: Sendable {
  /// It is new.
  case created(UUID)
  /// It was there and says something else now.
  case amended(UUID)
  /// It was there and says the same.
  case unchanged(UUID)
  /// It was not recorded.
  case refused(Refusal)
}

/// Completions: recorded one by one or many at once.
extension Visit {
  /// Records a completion, or amends the one of the same key; throws its refusal.
  public func record(
    _ order: CompletionOrder, reason: String
  ) throws -> (outcome: CompletionOutcome, history: [Completions.Revision]) {
    let outcome = try record([order], reason: reason)[0]
    switch outcome {
    case .refused(let refusal): throw refusal
    case .created(let id), .amended(let id), .unchanged(let id):
      return (outcome, try Completions.history(of: id, institution: institution, in: transaction))
    }
  }

  /// Records completions as far as each can be, and says in the same order what became of them.
  public func record(
    _ orders: [CompletionOrder], reason: String
  ) throws -> [CompletionOutcome] {
    try may(.recordCompletions)
    var ledger = try CompletionLedger(orders, visit: self)
    let outcomes = orders.map { ledger.enter($0) }
    try ledger.write(reason: reason)
    return outcomes
  }

  /// Refuses a completion that does not fit together or names a grade that nobody could read.
  func check(_ completion: StoredCompletion, grades: GradeScale) throws(Refusal) {
    let fact = completion.fact
    // Other kinds have levels of their own, which the criteria name.
    if fact.kind == .course, let grade = fact.grade, grades[grade] == nil {
      throw Refusal(
        .gradeUnknown,
        "The institution's scale does not know this grade; it knows: "
          + "\(grades.marks.map(\.name).joined(separator: ", ")).")
    }
    if let expires = fact.expires, expires <= fact.on {
      throw Refusal(.invalid, "What expires does so after the day on which it happened.")
    }
  }

  /// The institution's grades.
  func grades() throws -> GradeScale {
    try Institutions.policy(of: institution, in: transaction)?.grades ?? .usual
  }
}

/// Completions that are being recorded, and what is known of the same ones.
private struct CompletionLedger {
  private let visit: Visit
  private let learners: [ExternalID: Learner]
  private let people: [UUID: Learners.Person]
  private let roles: [UUID: Role]
  private let grades: GradeScale
  private var ids: [String: [(record: UUID, id: UUID)]] = [:]
  private var latest: [UUID: StoredCompletion] = [:]
  private var new: [(revision: StoredCompletion, from: StoredCompletion?, role: Role)] = []

  init(_ orders: [CompletionOrder], visit: Visit) throws {
    let (institution, transaction) = (visit.institution, visit.transaction)
    self.visit = visit
    let external = orders.compactMap { order in
      if case .external(let id) = order.subject { id } else { nil }
    }
    learners = try Learners.find(Array(Set(external)), of: institution, in: transaction)
    let named = orders.compactMap { order in
      if case .learner(let id) = order.subject { id } else { nil }
    }
    let records = Array(Set(named + learners.values.map(\.id)))
    people = try Learners.people(of: records, institution: institution, in: transaction)
    roles = try visit.roles(for: .recordCompletions, people)
    grades = try visit.grades()
    try find(orders)
  }

  /// Finds the completions of the same keys, under any record of the person, and locks what a
  /// change of them takes away from: enrollments, then learners, as the reconciler does.
  private mutating func find(_ orders: [CompletionOrder]) throws {
    let (institution, transaction) = (visit.institution, visit.transaction)
    var wanted: [(name: String, record: UUID, key: String)] = []
    for order in orders {
      guard let key = order.key, let learner = learner(of: order), let person = people[learner]
      else { continue }
      let name = Self.name(learner, key)
      guard ids[name] == nil else { continue }
      ids[name] = []
      for record in [learner] + person.records.filter({ $0 != learner }) {
        wanted.append((name, record, key))
      }
    }
    let found = try Completions.ids(wanted.map { ($0.record, $0.key) }, in: transaction)
    for (wanted, id) in zip(wanted, found) { ids[wanted.name]?.append((wanted.record, id)) }
    let known = try Completions.latest(found, of: institution, in: transaction)
    let touched = Set(known.values.map(\.learner)).flatMap { people[$0]?.records ?? [$0] }
    try Enrollments.lock(ofLearners: touched, of: institution, in: transaction)
    try Learners.lock(Array(people.keys), of: institution, in: transaction)
    latest = try Completions.latest(found, of: institution, in: transaction)
  }

  private static func name(_ learner: UUID, _ key: String) -> String { "\(learner.text):\(key)" }

  private func learner(of order: CompletionOrder) -> UUID? {
    switch order.subject {
    case .learner(let id): id
    case .external(let id): learners[id]?.id
    }
  }

  mutating func enter(_ order: CompletionOrder) -> CompletionOutcome {
    do {
      return try accept(order)
    } catch {
      return .refused(error)
    }
  }

  private mutating func accept(
    _ order: CompletionOrder
  ) throws(Refusal) -> CompletionOutcome {
    guard let learner = learner(of: order), let person = people[learner] else {
      throw Refusal(.learnerUnknown, "Nobody has this learner id: add the learner first.")
    }
    guard let role = roles[learner] else {
      throw Refusal.forbidden(.recordCompletions, isLimited: true)
    }
    guard person.standing != visit.caller.learner else {
      throw Refusal(.separationOfDuties, "Nobody records their own completion.")
    }
    try visit.check(order.says, grades: grades)
    var revision = order.says
    let mine = order.key.flatMap { ids[Self.name(learner, $0)] } ?? []
    let known = mine.compactMap { latest[$0.id] }.first
    revision.id = known?.id ?? mine.first?.id ?? UUID()
    revision.learner = known?.learner ?? learner
    // A system that says nothing about sections takes none away.
    revision.section = revision.section ?? known?.section
    revision.fact.revision = (known?.fact.revision ?? 0) + 1
    if let known, known.says(sameAs: revision) { return .unchanged(known.id) }
    guard known?.state != .final || revision.state == .final else {
      throw Refusal(
        .wrongState, "A final result does not become provisional again: amend it, or void it.")
    }
    latest[revision.id] = revision
    new.append((revision, known, role))
    return known == nil ? .created(revision.id) : .amended(revision.id)
  }

  func write(reason: String) throws {
    let (institution, transaction) = (visit.institution, visit.transaction)
    try Completions.add(
      new.map(\.revision), of: institution, by: visit.caller.id, reason: reason, importing: nil,
      in: transaction)
    for (role, entries) in Dictionary(grouping: new, by: \.role) {
      try Journal.add(
        entries.map { entry in
          Journal.Entry(
            action: entry.from == nil ? "record completion" : "amend completion",
            subjectKind: "completion", subject: entry.revision.id.text,
            from: entry.from?.state.rawValue, to: entry.revision.state.rawValue, reason: reason)
        }, by: Journal.Actor(id: visit.caller.id, role: role.rawValue), of: institution,
        in: transaction)
    }
  }
}

extension Visit {
  /// The roles in which the caller may do something with each of these records; none for those out
  /// of its reach.
  fileprivate func roles(
    for action: Action, _ people: [UUID: Learners.Person]
  ) throws -> [UUID: Role] {
    let grants = caller.grants(for: action)
    if let grant = grants.first(where: { $0.units == nil }) {
      return people.mapValues { _ in grant.role }
    }
    var roles: [UUID: Role] = [:]
    for grant in grants {
      let within = try Learners.enrolled(
        people, in: Array(grant.units ?? []), of: institution, in: transaction)
      for learner in within where roles[learner] == nil { roles[learner] = grant.role }
    }
    return roles
  }
}
