public import Foundation
public import Microcredentials
public import Postgres

/// One revision of a completion as it is stored.
public struct StoredCompletion: Hashable, Sendable {
  /// Whether a completion counts: provisional results do so for progress only.
  public enum State: String, CaseIterable, Sendable {
    /// It may still change.
    case provisional
    /// It stands.
    case final
    /// It no longer exists.
    case voided
  }

  /// Its id, the same for all revisions.
  public var id: UUID
  /// The learner.
  public var learner: UUID
  /// What it says; `fact.id` and `fact.isFinal` follow from `id` and `state`.
  public var fact: Fact
  /// Whether it counts.
  public var state: State
  /// Its title, as written by whoever recorded it.
  public var title: String?
  /// Who issued it, for what was earned elsewhere.
  public var issuer: String?
  /// The group of learners that it was recorded for: `2026FA-NPM301-02`.
  public var section: String?

  /// Makes a revision.
  public init(
    id: UUID, learner: UUID, fact: Fact, state: State, title: String? = nil, issuer: String? = nil,
    section: String? = nil
  ) {
    self.id = id
    self.learner = learner
    self.fact = fact
    self.state = state
    self.title = title
    self.issuer = issuer
    self.section = section
  }

  /// Whether both say the same, whatever their revisions.
  public func says(sameAs other: StoredCompletion) -> Bool {
    var mine = self
    mine.fact.revision = other.fact.revision
    mine.fact.id = other.fact.id
    mine.fact.isFinal = other.fact.isFinal
    return mine == other
  }
}

/// Rows of completions.
public enum Completions {
  static let columns: SQL =
    """
    c.completion_id, c.learner_id, c.revision, c.kind, c.code, c.happened_on, c.state, c.grade,
    c.score, c.credits, c.hours, c.points, c.passed, c.origin, c.attempt, c.term, c.expires,
    case when c.tags = '{}' then null else c.tags end, c.title, c.issuer, c.section
    """

  /// Every revision of every completion of the learners; whoever reads them keeps the latest, which
  /// is cheaper than asking for it, as few completions are ever amended.
  static func revisions(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> Rows {
    try transaction.query(
      """
      select c.learner_id, c.completion_id, c.revision, c.kind, c.code, c.happened_on,
             c.state, c.grade, c.score, c.credits, c.hours, c.points, c.passed,
             c.origin, c.attempt, c.term, c.expires,
             case when c.tags = '{}' then null else c.tags end
        from completion c
       where c.institution_id = \(institution)::int and c.learner_id = any(\(learners))
      """)
  }

  /// The latest revisions of completions by id, voided ones included.
  public static func latest(
    _ ids: [UUID], of institution: Int, in transaction: Transaction
  ) throws -> [UUID: StoredCompletion] {
    var latest: [UUID: StoredCompletion] = [:]
    try transaction.query(
      """
      select distinct on (c.completion_id) \(sql: columns)
        from completion c
       where c.institution_id = \(institution)::int and c.completion_id = any(\(ids))
       order by c.completion_id, c.revision desc
      """
    ).forEach { row in
      let completion = try read(&row)
      latest[completion.id] = completion
    }
    return latest
  }

  static func read(_ row: inout Row) throws -> StoredCompletion {
    let id = try row.next(UUID.self)
    let learner = try row.next(UUID.self)
    let revision = try row.next(Int32.self)
    let kind = FactKind(rawValue: try row.next()) ?? .activity
    let code = try row.next(String.self)
    let on = try row.day()
    let state = StoredCompletion.State(rawValue: try row.next()) ?? .provisional
    let fact = Fact(
      id: id.text, kind: kind, code: code, on: on, revision: Int(revision),
      isFinal: state == .final, grade: try row.next(), score: try row.quantityIfAny(),
      credits: try row.quantityIfAny(), hours: try row.quantityIfAny(),
      points: try row.quantityIfAny(), passed: try row.next(),
      origin: Origin(rawValue: try row.next()) ?? .here,
      attempt: try row.next(Int32?.self).map(Int.init), term: try row.next(),
      expires: try row.dayIfAny(), tags: try row.next([String]?.self) ?? [])
    return StoredCompletion(
      id: id, learner: learner, fact: fact, state: state, title: try row.next(),
      issuer: try row.next(), section: try row.next())
  }

  /// The ids that completions have by learner and key: the same key is the same completion.
  public static func ids(
    _ keys: [(learner: UUID, key: String)], in transaction: Transaction
  ) throws -> [UUID] {
    try transaction.query(
      """
      select stable_id(n.learner_id || ':' || n.key)
        from unnest(\(keys.map(\.learner)), \(keys.map(\.key))) with ordinality
          as n (learner_id, key, place)
       order by n.place
      """
    ).column()
  }

  /// Adds revisions.
  public static func add(
    _ new: [StoredCompletion], of institution: Int, by actor: String, reason: String?,
    importing run: UUID?, in transaction: Transaction
  ) throws {
    guard !new.isEmpty else { return }
    let facts = new.map(\.fact)
    try transaction.execute(
      """
      insert into completion
        (institution_id, completion_id, revision, learner_id, kind, code, title, happened_on,
         state, grade, score, credits, hours, points, passed, origin, attempt, term, expires,
         issuer, section, tags, recorded_by, reason, import_id)
      select \(institution)::int, n.completion_id, n.revision, n.learner_id, n.kind, n.code,
             n.title, n.happened_on, n.state, n.grade, n.score, n.credits, n.hours, n.points,
             n.passed, n.origin, n.attempt, n.term, n.expires, n.issuer,
             n.section, coalesce(string_to_array(n.tags, chr(31)), '{}'), \(actor), \(reason),
             \(run)
        from unnest(
          \(new.map(\.id)), \(facts.map { Int32(clamping: $0.revision) }), \(new.map(\.learner)),
          \(facts.map(\.kind.rawValue)), \(facts.map(\.code)), \(new.map(\.title)),
          \(facts.map(\.on.stored)), \(new.map(\.state.rawValue)), \(facts.map(\.grade)),
          \(facts.map { $0.score?.stored }), \(facts.map { $0.credits?.stored }),
          \(facts.map { $0.hours?.stored }), \(facts.map { $0.points?.stored }),
          \(facts.map(\.passed)), \(facts.map(\.origin.rawValue)),
          \(facts.map { $0.attempt.map { Int32(clamping: $0) } }), \(facts.map(\.term)),
          \(facts.map { $0.expires?.stored }), \(new.map(\.issuer)),
          \(new.map(\.section)),
          \(facts.map { $0.tags.isEmpty ? nil : $0.tags.joined(separator: "\u{1F}") }))
          as n (completion_id, revision, learner_id, kind, code, title, happened_on, state, grade,
            score, credits, hours, points, passed, origin, attempt, term, expires, issuer, section,
            tags)
      """)
  }
}
