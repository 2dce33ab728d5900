import Microcredentials
import Office

/// What the catalogue says.
enum CatalogueWord: String, PageWords {
  case heading, search, unit, credit, framework, any, forCredit, notForCredit, show
  case skills, wishes, without, program, programs, nothing, nothingYet, credits, oneCredit, upTo
  case suspended, badgeOf, previous, next, pages, pageNumber, of, pathways, suggest, feed, data
  case narrow

  var english: String {
    switch self {
    case .heading: "Micro-credentials"
    case .search: "Words in title, description or skills"
    case .unit: "Offered by"
    case .credit: "Credit"
    case .framework: "Competency framework"
    case .any: "Any"
    case .forCredit: "For credit"
    case .notForCredit: "Not for credit"
    case .show: "Search"
    case .skills: "Skills"
    case .wishes: "Chosen"
    case .without: "remove"
    case .program: "program"
    case .programs: "programs"
    case .nothing: "No program fits. Take a wish back, or suggest what you miss."
    case .nothingYet: "No program is on offer yet."
    case .credits: "credits"
    case .oneCredit: "credit"
    case .upTo: "up to"
    case .suspended: "Takes no new enrollments just now."
    case .badgeOf: "Badge of"
    case .previous: "Previous page"
    case .next: "Next page"
    case .pages: "Pages"
    case .pageNumber: "Page"
    case .of: "of"
    case .pathways: "How programs build on each other"
    case .suggest: "Suggest a program"
    case .feed: "News as a feed (Atom)"
    case .data: "The catalogue as data (JSON)"
    case .narrow: "Narrow down by skill"
    }
  }
}

/// Credits in words.
enum CreditWords {
  /// `6 credits`, `3–6 credits`, `Not for credit`.
  static func text(
    _ credit: Credit, _ range: ClosedRange<Quantity>, _ language: Language
  ) -> String {
    switch credit {
    case .none: return CatalogueWord.notForCredit(in: language)
    case .bearing(let stated):
      let bounds = stated.map { $0...$0 } ?? range
      guard bounds.upperBound > .zero else { return CatalogueWord.forCredit(in: language) }
      return amount(bounds, language)
    }
  }

  static func amount(_ range: ClosedRange<Quantity>, _ language: Language) -> String {
    let word: CatalogueWord = range.upperBound == 1 ? .oneCredit : .credits
    let most = "\(range.upperBound) \(word(in: language))"
    if range.lowerBound == range.upperBound { return most }
    guard range.lowerBound > .zero else { return "\(CatalogueWord.upTo(in: language)) \(most)" }
    return "\(range.lowerBound)–\(most)"
  }
}
