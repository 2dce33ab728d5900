import Synchronization

/// What is chosen of the same offers for the headers that clients send: most send the same few.
final class AcceptedTypes: Sendable {
  /// Longer headers are read anew each time.
  private static let longest = 200
  private static let most = 500

  let offers: [String]
  private let known = Mutex<[String: String]>([:])

  init(_ offers: [String]) { self.offers = offers }

  /// As `Accept.best` does.
  func best(for header: String?) -> String? {
    guard let header else { return offers.first }
    if let type = known.withLock({ $0[header] }) { return type }
    guard let type = Accept(header).best(of: offers) else { return nil }
    if header.utf8.count <= Self.longest {
      known.withLock { known in
        if known.count >= Self.most { known.removeAll() }
        known[header] = type
      }
    }
    return type
  }
}

/// What a client accepts (RFC 9110, section 12.5.1).
struct Accept {
  private struct Range {
    let type: Substring
    let subtype: Substring
    let weight: Double
    let place: Int

    /// Three for the media type itself, two for its kind, one for everything, zero for another.
    func closeness(to type: Substring, _ subtype: Substring) -> Int {
      if self.type == "*" { return self.subtype == "*" ? 1 : 0 }
      guard self.type == type else { return 0 }
      return self.subtype == "*" ? 2 : self.subtype == subtype ? 3 : 0
    }
  }

  private let ranges: [Range]

  /// Reads a header; without one everything is accepted. Parameters other than the weight are not
  /// looked at, and what cannot be read counts as if it were not there.
  init(_ header: String?) {
    let parts = Self.split(header?.lowercased() ?? "", at: ",").prefix(64)
    ranges = parts.enumerated().compactMap { place, part in Self.range(part, at: place) }
  }

  private static func range(_ text: Substring, at place: Int) -> Range? {
    let pieces = split(text, at: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    let names = (pieces.first ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
    var weight = 1.0
    if let given = pieces.dropFirst().first(where: { $0.hasPrefix("q=") }) {
      guard let value = Double(given.dropFirst(2)), (0...1).contains(value) else { return nil }
      weight = value
    }
    return Range(type: names[0], subtype: names[1], weight: weight, place: place)
  }

  /// Splits at a character outside of quotes.
  private static func split(_ text: some StringProtocol, at separator: Character) -> [Substring] {
    var parts: [Substring] = []
    let text = Substring(text)
    var (start, isQuoted) = (text.startIndex, false)
    for place in text.indices {
      if text[place] == "\"" { isQuoted.toggle() }
      guard text[place] == separator, !isQuoted else { continue }
      parts.append(text[start..<place])
      start = text.index(after: place)
    }
    return parts + [text[start...]]
  }

  /// The one of our media types that the client likes best; of those liked as much the one that it
  /// names first, and then the one that we name first. Nil where it accepts none.
  func best(of offers: [String]) -> String? {
    guard !ranges.isEmpty else { return offers.first }
    let liked = offers.enumerated().compactMap { place, offer -> (Double, Int, Int, String)? in
      let names = offer.split(separator: "/")
      let closest = ranges.map { ($0.closeness(to: names[0], names[1]), $0) }
        .filter { $0.0 > 0 }.max { $0.0 < $1.0 }
      guard let range = closest?.1, range.weight > 0 else { return nil }
      return (-range.weight, range.place, place, offer)
    }
    return liked.min { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }?.3
  }
}
