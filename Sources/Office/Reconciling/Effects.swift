import Foundation
import Microcredentials
import OpenBadges
import Postgres
import Storage

/// Writes what verdicts ask for: awards, badges and notations together, the feed position last.
struct Effects {
  let office: Office
  let docket: Docket
  let decided: Int
  /// What people decided; nil for what the loop does by itself.
  var approval: Approval?

  /// That people decided what is done.
  struct Approval {
    let decision: Proposals.Decision
    let confirmedBy: String?
  }

  /// Who does it.
  var actor: Journal.Actor { approval?.decision.actor ?? office.daemonActor }

  private var institution: Int { docket.institution.id }

  func apply(
    _ verdicts: [(Docket.Case, Verdict)], _ shard: inout Shard, _ report: inout BatchReport,
    in transaction: Transaction
  ) throws {
    let verdicts = try withoutRivals(verdicts, in: transaction)
    guard !verdicts.isEmpty else { return }
    let awards = try awards(verdicts, in: transaction)
    let pass = UUID.ordered(at: docket.now)
    try Passes.add(
      pass, daemon: office.daemon, at: docket.now, decided: decided, awarded: awards.count,
      of: institution, in: transaction)
    try applyWorkList(verdicts.map(\.1), verdicts.map(\.0), pass, in: transaction)
    report.proposed += verdicts.count { $0.1.propose != nil }
    let superseded = awards.compactMap(\.supersedes)
    if !awards.isEmpty {
      try make(awards, superseding: superseded, pass, &shard, in: transaction)
    }
    try writeLedger(
      verdicts, superseding: superseded, adding: awards.compactMap(\.notation), in: transaction)
    report.corrected += superseded.count + verdicts.count { $0.1.renotes != nil }
    report.awarded += awards.count - superseded.count
  }

  /// Everything of awards but their notations.
  private func make(
    _ awards: [Award], superseding superseded: [UUID], _ pass: UUID, _ shard: inout Shard,
    in transaction: Transaction
  ) throws {
    if !superseded.isEmpty {
      try Awards.supersede(superseded, as: superseding, of: institution, in: transaction)
    }
    try Awards.add(
      awards.map(\.new), pass: pass, at: docket.now, of: institution, in: transaction)
    if !superseded.isEmpty {
      try Awards.carrySuspensions(
        from: superseded, by: actor, of: institution, in: transaction)
    }
    try addBadges(awards, &shard, in: transaction)
    if office.posting != nil {
      // Whoever was told of an award is not told again because it was corrected.
      try Outbox.queue(
        .earned, about: awards.filter { $0.supersedes == nil }.map(\.new.id), of: institution,
        in: transaction)
    }
    try Journal.add(
      awards.map { award in
        Journal.Entry(
          action: award.supersedes == nil ? "award" : "supersede", subjectKind: "award",
          subject: award.new.id.text, from: award.supersedes?.text, to: "issued",
          reason: "The criteria were met on \(award.new.earned.on); pass \(pass.text).")
      }, by: actor, of: institution, in: transaction)
  }

  private var superseding: Awards.Ending {
    Awards.Ending(
      kind: "superseded", at: docket.now, actor: actor.id, role: actor.role,
      reason: approval?.decision.reason
        ?? "What became known later gives another date, another term or other credits.",
      publicReason: "It was issued again with corrected details.", barsAnother: false,
      confirmedBy: approval?.confirmedBy)
  }

  /// An award in the making.
  private struct Award {
    let new: Awards.New
    let supersedes: UUID?
    let ready: VersionShelf.Ready
    let facts: BadgeFacts
    let evidence: [KnownFacts.EvidenceItem]
    let notation: DueNotation?
  }

  private func awards(
    _ verdicts: [(Docket.Case, Verdict)], in transaction: Transaction
  ) throws -> [Award] {
    let due = verdicts.compactMap { docketCase, verdict in
      verdict.award.map { award in
        (docketCase, verdict, award, BadgeFacts(award.decision, among: docketCase.facts.known))
      }
    }
    let evidence = try BadgeFacts.evidence(
      of: due.map { $0.3 }, institution: institution, in: transaction)
    return due.compactMap { docketCase, verdict, award, facts in
      guard let earned = award.decision.earned else { return nil }
      let items = facts.submissions.flatMap { evidence[$0] ?? [] }
      let text = DecisionRecord.text(docketCase, award.decision, evidence: items)
      let new = Awards.New(
        id: .ordered(at: docket.now), enrollment: docketCase.enrollment, follows: award.follows,
        earned: earned, decision: text)
      let former = docketCase.awards.first { $0.id == verdict.supersedes }
      return Award(
        new: new, supersedes: verdict.supersedes, ready: docketCase.ready, facts: facts,
        evidence: items,
        notation: DueNotation(
          docketCase, of: new.id, heldFor: docketCase.heldReason(of: former)))
    }
  }

  private func addBadges(
    _ awards: [Award], _ shard: inout Shard, in transaction: Transaction
  ) throws {
    guard let key = docket.issuer.key else {
      throw Refusal(
        .noSigningKey,
        "\(docket.institution.code) has no signing key: run `conferral key create`.")
    }
    let superseded = awards.compactMap(\.supersedes)
    // A correction keeps the address and the place on the list (DOMAIN invariant 13).
    let known =
      superseded.isEmpty
      ? [:] : try Credentials.latest(of: superseded, institution: institution, in: transaction)
    var entries = try statusEntries(awards.count - known.count, &shard, in: transaction)
    let suspended =
      superseded.isEmpty
      ? [] : try Awards.suspended(among: superseded, of: institution, in: transaction)
    let allowing = try Consents.granted(
      .evidenceLink, by: awards.filter { !$0.evidence.isEmpty }.map(\.new.enrollment.canonical),
      of: institution, in: transaction)
    // A correction keeps what was allowed of the badge itself.
    let showing = try Publications.granting(
      .evidenceLink, of: superseded, institution: institution, in: transaction)
    let badges = try awards.map { award in
      let former = award.supersedes.flatMap { known[$0] }
      let earned = award.new.earned
      var badge = try EarnedBadge(
        institution: docket.institution, ready: award.ready, award: award.new.id,
        id: former?.id ?? UUID(), status: former?.status ?? entries.removeLast(),
        isSuspended: award.supersedes.map(suspended.contains) ?? false,
        enrollment: award.new.enrollment, earnedOn: earned.on, term: earned.term?.name,
        credits: earned.credits, facts: award.facts, evidence: award.evidence,
        showsEvidence: award.supersedes.map(showing.contains)
          ?? allowing.contains(award.new.enrollment.canonical),
        awardedAt: former?.awardedAt ?? docket.now, former: former?.validFrom
      ).signed(at: docket.now)
      badge.revision = (former?.revision ?? 0) + 1
      return badge
    }
    try Credentials.add(badges, key: key, of: institution, in: transaction)
  }

  /// Random places that were never used, on the lists of this shard; a list that is half full is
  /// followed by the next, so that a place is found quickly and tells nothing.
  private func statusEntries(
    _ count: Int, _ shard: inout Shard, in transaction: Transaction
  ) throws -> [Credentials.StatusEntry] {
    guard count > 0 else { return [] }
    if shard.statusUsed + count > StatusList.minimumCount / 2 {
      shard.statusList += Shard.count
      shard.statusUsed = 0
    }
    var chosen = Set<Int32>()
    while chosen.count < count {
      var drawn = Set<Int32>()
      while drawn.count < count - chosen.count {
        let index = Int32.random(in: 0..<Int32(StatusList.minimumCount))
        if !chosen.contains(index) { drawn.insert(index) }
      }
      let used = try Credentials.used(
        Array(drawn), on: shard.statusList, of: institution, in: transaction)
      chosen.formUnion(drawn.subtracting(used))
    }
    shard.statusUsed += count
    try Marks.advance(shard, in: transaction)
    return chosen.shuffled().map { .init(list: shard.statusList, index: Int($0)) }
  }

  private func applyWorkList(
    _ verdicts: [Verdict], _ cases: [Docket.Case], _ pass: UUID, in transaction: Transaction
  ) throws {
    let actor = office.daemonActor.id
    let items = zip(cases, verdicts).compactMap { docketCase, verdict in
      verdict.openItem.map { (enrollment: docketCase.enrollment.id, reason: $0) }
    }
    try WorkList.openItems(items, pass: pass, of: institution, in: transaction)
    try WorkList.closeItems(
      verdicts.compactMap(\.closeItem), by: actor, of: institution, in: transaction)
    // What was pointless goes first: one proposal at a time is about an award.
    let moot = verdicts.compactMap(\.dropProposal)
    try WorkList.dropProposals(moot, by: actor, of: institution, in: transaction)
    try WorkList.propose(
      verdicts.compactMap(\.propose), pass: pass, of: institution, in: transaction)
    try Journal.add(
      moot.map {
        Journal.Entry(
          action: "drop proposal", subjectKind: "revocation proposal", subject: $0.text,
          to: "moot", reason: "The facts changed again; pass \(pass.text).")
      }, by: office.daemonActor, of: institution, in: transaction)
  }
}
