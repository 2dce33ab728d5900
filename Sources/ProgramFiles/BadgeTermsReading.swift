internal import Microcredentials

/// Reads the sections that say what stands in badges beside the criteria.
extension Reading {
  /// Names, or mappings with `name`, `url` and `role`; at most one partner has each role.
  func partners(_ entry: Entry) -> [Partner] {
    let entries: [Entry] = if case .list(let members) = entry.value { members } else { [entry] }
    var taken = Set<Partner.Role>()
    return entries.compactMap { entry in
      if case .text = entry.value { return text(entry, "partners").map { Partner(name: $0) } }
      guard let fields = fields(of: entry, "a partner", keys: ["name", "url", "role"]) else {
        return nil
      }
      guard let name = fields["name"] else {
        mistake(at: entry.place, "the partner has no name", "Add 'name: …'.")
        return nil
      }
      let url = fields["url"].flatMap { address($0, "url") }
      let role = fields["role"].flatMap { word($0, "role", as: Partner.Role.self) }
      if let role, !taken.insert(role).inserted {
        mistake(
          at: fields.place(of: "role"), "two partners have the role '\(role.rawValue)'",
          "A badge names one: keep the role of one partner, and drop it from the others.")
      }
      return text(name, "name").map { Partner(name: $0, url: url, role: role) }
    }
  }

  /// Kinds of results, each once.
  func results(_ entry: Entry) -> Set<ResultKind> {
    let entries: [Entry] = if case .list(let members) = entry.value { members } else { [entry] }
    return entries.reduce(into: []) { kinds, member in
      guard let kind = word(member, "results", as: ResultKind.self) else { return }
      if !kinds.insert(kind).inserted {
        mistake(at: member.place, "'\(kind.rawValue)' is listed twice", "Keep one of the two.")
      }
    }
  }

  /// A length of time of at most 100 years.
  func span(_ entry: Entry, _ key: String) -> Span? {
    guard let text = text(entry, key) else { return nil }
    if let span = Span(text),
      Day(number: 0).adding(span) <= Day(number: 0).adding(Span(100, .years))
    {
      return span
    }
    mistake(
      at: entry.place, "'\(key)' cannot be \(entry.kind)",
      "Write a length of time up to 100 years, such as '3 years', '18 months' or '90 days'.")
    return nil
  }
}
