internal import Microcredentials

/// Reads `award`: when a program is awarded.
extension Reading {
  func awardDates(_ entry: Entry) -> [AwardDate] {
    if case .text(let text) = entry.value {
      if text != "as soon as met" {
        mistake(
          at: entry.place, "'award' cannot be \(entry.kind)",
          "Write 'as soon as met', or dates: '{on: [2026-12-31]}' or '{yearly: [05-31, 12-31]}'.")
      }
      return []
    }
    guard let fields = fields(of: entry, "'award'", keys: ["on", "yearly"]) else { return [] }
    let once = fields["on"].map { days($0) } ?? []
    let yearly = fields["yearly"].map { recurring($0) } ?? []
    if fields.entries.isEmpty {
      mistake(at: entry.place, "'award' names no date", "Write 'as soon as met', or add dates.")
    }
    return once + yearly
  }

  private func days(_ entry: Entry) -> [AwardDate] {
    let days = entries(entry, "on").compactMap { member in
      day(member, "on").map { (member.place, $0) }
    }
    ascending(days.map { ($0.0, Int($0.1.number)) })
    return days.map { .day($0.1) }
  }

  private func recurring(_ entry: Entry) -> [AwardDate] {
    let dates = entries(entry, "yearly").compactMap { member in
      text(member, "yearly").flatMap { monthAndDay($0, at: member.place) }
        .map { (member.place, $0) }
    }
    ascending(dates.map { ($0.0, $0.1.month * 100 + $0.1.day) })
    return dates.map { .yearly(month: $0.1.month, day: $0.1.day) }
  }

  private func entries(_ entry: Entry, _ key: String) -> [Entry] {
    guard case .list(let members) = entry.value else { return [entry] }
    if members.isEmpty {
      mistake(
        at: entry.place, "'\(key)' lists no date", "Add one, or write 'award: as soon as met'.")
    }
    return members
  }

  private func monthAndDay(_ text: String, at place: Place) -> (month: Int, day: Int)? {
    // 2000 is a leap year: 29 February is a date on which a program can be awarded.
    if let day = Day("2000-\(text)") { return (day.parts.month, day.parts.day) }
    mistake(
      at: place, "'\(shortened(text))' is not a day of the year",
      "Write month and day, such as 05-31.")
    return nil
  }

  private func ascending(_ dates: [(place: Place, rank: Int)]) {
    for (earlier, later) in zip(dates, dates.dropFirst()) where later.rank <= earlier.rank {
      mistake(
        at: later.place, "the dates of 'award' are not in order",
        "List each date once, the earliest first.")
    }
  }
}
