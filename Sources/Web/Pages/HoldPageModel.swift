import Foundation
import Microcredentials
import Postgres
import Storage

/// What the page of notations that are held shows.
struct HeldPage {
  static let size = 100

  struct Reason {
    let label: String
    let remedy: String
    let count: Int
    let link: String?
    let oldest: DateShown?
  }

  struct Row {
    let name: String
    let student: String?
    let program: String
    let earned: String
    let reason: String
    let since: DateShown
    let days: Int
  }

  let reasons: [Reason]
  let hasReasons: Bool
  let total: Int
  /// The reason that alone is shown.
  let only: String?
  let rows: [Row]
  let hasRows: Bool
  let next: String?
  let first: String?
  let hasPages: Bool

  /// `held` may be one more than a page has.
  init(
    _ held: [HeldNotations.Listed], _ counts: [HeldNotations.Count], of reason: HeldReason?,
    isFirst: Bool, _ visit: PageVisit
  ) {
    let (zone, language) = (visit.institution.zone, visit.language)
    func address(_ reason: HeldReason?, after: String? = nil) -> String {
      let wishes = [reason.map { ("reason", $0.rawValue) }, after.map { ("after", $0) }]
      let query = wishes.compactMap { $0 }.map { "\($0)=\(URLText.escaped($1))" }
      return query.isEmpty ? "/held" : "/held?" + query.joined(separator: "&")
    }
    reasons = counts.map { count in
      let (words, remedy) = HoldWord.words(of: count.reason)
      return Reason(
        label: words(in: language), remedy: remedy(in: language), count: count.count,
        link: count.reason == reason ? nil : address(count.reason),
        oldest: DateShown(count.oldest, in: zone, language))
    }
    hasReasons = !counts.isEmpty
    total = counts.reduce(0) { $0 + $1.count }
    only = reason.map { HoldWord.words(of: $0).words(in: language) }
    let shown = held.prefix(Self.size)
    rows = shown.map { row in
      Row(
        name: row.name, student: row.student, program: row.program, earned: "\(row.earnedOn)",
        reason: HoldWord.words(of: row.reason).words(in: language),
        since: DateShown(row.since, in: zone, language), days: max(0, row.ageDays))
    }
    hasRows = !held.isEmpty
    next =
      held.count > Self.size
      ? shown.last.map { address(reason, after: Cursor(Call.place($0.since, $0.award)).text) } : nil
    first = isFirst ? nil : address(reason)
    hasPages = next != nil || first != nil
  }
}

/// What the page of holds shows.
struct HoldsPage {
  static let size = 100

  struct Kind {
    let value: String
    let label: String
  }

  struct Row {
    let id: String
    let learner: String
    let name: String
    let student: String?
    let kind: String
    let value: String
    let since: DateShown
    let by: String
    let reason: String
  }

  let token: String
  let done: String?
  let kinds: [Kind]
  let rows: [Row]
  let hasRows: Bool
  let next: String?
  let first: String?
  let hasPages: Bool

  /// `holds` may be one more than a page has.
  init(
    _ holds: [Holds.Present], isFirst: Bool, _ visit: PageVisit, token: String, done: String?
  ) {
    let (zone, language) = (visit.institution.zone, visit.language)
    self.token = token
    self.done =
      switch done {
      case "placed": HoldWord.wasPlaced(in: language)
      case "released": HoldWord.wasReleased(in: language)
      default: nil
      }
    // The one that is chosen before anybody chooses hides nothing.
    kinds = [HoldKind.record, .financial, .directory].map {
      Kind(value: $0.rawValue, label: Self.words(of: $0, language))
    }
    let shown = holds.prefix(Self.size)
    rows = shown.map { hold in
      Row(
        id: hold.id.text, learner: hold.person.text, name: hold.name, student: hold.student,
        kind: Self.words(of: hold.kind, language), value: hold.kind.rawValue,
        since: DateShown(hold.placed.at, in: zone, language), by: hold.placed.role,
        reason: hold.placed.reason)
    }
    hasRows = !holds.isEmpty
    next =
      holds.count > Self.size
      ? shown.last.map {
        "/holds?after=" + URLText.escaped(Cursor(Call.place($0.placed.at, $0.id)).text)
      } : nil
    first = isFirst ? nil : "/holds"
    hasPages = next != nil || first != nil
  }

  private static func words(of kind: HoldKind, _ language: Language) -> String {
    switch kind {
    case .directory: HoldWord.directory(in: language)
    case .record: HoldWord.record(in: language)
    case .financial: HoldWord.financial(in: language)
    }
  }
}
