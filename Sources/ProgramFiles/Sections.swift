internal import Microcredentials

/// Reads the sections of a program file other than its criteria.
extension Reading {
  /// The code of the program: it becomes part of web addresses.
  func programCode(_ entry: Entry) -> String? {
    guard let code = text(entry, "program") else { return nil }
    let isPlain = code.utf8.allSatisfy { byte in
      switch byte {
      case 45, 46, 48...57, 65...90, 95, 97...122: true
      default: false
      }
    }
    if isPlain, code.utf8.count <= 100, code.contains(where: { $0.isLetter || $0.isNumber }) {
      return code
    }
    mistake(
      at: entry.place, "'\(shortened(code))' cannot be the code of a program",
      "Use letters, digits, '-', '_' and '.', at most 100 of them: 'data-literacy'.")
    return nil
  }

  func credit(_ entry: Entry) -> Credit? {
    guard let text = text(entry, "credit") else { return nil }
    switch text {
    case "none": return Credit.none
    case "bearing": return .bearing(nil)
    default: break
    }
    if let credits = Quantity.plain(text), credits > 0 { return .bearing(credits) }
    mistake(
      at: entry.place, "'credit' cannot be '\(shortened(text))'",
      "Write the number of credits, 'bearing' if it follows from the criteria, or 'none' for a "
        + "badge without credit.")
    return nil
  }

  func window(_ entry: Entry) -> Window? {
    guard let fields = fields(of: entry, "'enrollment'", keys: ["opens", "closes"]) else {
      return nil
    }
    let opens = fields["opens"].flatMap { day($0, "opens") }
    let closes = fields["closes"].flatMap { day($0, "closes") }
    if let opens, let closes, closes < opens {
      mistake(
        at: fields.place(of: "closes"), "enrollment closes before it opens",
        "Exchange the two dates, or correct the year.")
    }
    return Window(opens: opens, closes: closes)
  }

  /// Named lists of codes.
  func pools(_ entry: Entry) -> [String: [String]] {
    guard case .mapping(let all) = entry.value else {
      mistake(
        at: entry.place, "'pools' is a mapping of names to lists of codes, not \(entry.kind)",
        "Write 'Electives: [ENG 101, ENG 102]' below it.")
      return [:]
    }
    var pools: [String: [String]] = [:]
    for field in all {
      let codes = texts(field.value, "pools").map { Code.key($0) }
      let name = field.key.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      pools[name] = codes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    return pools
  }

  func competencies(_ entry: Entry) -> [Competency] {
    let entries: [Entry] = if case .list(let members) = entry.value { members } else { [entry] }
    return entries.compactMap { entry in
      if case .text = entry.value { return text(entry, "name").map { Competency(name: $0) } }
      let keys = ["name", "url", "code", "framework"]
      guard let fields = fields(of: entry, "a competency", keys: keys) else { return nil }
      guard let name = fields["name"] else {
        mistake(at: entry.place, "the competency has no name", "Add 'name: …'.")
        return nil
      }
      let url = fields["url"].flatMap { address($0, "url") }
      let code = fields["code"].flatMap { text($0, "code") }
      let framework = fields["framework"].flatMap { text($0, "framework") }
      return text(name, "name").map {
        Competency(name: $0, url: url, code: code, framework: framework)
      }
    }
  }

  func badge(_ entry: Entry?, title: String, summary: String) -> BadgeText {
    let keys = ["name", "description", "image", "caption"]
    guard let entry, let fields = fields(of: entry, "'badge'", keys: keys) else {
      return BadgeText(name: title, summary: summary)
    }
    return BadgeText(
      name: fields["name"].flatMap { text($0, "name") } ?? title,
      summary: fields["description"].flatMap { prose($0, "description") } ?? summary,
      image: fields["image"].flatMap { address($0, "image") },
      imageCaption: fields["caption"].flatMap { text($0, "caption") })
  }
}
