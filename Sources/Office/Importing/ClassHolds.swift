import Foundation
import Microcredentials
import Postgres
import Rosters
import Storage

/// By which classes student systems hold learners in programs, while a batch is written.
///
/// One rule: somebody is enrolled in a program as long as one class holds them there, and is
/// withdrawn on the day on which the last one let them go. It looks at all classes together, so that
/// their rows may come in any order.
struct ClassHolds {
  /// A class as a student system names it.
  struct Class: Hashable {
    let system: String
    let membership: String
  }

  /// From when to when it holds.
  struct Span: Hashable {
    var began: Day?
    var ended: Day?
  }

  /// What all classes of an enrollment say together.
  enum Verdict: Equatable {
    case holds
    /// The last one let go on this day.
    case letGo(Day)
  }

  /// What changed of an enrollment's classes.
  struct Change {
    /// What they said before; nil where there were none.
    let before: Verdict?
    let after: Verdict
    /// The first day of those that hold.
    let firstDay: Day?
    /// The place of the record that said so last.
    let index: Int
    let reason: String?
  }

  private var stored: [EnrollmentKey: [Class: Span]] = [:]
  private var current: [EnrollmentKey: [Class: Span]] = [:]
  private var touched: [EnrollmentKey: (index: Int, reason: String?)] = [:]

  init(_ rows: [ClassMemberships.Row]) {
    for row in rows {
      let key = EnrollmentKey(learner: row.learner, program: row.program)
      let name = Class(system: row.system, membership: row.membership)
      stored[key, default: [:]][name] = Span(began: row.began, ended: row.ended)
    }
    current = stored
  }

  /// A class holds from a day on.
  mutating func hold(_ key: EnrollmentKey, _ name: Class, from day: Day, _ index: Int) {
    current[key, default: [:]][name] = Span(began: day)
    touched[key] = (index, touched[key]?.reason)
  }

  /// A class lets go on a day; without one on the day that was told before, or else today.
  mutating func letGo(
    _ key: EnrollmentKey, _ name: Class, on day: Day?, today: Day, because reason: String?,
    _ index: Int
  ) {
    var span = current[key]?[name] ?? Span()
    span.ended = day ?? span.ended ?? today
    current[key, default: [:]][name] = span
    touched[key] = (index, reason)
  }

  /// What changed, by enrollment.
  var changes: [(key: EnrollmentKey, change: Change)] {
    touched.compactMap { key, last in
      guard let after = Self.verdict(current[key]) else { return nil }
      let open = (current[key] ?? [:]).values.filter { $0.ended == nil }
      return (
        key,
        Change(
          before: Self.verdict(stored[key]), after: after,
          firstDay: open.compactMap(\.began).min(), index: last.index, reason: last.reason)
      )
    }
  }

  /// The rows that are not stored as they are now.
  var rows: [ClassMemberships.Row] {
    current.flatMap { key, classes in
      classes.compactMap { name, span in
        stored[key]?[name] == span
          ? nil
          : ClassMemberships.Row(
            learner: key.learner, program: key.program, system: name.system,
            membership: name.membership, began: span.began, ended: span.ended)
      }
    }
  }

  private static func verdict(_ classes: [Class: Span]?) -> Verdict? {
    guard let spans = classes?.values, !spans.isEmpty else { return nil }
    let ends = spans.compactMap(\.ended)
    guard ends.count == spans.count, let last = ends.max() else { return .holds }
    return .letGo(last)
  }
}

extension EnrollmentHistory {
  /// What becomes of the last enrollment by what its classes say; nil for nothing.
  enum Turn: Equatable {
    case withdrawn(Day)
    case reinstated
  }

  /// Only what the classes ended themselves do they bring back, or move to another day.
  func turn(by change: ClassHolds.Change) -> Turn? {
    guard let last = entries.last?.standing else { return nil }
    func end(_ day: Day) -> Day { max(day, last.began) }
    var wasEndedByClasses = false
    if case .letGo(let day) = change.before {
      wasEndedByClasses = last.state == .withdrawn && last.ended == end(day)
    }
    switch change.after {
    case .letGo(let day):
      let isDue = last.state == .enrolled || wasEndedByClasses
      return isDue && last.ended != end(day) ? .withdrawn(end(day)) : nil
    case .holds:
      // One that begins after the end is another enrollment.
      let overlaps = change.firstDay.map { first in last.ended.map { first < $0 } ?? false } ?? true
      return wasEndedByClasses && overlaps ? .reinstated : nil
    }
  }

  mutating func reinstate(_ place: Int) {
    entries[place].standing.state = .enrolled
    entries[place].standing.ended = nil
    entries[place].isChanged = true
  }
}
