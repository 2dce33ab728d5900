import Foundation
import Microcredentials
import Office

/// The list of programs on offer, with the search.
struct CataloguePage {
  /// How many programs a page shows.
  static let size = 24
  private static let skillsShown = 20

  struct Card {
    let title: String
    let address: String
    let picture: String
    let caption: String
    let unit: String?
    let credits: String
    let summary: String
    let skills: [String]
    let isSuspended: Bool
  }

  struct Choice {
    let value: String
    let count: Int
    let isChosen: Bool
  }

  struct Link {
    let label: String
    let count: Int
    let address: String
  }

  let text: String
  let skill: String?
  let units: [Choice]
  let frameworks: [Choice]
  let hasFrameworks: Bool
  let forCredit: Choice
  let notForCredit: Choice
  let skills: [Link]
  let wishes: [Link]
  let hasSkills: Bool
  let hasWishes: Bool
  let total: Int
  let noun: String
  let isEmpty: Bool
  let isNew: Bool
  let programs: [Card]
  let number: Int
  let count: Int
  let hasPages: Bool
  let previous: String?
  let next: String?
  let canonical: String
  let data: String

  init(_ catalogue: Catalogue, _ query: CatalogueQuery, _ language: Language) {
    let found = catalogue.find(query.search)
    let page = PageOfMany(query.page, of: found.programs.count, each: Self.size)
    let search = query.search
    text = search.text
    skill = search.skill
    units = Self.choices(found.units, search.unit)
    frameworks = Self.choices(found.frameworks, search.framework)
    hasFrameworks = !frameworks.isEmpty
    forCredit = Choice(
      value: "yes", count: found.forCredit, isChosen: search.isCreditBearing == true)
    notForCredit = Choice(
      value: "no", count: found.notForCredit, isChosen: search.isCreditBearing == false)
    skills = found.skills.prefix(Self.skillsShown).map { facet in
      Link(
        label: facet.value, count: facet.count,
        address: query.with(\.skill, facet.value).address("/"))
    }
    wishes = Self.wishes(query, language)
    hasSkills = !skills.isEmpty && search.skill == nil
    hasWishes = !wishes.isEmpty
    total = found.programs.count
    noun = (total == 1 ? CatalogueWord.program : .programs)(in: language)
    isEmpty = found.programs.isEmpty
    isNew = !catalogue.programs.contains(where: \.isListed)
    programs = found.programs[page.rows].map { Card($0, language) }
    (number, count, hasPages) = (page.number, page.count, page.count > 1)
    previous = page.previous.map { query.at($0).address("/") }
    next = page.next.map { query.at($0).address("/") }
    canonical = query.at(page.number).address("/")
    data = query.at(1).address("/programs.json")
  }

  /// What is on offer, and what was chosen even though nothing has it.
  private static func choices(
    _ facets: [CatalogueFindings.Facet], _ chosen: String?
  ) -> [Choice] {
    let all = facets.map { Choice(value: $0.value, count: $0.count, isChosen: $0.value == chosen) }
    guard let chosen, !all.contains(where: \.isChosen) else { return all }
    return all + [Choice(value: chosen, count: 0, isChosen: true)]
  }

  /// Each wish, with the address of the same search without it.
  private static func wishes(_ query: CatalogueQuery, _ language: Language) -> [Link] {
    let search = query.search
    var wishes: [Link] = []
    func add(_ label: String?, _ without: CatalogueQuery) {
      if let label { wishes.append(Link(label: label, count: 0, address: without.address("/"))) }
    }
    add(search.text.isEmpty ? nil : "“\(search.text)”", query.with(\.text, ""))
    add(search.skill, query.with(\.skill, nil))
    add(search.unit, query.with(\.unit, nil))
    let credit = search.isCreditBearing.map { isSo in
      (isSo ? CatalogueWord.forCredit : .notForCredit)(in: language)
    }
    add(credit, query.with(\.isCreditBearing, nil))
    add(search.framework, query.with(\.framework, nil))
    return wishes
  }
}

extension CataloguePage.Card {
  init(_ program: CatalogueProgram, _ language: Language) {
    let version = program.text
    title = version.title
    address = ProgramAddress.program(program.code)
    picture = ProgramAddress.picture(program)
    caption =
      version.badge.imageCaption
      ?? "\(CatalogueWord.badgeOf(in: language)) \(version.title)"
    unit = version.unit
    credits = CreditWords.text(version.credit, program.current.credits, language)
    summary = Self.shortened(version.summary)
    skills = Array(version.skills.prefix(4))
    isSuspended = program.state == .suspended
  }

  /// About two lines, cut between words.
  private static func shortened(_ text: String) -> String {
    guard text.count > 180 else { return text }
    let part = text.prefix(180)
    return (part.lastIndex(where: \.isWhitespace).map { part[..<$0] } ?? part) + "…"
  }
}
