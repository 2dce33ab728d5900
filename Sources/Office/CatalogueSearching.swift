import Foundation
import Microcredentials

/// What somebody looks for in the catalogue; nil and empty mean anything.
public struct CatalogueSearch: Hashable, Sendable {
  /// Words, all of which have to occur.
  public var text: String
  /// A skill.
  public var skill: String?
  /// The unit that offers it.
  public var unit: String?
  /// For credit, or not for credit.
  public var isCreditBearing: Bool?
  /// A framework of competencies that it is aligned with.
  public var framework: String?

  /// Makes a search; without arguments it finds every program on offer.
  public init(
    text: String = "", skill: String? = nil, unit: String? = nil, isCreditBearing: Bool? = nil,
    framework: String? = nil
  ) {
    self.text = text
    self.skill = skill
    self.unit = unit
    self.isCreditBearing = isCreditBearing
    self.framework = framework
  }
}

/// What a search found, and by what it could be narrowed.
public struct CatalogueFindings: Sendable {
  /// A value that programs have, and how many of those found would remain with it.
  public struct Facet: Hashable, Sendable {
    /// The value as programs write it.
    public var value: String
    /// How many.
    public var count: Int
  }

  /// Programs on offer by their titles.
  public var programs: [CatalogueProgram] = []
  /// Skills, the most frequent first.
  public var skills: [Facet] = []
  /// Units by name.
  public var units: [Facet] = []
  /// Frameworks by name.
  public var frameworks: [Facet] = []
  /// How many are for credit.
  public var forCredit = 0
  /// How many are not for credit.
  public var notForCredit = 0
}

extension Catalogue {
  /// The programs on offer that fit. Each facet counts what fits all other wishes, so that another
  /// value of it can be chosen.
  public func find(_ search: CatalogueSearch) -> CatalogueFindings {
    let words = SearchText.words(search.text)
    let skill = search.skill.map(SearchText.fold)
    let unit = search.unit.map(SearchText.fold)
    let framework = search.framework.map(SearchText.fold)
    var findings = CatalogueFindings()
    var skills = FacetCount()
    var units = FacetCount()
    var frameworks = FacetCount()
    for (program, text) in zip(programs, searchTexts) where program.isListed {
      guard text.has(words) else { continue }
      let isForCredit = program.text.credit.isBearing
      let fits = [
        skill.map(text.skills.contains) ?? true, unit.map { $0 == text.unit } ?? true,
        framework.map(text.frameworks.contains) ?? true,
        search.isCreditBearing.map { $0 == isForCredit } ?? true,
      ]
      func fitsBut(_ place: Int) -> Bool {
        fits.indices.allSatisfy { $0 == place || fits[$0] }
      }
      if fitsBut(-1) { findings.programs.append(program) }
      if fitsBut(0) { skills.add(program.text.skills) }
      if fitsBut(1) { units.add([program.text.unit].compactMap(\.self)) }
      if fitsBut(2) { frameworks.add(program.text.competencies.compactMap(\.framework)) }
      if fitsBut(3) {
        findings.forCredit += isForCredit ? 1 : 0
        findings.notForCredit += isForCredit ? 0 : 1
      }
    }
    findings.skills = skills.facets.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    findings.units = units.facets.sorted { $0.value < $1.value }
    findings.frameworks = frameworks.facets.sorted { $0.value < $1.value }
    return findings
  }
}

/// Counts values of programs; two spellings that differ by case or accents are one.
private struct FacetCount {
  private var found: [String: CatalogueFindings.Facet] = [:]

  var facets: [CatalogueFindings.Facet] { Array(found.values) }

  mutating func add(_ values: [String]) {
    let folded = Dictionary(
      values.map { (SearchText.fold($0), $0) }, uniquingKeysWith: { first, _ in first })
    for (key, value) in folded { found[key, default: .init(value: value, count: 0)].count += 1 }
  }
}

/// What a program is searched by, folded: without case and accents.
struct SearchText: Sendable {
  let skills: Set<String>
  let unit: String?
  let frameworks: Set<String>
  private let bytes: [UInt8]

  init(_ program: CatalogueProgram) {
    let text = program.text
    skills = Set(text.skills.map(Self.fold))
    unit = text.unit.map(Self.fold)
    frameworks = Set(text.competencies.compactMap(\.framework).map(Self.fold))
    let all =
      [text.title, program.code, text.summary, text.unit ?? "", text.badge.name]
      + text.skills + text.partners.map(\.name) + text.stacksInto
      + text.competencies.flatMap { [$0.name, $0.code ?? ""] }
    bytes = Array(Self.fold(all.joined(separator: "\n")).utf8)
  }

  /// Whether all words occur.
  func has(_ words: [[UInt8]]) -> Bool {
    words.allSatisfy(has)
  }

  /// Programs are many and words few: the first byte is looked for before the rest is compared.
  private func has(_ word: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { text in
      word.withUnsafeBytes { word in
        guard let start = text.baseAddress, let first = word.first, word.count <= text.count
        else { return word.isEmpty }
        var place = 0
        let last = text.count - word.count
        while place <= last, let hit = memchr(start + place, Int32(first), last - place + 1) {
          if memcmp(hit, word.baseAddress!, word.count) == 0 { return true }
          place = UnsafeRawPointer(hit) - start + 1
        }
        return false
      }
    }
  }

  /// The words of a wish, at most twelve.
  static func words(_ text: String) -> [[UInt8]] {
    fold(String(text.prefix(200))).split(whereSeparator: \.isWhitespace).prefix(12)
      .map { Array($0.utf8) }
  }

  /// Without case, accents and widths; letters that are no base letter with an accent as they are
  /// usually written without.
  static func fold(_ text: String) -> String {
    var folded = text.folding(
      options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    if folded.utf8.contains(where: { $0 >= 0x80 }) {
      folded = String(folded.flatMap { plain[$0] ?? [$0] })
    }
    return folded
  }

  private static let plain: [Character: [Character]] = [
    "ß": ["s", "s"], "ø": ["o"], "ł": ["l"], "đ": ["d"], "ð": ["d"], "þ": ["t", "h"],
    "æ": ["a", "e"], "œ": ["o", "e"], "ı": ["i"], "’": ["'"],
  ]
}
