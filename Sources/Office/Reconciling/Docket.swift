import Foundation
import Microcredentials
import Postgres
import Storage

/// The facts of a batch of enrollments, read with a fixed number of queries.
struct Docket {
  /// One enrollment with everything that its decision needs.
  struct Case {
    let enrollment: StoredEnrollment
    let ready: VersionShelf.Ready
    let facts: Facts
    /// All awards of the learner, merged records included.
    let awards: [StoredAward]
    let open: WorkList.Open
    /// Whether the learner has several records.
    let isMerged: Bool
    /// What the gates of the ledger look at.
    let ledger: LedgerStanding
  }

  let issuer: VersionShelf.Issuer
  let now: PostgresInstant
  let today: Day
  let cases: [Case]

  var institution: Institution { issuer.institution }
}

extension Office {
  /// Step 3 of a batch: reads facts in new statements, so that they are no older than the locks.
  func docket(
    _ enrollments: [StoredEnrollment], of institution: Int, in transaction: Transaction
  ) throws -> Docket {
    let stored = try Institutions.one(institution, in: transaction)
    guard let policy = try Institutions.policy(of: institution, in: transaction) else {
      throw Refusal(
        .noInstitution,
        "\(stored.code) has no policy: run `conferral institution apply FILE` again.")
    }
    let (now, today) = try Institutions.now(of: institution, at: clock?(), in: transaction)
    let key = try Credentials.keys(of: institution, at: now, in: transaction)
      .first { $0.isActive }
    let issuer = VersionShelf.Issuer(institution: stored, key: key?.id)
    let versions = try shelf.versions(
      Set(enrollments.map(\.version)), of: issuer, keys: keys, in: transaction)
    let known = try KnownFactsOfBatch(enrollments, of: institution, in: transaction)
    let cases = enrollments.compactMap { enrollment in
      versions[enrollment.version].map { ready in
        known.docketCase(enrollment, ready, policy)
      }
    }
    return Docket(issuer: issuer, now: now, today: today, cases: cases)
  }
}

/// What is known about the learners of a batch.
private struct KnownFactsOfBatch {
  private let facts: [UUID: [Fact]]
  private let evidence: [UUID: [Fact]]
  private let exceptions: [UUID: [Exception]]
  private let awards: [UUID: [StoredAward]]
  private let open: [UUID: WorkList.Open]
  private let merged: Set<UUID>
  private let standings: [UUID: LedgerStanding]
  private let suspendedPrograms: Set<UUID>

  init(
    _ enrollments: [StoredEnrollment], of institution: Int, in transaction: Transaction
  ) throws {
    let ids = enrollments.map(\.id)
    let canonical = Array(Set(enrollments.map(\.canonical)))
    let merged = try Learners.merged(into: canonical, of: institution, in: transaction)
    let learners = canonical + merged.keys.sorted { $0.text < $1.text }
    self.merged = Set(merged.values)
    let read = try KnownFacts.read(of: learners, institution: institution, in: transaction)
    facts = Self.gathered(read, merged)
    evidence = try KnownFacts.evidence(of: ids, institution: institution, in: transaction)
    exceptions = try KnownFacts.exceptions(of: ids, institution: institution, in: transaction)
    let all = try Awards.of(learners: learners, institution: institution, in: transaction)
    awards = Self.gathered(Dictionary(grouping: all, by: \.learner), merged)
    open = try WorkList.open(of: ids, institution: institution, in: transaction)
    let students = try HeldNotations.students(
      of: learners, institution: institution, in: transaction)
    let holds = try HeldNotations.holds(on: learners, institution: institution, in: transaction)
    // The id of the record that stands goes before those of the records merged into it.
    standings = learners.reduce(into: [:]) { standings, learner in
      let person = merged[learner] ?? learner
      var standing = standings[person] ?? LedgerStanding(student: nil)
      standing.student = standing.student ?? students[learner]
      standing.holds.formUnion(holds[learner] ?? [])
      standings[person] = standing
    }
    suspendedPrograms = try HeldNotations.suspended(
      among: Array(Set(enrollments.map(\.program))), of: institution, in: transaction)
  }

  /// Facts of merged records belong to the record that stands.
  private static func gathered<Value>(
    _ values: [UUID: [Value]], _ merged: [UUID: UUID]
  ) -> [UUID: [Value]] {
    guard !merged.isEmpty else { return values }
    return values.reduce(into: [:]) { result, entry in
      result[merged[entry.key] ?? entry.key, default: []] += entry.value
    }
  }

  func docketCase(
    _ enrollment: StoredEnrollment, _ ready: VersionShelf.Ready, _ policy: Policy
  ) -> Docket.Case {
    let awards = awards[enrollment.canonical] ?? []
    let others = awards.filter { !$0.isRevoked && $0.program != enrollment.program }
    var known = facts[enrollment.canonical] ?? []
    if let evidence = evidence[enrollment.id] { known += evidence }
    if !others.isEmpty {
      note(others, in: &known)
      known += others.map {
        Fact(id: $0.id.text, kind: .credential, code: $0.programKey, on: $0.earnedOn)
      }
    }
    var ledger = standings[enrollment.canonical] ?? LedgerStanding(student: nil)
    ledger.isProgramSuspended = suspendedPrograms.contains(enrollment.program)
    return Docket.Case(
      enrollment: enrollment, ready: ready,
      facts: Facts(
        version: ready.version, policy: policy, enrollment: enrollment.standing, known: known,
        exceptions: exceptions[enrollment.id] ?? []),
      awards: awards, open: open[enrollment.id] ?? WorkList.Open(),
      isMerged: merged.contains(enrollment.canonical), ledger: ledger)
  }

  /// Notes on each fact which other programs count it.
  private func note(_ others: [StoredAward], in known: inout [Fact]) {
    var programs: [String: [String]] = [:]
    for award in others {
      for fact in award.facts { programs[fact, default: []].append(award.programKey) }
    }
    for index in known.indices {
      if let counted = programs[known[index].id] { known[index].countedIn = counted.sorted() }
    }
  }
}
