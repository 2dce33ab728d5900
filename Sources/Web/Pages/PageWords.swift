/// A language that pages are written in, by its tag (BCP 47). Another one is a case here and a
/// translation in each catalogue of words; what is not translated yet stays English.
enum Language: String, CaseIterable, Sendable {
  case english = "en"

  /// The language that a reader prefers among ours (RFC 9110, section 12.5.4).
  static func preferred(by header: String?) -> Language {
    let wishes = (header ?? "").split(separator: ",").prefix(20).compactMap {
      wish -> (tag: String, weight: Double)? in
      let parts = wish.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      guard let tag = parts.first else { return nil }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map {
        Double($0.dropFirst(2)) ?? 0
      }
      return (String(tag.prefix { $0 != "-" }), weight ?? 1)
    }
    let known = wishes.filter { $0.weight > 0 }.enumerated().sorted {
      ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset)
    }.compactMap { Language(rawValue: $0.element.tag) }
    return known.first ?? .english
  }
}

/// The words of a page: a case for each sentence, with its text in every language.
///
/// A page's template writes `{{words.earnedOn}}` for the case `earnedOn`. Words that need a value
/// stand before or after it; a template puts them together.
protocol PageWords: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
  /// The English text, which is always there.
  var english: String { get }
  /// The text in another language; nil where it is not translated.
  func text(in language: Language) -> String?
}

extension PageWords {
  func text(in language: Language) -> String? { nil }

  /// The word for code that writes text itself.
  func callAsFunction(in language: Language) -> String {
    language == .english ? english : text(in: language) ?? english
  }

  /// All words by their names.
  static func dictionary(in language: Language) -> [String: String] {
    Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0(in: language)) })
  }
}

/// What the frame of every page says.
enum FrameWord: String, PageWords {
  case skip, navigation, catalogue, verify, myBadges

  var english: String {
    switch self {
    case .skip: "Skip to the content"
    case .navigation: "Main"
    case .catalogue: "Catalogue"
    case .verify: "Verify a badge"
    case .myBadges: "My badges"
    }
  }
}
