internal import Microcredentials

/// Reads single values; each notes what is wrong and returns nil when it cannot.
extension Reading {
  /// Text that is not empty, line breaks included.
  func prose(_ entry: Entry, _ key: String) -> String? {
    guard case .text(let text) = entry.value else {
      mistake(at: entry.place, "'\(key)' is text, not \(entry.kind)", "Write it after the colon.")
      return nil
    }
    guard !text.isEmpty else {
      mistake(at: entry.place, "'\(key)' has no value", "Write one after the colon, or drop it.")
      return nil
    }
    let isControl = { (scalar: Unicode.Scalar) in
      (scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)) || scalar.value == 0x7F
    }
    guard !text.unicodeScalars.contains(where: isControl) else {
      mistake(
        at: entry.place, "'\(key)' has an invisible control character",
        "Type the text again without it.")
      return nil
    }
    return text
  }

  /// Text on one line: white space within is one blank each.
  func text(_ entry: Entry, _ key: String) -> String? {
    prose(entry, key).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }

  /// A list of texts, or one alone.
  func texts(_ entry: Entry, _ key: String) -> [String] {
    guard case .list(let members) = entry.value else {
      return text(entry, key).map { [$0] } ?? []
    }
    return members.compactMap { text($0, key) }
  }

  /// One word out of several.
  func word<Word: RawRepresentable & CaseIterable>(
    _ entry: Entry, _ key: String, as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let text = text(entry, key) else { return nil }
    if let word = Word(rawValue: text) { return word }
    let words = Word.allCases.map(\.rawValue)
    mistake(
      at: entry.place, "'\(key)' cannot be '\(shortened(text))'",
      Spelling.nearest(to: text, among: words).map { "Did you mean '\($0)'?" }
        ?? "Write \(alternatives(words)).")
    return nil
  }

  /// `true` or `false`.
  func truth(_ entry: Entry, _ key: String) -> Bool? {
    guard let text = text(entry, key) else { return nil }
    switch text {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      mistake(at: entry.place, "'\(key)' is true or false, not \(entry.kind)", "Write 'true'.")
      return nil
    }
  }

  /// A whole number from 1 to 1,000.
  func whole(_ entry: Entry, _ key: String) -> Int? {
    guard let text = text(entry, key) else { return nil }
    if let number = Int(text), (1...1000).contains(number) { return number }
    mistake(
      at: entry.place, "'\(key)' is a whole number from 1 to 1000, not \(entry.kind)",
      "Write it in digits, such as 2.")
    return nil
  }

  /// A number from 0 to 999,999 with at most four decimal places.
  func quantity(_ entry: Entry, _ key: String) -> Quantity? {
    guard let text = text(entry, key) else { return nil }
    if let quantity = Quantity.plain(text) { return quantity }
    let isShare = text.hasSuffix("%") || text.contains("/")
    mistake(
      at: entry.place, "'\(key)' is a number, not \(entry.kind)",
      isShare
        ? "A share such as 50% or 1/3 can only stand in a limit under 'where'."
        : "Write digits with a point for decimals, such as 4 or 1.5.")
    return nil
  }

  /// A number above zero.
  func positive(_ entry: Entry, _ key: String) -> Quantity? {
    guard let quantity = quantity(entry, key) else { return nil }
    if quantity > 0 { return quantity }
    mistake(at: entry.place, "'\(key)' is 0", "Write a number above zero, or drop the key.")
    return nil
  }

  /// A number, or two with a hyphen between them.
  func range(_ entry: Entry, _ key: String) -> ClosedRange<Quantity>? {
    guard let text = text(entry, key) else { return nil }
    let ends = text.replacing("–", with: "-").split(
      separator: "-", omittingEmptySubsequences: false
    )
    .map { Quantity.plain($0.trimmed) }
    if ends.count == 1, let only = ends[0] { return only...only }
    if ends.count == 2, let low = ends[0], let high = ends[1], low <= high { return low...high }
    mistake(
      at: entry.place, "'\(key)' is a number or a range, not \(entry.kind)",
      "Write 4, or 1-4 with the smaller number first.")
    return nil
  }

  /// A date.
  func day(_ entry: Entry, _ key: String) -> Day? {
    guard let text = text(entry, key) else { return nil }
    if let day = Day(text) { return day }
    mistake(
      at: entry.place, "'\(key)' is a date, not \(entry.kind)",
      "Write year, month and day, such as 2026-08-24.")
    return nil
  }

  /// An absolute web address.
  func address(_ entry: Entry, _ key: String) -> String? {
    guard let text = text(entry, key) else { return nil }
    let rest = ["https://", "http://"].lazy.filter(text.hasPrefix).first
      .map { text.dropFirst($0.count) }
    if let rest, let first = rest.unicodeScalars.first, first != "/", !rest.contains(" ") {
      return text
    }
    mistake(
      at: entry.place, "'\(key)' is not a web address", "Write it in full, from 'https://' on.")
    return nil
  }
}

extension Quantity {
  /// A number from 0 to 999,999.
  static func plain(_ text: some StringProtocol) -> Quantity? {
    Quantity(text).flatMap { (0...999_999).contains($0) ? $0 : nil }
  }
}
