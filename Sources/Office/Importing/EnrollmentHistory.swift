import Foundation
import Microcredentials
import Storage

/// The enrollments of a learner in a program, the earliest first, while a batch is written.
struct EnrollmentHistory {
  struct Entry {
    let id: UUID
    /// The version that a new one pins.
    let version: UUID?
    var standing: Enrollment
    var isChanged = false

    var isNew: Bool { version != nil }
  }

  var entries: [Entry]

  init(_ entries: [Entry] = []) { self.entries = entries }

  /// What a row that says "enrolled on this day" is about.
  enum Place {
    /// It is known, or long over.
    case known
    /// It gives another first day to the enrollment at this place.
    case correction(Int)
    /// It is another enrollment: the first, or one after the end of the last.
    case another
  }

  func place(of day: Day) -> Place {
    guard let last = entries.last else { return .another }
    if entries.contains(where: { $0.standing.began == day }) { return .known }
    guard let ended = last.standing.ended else {
      let isOver = entries.dropLast().contains { day < $0.standing.ended ?? .first }
      return last.standing.state == .enrolled && !isOver
        ? .correction(entries.count - 1) : .known
    }
    return day >= ended ? .another : .known
  }

  mutating func add(_ entry: Entry) { entries.append(entry) }

  mutating func correct(_ place: Int, began day: Day) {
    entries[place].standing.began = day
    entries[place].isChanged = true
  }

  /// Which enrollment a withdrawal ends: the last that had begun; nil when it is known.
  func withdrawn(on day: Day) -> Int? {
    if entries.contains(where: { $0.standing.state == .withdrawn && $0.standing.ended == day }) {
      return nil
    }
    return entries.lastIndex { $0.standing.began <= day } ?? entries.indices.first
  }

  mutating func withdraw(_ place: Int, on day: Day) {
    entries[place].standing.state = .withdrawn
    entries[place].standing.ended = day
    entries[place].isChanged = true
  }
}
