import Foundation
import Microcredentials
import Office
import Storage

/// Everything that the world may know of a program, or of one of its versions.
struct ProgramPage {
  /// Fewer awards are not told: they could point at persons.
  static let leastAwards = 10
  static let mostAwards = 10_000

  struct Fact {
    let name: String
    let value: String
  }

  struct Link {
    let label: String
    let address: String?
    let note: String?
  }

  struct Version {
    let label: String
    let address: String
    let force: String
    let isCurrent: Bool
  }

  let title: String
  let summary: String
  let version: String
  let picture: String
  let caption: String
  let isRetired: Bool
  let isSuspended: Bool
  let other: Link?
  let facts: [Fact]
  let criteria: String
  let evidence: String?
  let evidenceKinds: String?
  let skills: [Link]
  let hasSkills: Bool
  let competencies: [Link]
  let hasCompetencies: Bool
  let picturedPathway: String?
  let buildsOn: [Link]
  let countsToward: [Link]
  let hasBuildsOn: Bool
  let hasCountsToward: Bool
  let mail: String?
  let versions: [Version]
  let canonical: String
  /// Not `address`: a link without one would find this one around it.
  let ownPath: String
  let data: String

  init(
    _ program: CatalogueProgram, _ version: CatalogueProgram.Version, _ text: ProgramVersion,
    awards: Int, _ catalogue: Catalogue, _ institution: Institution, _ language: Language
  ) {
    title = text.title
    summary = text.summary
    self.version = version.label
    picture = "\(ProgramAddress.version(program.code, version.label))/image.png"
    caption =
      text.badge.imageCaption ?? "\(ProgramWord.badgeOf(in: language)) \(text.title)"
    isRetired = program.state == .retired
    isSuspended = program.state == .suspended
    ownPath = ProgramAddress.program(program.code)
    let isCurrent = version.id == program.current.id
    other =
      isCurrent ? nil : Link(label: program.current.label, address: ownPath, note: nil)
    canonical =
      institution.site
      + (isCurrent ? ownPath : ProgramAddress.version(program.code, version.label))
    facts = ProgramFacts(language: language).all(of: text, version, awards: awards)
    criteria = CriteriaTree(catalogue: catalogue, language: language).html(text.criteria)
    evidence = text.evidence.map(\.summary)
    evidenceKinds = text.evidence.flatMap { evidence in
      evidence.kinds.isEmpty ? nil : evidence.kinds.joined(separator: ", ")
    }
    skills = text.skills.map { skill in
      Link(
        label: skill,
        address: CatalogueQuery("").with(\.skill, skill).address("/"), note: nil)
    }
    hasSkills = !skills.isEmpty
    competencies = text.competencies.map { competency in
      let note = [competency.framework, competency.code].compactMap(\.self).joined(separator: ", ")
      return Link(
        label: competency.name, address: competency.url, note: note.isEmpty ? nil : note)
    }
    hasCompetencies = !competencies.isEmpty
    let pathways = catalogue.pathways
    func links(_ keys: [String]) -> [Link] {
      keys.compactMap(catalogue.program).map {
        Link(label: $0.text.title, address: ProgramAddress.program($0.code), note: nil)
      }
    }
    buildsOn = links(pathways.foundations(of: program.key))
    countsToward = links(pathways.goals(of: program.key))
    (hasBuildsOn, hasCountsToward) = (!buildsOn.isEmpty, !countsToward.isEmpty)
    let around = pathways.around(program.key)
    picturedPathway =
      around.count < 2
      ? nil
      : PathwayPicture(around, catalogue, here: program.key, language: language).svg(id: "pathway")
    mail = program.state == .active ? institution.email : nil
    versions = program.versions.map {
      Version($0, of: program, language)
    }
    data = ProgramDocument.schemaOrg(program, text, institution)
  }
}

extension ProgramPage.Version {
  fileprivate init(
    _ version: CatalogueProgram.Version, of program: CatalogueProgram, _ language: Language
  ) {
    label = version.label
    address = ProgramAddress.version(program.code, version.label)
    force =
      version.from.map { "\(ProgramWord.since(in: language)) \($0)" }
      ?? ProgramWord.always(in: language)
    isCurrent = version.id == program.current.id && program.state == .active
  }
}

/// The facts of a program, each with its name.
struct ProgramFacts {
  let language: Language

  func all(
    of text: ProgramVersion, _ version: CatalogueProgram.Version, awards: Int
  ) -> [ProgramPage.Fact] {
    let credits = version.credits
    let isRange = text.credit.isBearing && credits.lowerBound != credits.upperBound
    let rows: [(ProgramWord, String?)] = [
      (.gives, (text.credit.isBearing ? ProgramWord.badgeAndNotation : .badge)(in: language)),
      (.credit, CreditWords.text(text.credit, credits, language)),
      (.ways, isRange ? CreditWords.amount(credits, language) : nil),
      (.offeredBy, text.unit), (.level, text.level), (.window, window(text.enrollment)),
      (.awardedOn, text.awardDates.isEmpty ? nil : ProgramWord.fixedDates(in: language)),
      (.partners, list(text.partners.map(\.name))), (.stacks, list(text.stacksInto)),
      (.awards, count(awards)),
    ]
    return rows.compactMap { word, value in
      value.map { ProgramPage.Fact(name: word(in: language), value: $0) }
    }
  }

  private func list(_ texts: [String]) -> String? {
    texts.isEmpty ? nil : texts.joined(separator: "; ")
  }

  private func window(_ window: Window) -> String? {
    let parts = [
      window.opens.map { "\(ProgramWord.from(in: language)) \($0)" },
      window.closes.map { "\(ProgramWord.until(in: language)) \($0)" },
    ]
    let text = parts.compactMap(\.self).joined(separator: " ")
    return text.isEmpty ? nil : text
  }

  private func count(_ awards: Int) -> String? {
    if awards < ProgramPage.leastAwards { return nil }
    return awards > ProgramPage.mostAwards
      ? "\(ProgramWord.moreThan(in: language)) \(ProgramPage.mostAwards)" : "\(awards)"
  }
}
