internal import Rosters
internal import Yams

/// When a consumer's batches go out, and when silence is too long.
extension ConsumerParser {
  mutating func schedule(_ entry: Section.Entry) -> ConsumerFile.Schedule? {
    guard let section = section(entry.node, "schedule", ["days", "at"]) else { return nil }
    let days = needed("days", in: section).flatMap { self.days($0) }
    let time = needed("at", in: section).flatMap { self.time($0) }
    guard let days, let time else { return nil }
    return ConsumerFile.Schedule(days: days, hour: time.hour, minute: time.minute)
  }

  private mutating func days(_ entry: Section.Entry) -> [ConsumerFile.Weekday]? {
    let known = ConsumerFile.Weekday.allCases
    let words = texts(entry.node, "a day")
    if words.isEmpty {
      mistake(entry.line, "“days” names no day", "write “days: [mon, tue, wed, thu, fri]”")
      return nil
    }
    for word in words where ConsumerFile.Weekday(rawValue: word) == nil {
      mistake(
        entry.line, "there is no day “\(word)”",
        Spelling.remedy(for: word, among: known.map(\.rawValue)))
    }
    return known.filter { words.contains($0.rawValue) }
  }

  private mutating func time(_ entry: Section.Entry) -> (hour: Int, minute: Int)? {
    guard let text = text(entry.node, "at") else { return nil }
    if let match = text.wholeMatch(of: /([01][0-9]|2[0-3]):([0-5][0-9])/),
      let hour = Int(match.1), let minute = Int(match.2)
    {
      return (hour, minute)
    }
    mistake(
      entry.line, "“\(text)” is no time of day", "write it with quotation marks, as in \"02:00\"")
    return nil
  }

  mutating func alarms(_ entry: Section.Entry) -> ConsumerFile.Alarms {
    let words = [
      "late after hours", "unacknowledged after days", "cursor behind after hours",
    ]
    guard let section = section(entry.node, "alarms", words) else { return .init() }
    func number(_ word: String, _ range: ClosedRange<Int>) -> Int? {
      section[word].flatMap { count($0.node, word, range) }
    }
    return ConsumerFile.Alarms(
      lateAfterHours: number(words[0], 1...8_760),
      unacknowledgedAfterDays: number(words[1], 1...366),
      cursorBehindAfterHours: number(words[2], 1...8_760))
  }
}
