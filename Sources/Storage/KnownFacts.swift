public import Foundation
public import Microcredentials
public import Postgres

/// What is known about many learners at once, read in a fixed number of queries.
public enum KnownFacts {
  /// Facts by learner: completions, and micro-credentials held here.
  public static func read(
    of learners: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: [Fact]] {
    var known: [UUID: [Fact]] = [:]
    known.reserveCapacity(learners.count)
    var amended = Set<UUID>()
    var voids: [String: Int] = [:]
    let revisions = try Completions.revisions(
      of: learners, institution: institution, in: transaction)
    try revisions.forEach { row in
      let learner = try row.next(UUID.self)
      let (fact, state) = try completion(&row)
      if fact.revision > 1 || state == .voided { amended.insert(learner) }
      if state == .voided { voids[fact.id] = max(voids[fact.id] ?? 0, fact.revision) }
      known[learner, default: []].append(fact)
    }
    for learner in amended { known[learner] = known[learner].map { latest($0, voids) } }
    return known
  }

  /// The latest revision of each fact; none of a fact whose latest revision voids it.
  private static func latest(_ facts: [Fact], _ voids: [String: Int]) -> [Fact] {
    var latest: [String: Fact] = [:]
    for fact in facts where (latest[fact.id]?.revision ?? 0) < fact.revision {
      latest[fact.id] = fact
    }
    return latest.values.filter { voids[$0.id] != $0.revision }
  }

  private static func completion(_ row: inout Row) throws -> (Fact, StoredCompletion.State) {
    let id = try row.next(UUID.self).text
    let revision = Int(try row.next(Int32.self))
    let kind = FactKind(rawValue: try row.next()) ?? .activity
    let code = try row.next(String.self)
    let on = try row.day()
    let state = StoredCompletion.State(rawValue: try row.next()) ?? .provisional
    let fact = Fact(
      id: id, kind: kind, code: code, on: on, revision: revision, isFinal: state == .final,
      grade: try row.next(), score: try row.quantityIfAny(), credits: try row.quantityIfAny(),
      hours: try row.quantityIfAny(), points: try row.quantityIfAny(), passed: try row.next(),
      origin: Origin(rawValue: try row.next()) ?? .here,
      attempt: try row.next(Int32?.self).map(Int.init), term: try row.next(),
      expires: try row.dayIfAny(), tags: try row.next([String]?.self) ?? [])
    return (fact, state)
  }

  /// Accepted evidence as facts, by enrollment.
  public static func evidence(
    of enrollments: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: [Fact]] {
    var known: [UUID: [Fact]] = [:]
    try transaction.query(
      """
      select s.enrollment_id, s.submission_id, s.version, s.kind, r.effective_on, r.score, r.level
        from evidence_submission s
       cross join lateral (
         select * from evidence_review r
          where r.institution_id = s.institution_id and r.submission_id = s.submission_id
            and r.version = s.version
          order by r.reviewed_at desc, r.review_id desc limit 1) r
       where s.institution_id = \(institution)::int and s.enrollment_id = any(\(enrollments))
         and r.outcome = 'accepted'
         and not exists (
           select from evidence_submission later
            where later.institution_id = s.institution_id
              and later.submission_id = s.submission_id and later.version > s.version
              and later.state = 'submitted')
      """
    ).forEach { row in
      let enrollment = try row.next(UUID.self)
      let id = try row.next(UUID.self).text
      let version = try row.next(Int32.self)
      known[enrollment, default: []].append(
        Fact(
          id: id, kind: .evidence, code: Code.key(try row.next(String.self)), on: try row.day(),
          revision: Int(version),
          grade: nil, score: try row.quantityIfAny()
        ).graded(try row.next(String?.self)))
    }
    return known
  }

  /// Exceptions in force, by enrollment.
  public static func exceptions(
    of enrollments: [UUID], institution: Int, in transaction: Transaction
  ) throws -> [UUID: [Exception]] {
    var known: [UUID: [Exception]] = [:]
    try transaction.query(
      """
      select distinct on (x.enrollment_id, x.exception_id)
             x.enrollment_id, x.exception_id, x.requirement, x.substitute, x.effective_on, x.state
        from requirement_exception x
       where x.institution_id = \(institution)::int and x.enrollment_id = any(\(enrollments))
       order by x.enrollment_id, x.exception_id, x.revision desc
      """
    ).forEach { row in
      let enrollment = try row.next(UUID.self)
      let id = try row.next(UUID.self).text
      let requirement = try row.next(String.self)
      let substitute = try row.next(String?.self)
      let on = try row.day()
      guard try row.next(String.self) == "granted" else { return }
      known[enrollment, default: []].append(
        Exception(
          id: id, requirement: requirement,
          kind: substitute.map { .substitution(code: $0) } ?? .waiver, on: on))
    }
    return known
  }

  /// The evidence that a badge embeds, by submission: its items in their order.
  public struct EvidenceItem: Sendable {
    /// The submission.
    public var submission: UUID
    /// The version of the submission.
    public var version: Int
    /// The kind of the submission.
    public var kind: String
    /// What the item is called.
    public var name: String
    /// What the submission is, in the learner's words.
    public var summary: String?
    /// SHA-256 of the content, where it was uploaded.
    public var sha256: [UInt8]?
    /// The link, where it is one.
    public var url: String?
    /// What tells two items apart.
    public var fingerprint: String
    /// What the author is to the learner, where it is an endorsement.
    public var relation: String?
    /// What the author says, where it is an endorsement.
    public var statement: String?
  }

  /// Items of submissions in the versions named.
  public static func items(
    of versions: [(submission: UUID, version: Int)], institution: Int, in transaction: Transaction
  ) throws -> [EvidenceItem] {
    try transaction.query(
      """
      select s.submission_id, s.version, s.kind, i.name, s.description, i.content_sha256, i.url,
             i.fingerprint, s.author_relation, s.statement
        from unnest(\(versions.map(\.submission)), \(versions.map { Int32($0.version) }))
               as n (submission_id, version)
        join evidence_submission s
          on s.submission_id = n.submission_id and s.version = n.version
        join evidence_item i on i.institution_id = s.institution_id
          and i.submission_id = s.submission_id and i.version = s.version
       where s.institution_id = \(institution)::int
       order by s.submission_id, i.place
      """
    ).map { row in
      EvidenceItem(
        submission: try row.next(), version: Int(try row.next(Int32.self)), kind: try row.next(),
        name: try row.next(), summary: try row.next(), sha256: try row.next(),
        url: try row.next(), fingerprint: try row.next(), relation: try row.next(),
        statement: try row.next())
    }
  }
}

extension Fact {
  fileprivate func graded(_ grade: String?) -> Fact {
    var fact = self
    fact.grade = grade
    return fact
  }
}
