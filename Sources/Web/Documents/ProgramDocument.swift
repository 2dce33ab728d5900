import Foundation
import Hummingbird
import LinkedData
import Microcredentials
import Office
import Storage

/// A program as a document of its own.
enum ProgramDocument: CaseIterable {
  /// What the catalogue says of it, in our own words.
  case json
  /// In terms of the Credential Transparency Description Language.
  case ctdl

  var ending: String {
    switch self {
    case .json: ".json"
    case .ctdl: ".jsonld"
    }
  }

  func response(
    _ program: CatalogueProgram, _ catalogue: Catalogue, _ institution: Institution,
    _ request: Request
  ) -> Response {
    switch self {
    case .json:
      .document(
        Self.details(program, catalogue, institution).serialized, "application/json",
        for: request)
    case .ctdl:
      .document(
        CTDL(institution: institution, catalogue: catalogue).document(program).serialized,
        "application/ld+json", for: request)
    }
  }
}

extension ProgramDocument {
  /// What a list says of a program. The id never changes, even where the code does.
  static func summary(_ program: CatalogueProgram, _ institution: Institution) -> JSONValue {
    .object(
      JSONObject(
        shared(program, institution).compactMap { name, value in
          value.map { (name, $0) }
        }))
  }

  /// The same with criteria and all that they lead to.
  static func details(
    _ program: CatalogueProgram, _ catalogue: Catalogue, _ institution: Institution
  ) -> JSONValue {
    let text = program.text
    func addresses(_ keys: [String]) -> JSONValue {
      .array(
        keys.compactMap(catalogue.program).map {
          .string(institution.site + ProgramAddress.program($0.code))
        })
    }
    let versions = program.versions.map { version in
      JSONValue.members(
        ("id", .text(version.id)), ("label", .string(version.label)),
        ("effectiveFrom", version.from.map { .text($0) }),
        (
          "url",
          .string(institution.site + ProgramAddress.version(program.code, version.label))
        ))
    }
    let evidence = text.evidence.map { evidence in
      JSONValue.members(
        ("name", .string(evidence.name)), ("description", .string(evidence.summary)),
        ("kinds", .array(evidence.kinds.map { .string($0) })))
    }
    let more: [(String, JSONValue?)] = [
      ("criteria", text.criteria.json), ("criteriaText", .string(text.criteriaNarrative)),
      ("evidence", evidence), ("partners", .array(text.partners.map { .string($0.name) })),
      ("stacksInto", .array(text.stacksInto.map { .string($0) })),
      ("buildsOn", addresses(catalogue.pathways.foundations(of: program.key))),
      ("countsToward", addresses(catalogue.pathways.goals(of: program.key))),
      ("versions", .array(versions)),
    ]
    let all = shared(program, institution) + more
    return .object(JSONObject(all.compactMap { name, value in value.map { (name, $0) } }))
  }

  private static func shared(
    _ program: CatalogueProgram, _ institution: Institution
  ) -> [(String, JSONValue?)] {
    let text = program.text
    let credits = program.current.credits
    let competencies = text.competencies.map { competency in
      JSONValue.members(
        ("name", .string(competency.name)), ("framework", .textIfAny(competency.framework)),
        ("code", .textIfAny(competency.code)), ("url", .textIfAny(competency.url)))
    }
    return [
      ("id", .string("urn:uuid:\(program.id.text)")), ("code", .string(program.code)),
      ("title", .string(text.title)), ("state", .string(program.state.rawValue)),
      ("url", .string(institution.site + ProgramAddress.program(program.code))),
      ("version", .string(program.current.label)), ("description", .string(text.summary)),
      ("unit", .textIfAny(text.unit)), ("level", .textIfAny(text.level)),
      ("isCreditBearing", .bool(text.credit.isBearing)),
      ("credits", text.credit.stated.map { .text($0) }),
      ("creditsLeast", .text(credits.lowerBound)), ("creditsMost", .text(credits.upperBound)),
      ("skills", .array(text.skills.map { .string($0) })),
      ("competencies", .array(competencies)),
      ("image", .string(institution.site + ProgramAddress.picture(program))),
    ]
  }

  /// The program for search engines, as text for a data block in a page: schema.org
  /// `EducationalOccupationalProgram` with the credential that it awards.
  static func schemaOrg(
    _ program: CatalogueProgram, _ text: ProgramVersion, _ institution: Institution
  ) -> String {
    let url = institution.site + ProgramAddress.program(program.code)
    let provider = JSONValue.members(
      ("@type", "CollegeOrUniversity"), ("name", .string(institution.name)),
      ("url", .string(institution.url)), ("email", .string(institution.email)))
    let competencies = text.competencies.map { competency in
      JSONValue.members(
        ("@type", "DefinedTerm"), ("name", .string(competency.name)),
        ("termCode", .textIfAny(competency.code)), ("url", .textIfAny(competency.url)),
        ("inDefinedTermSet", .textIfAny(competency.framework)))
    }
    let credential = JSONValue.members(
      ("@type", "EducationalOccupationalCredential"), ("name", .string(text.badge.name)),
      ("description", .string(text.badge.summary)), ("credentialCategory", "badge"),
      ("url", .string(url)), ("recognizedBy", provider),
      ("competencyRequired", competencies.isEmpty ? nil : .array(competencies)))
    let document = JSONValue.members(
      ("@context", "https://schema.org"), ("@type", "EducationalOccupationalProgram"),
      ("@id", .string(url)), ("name", .string(text.title)),
      ("description", .string(text.summary)), ("url", .string(url)),
      ("identifier", .string("urn:uuid:\(program.id.text)")), ("provider", provider),
      ("programType", "Micro-credential"),
      ("image", .string(institution.site + ProgramAddress.picture(program))),
      (
        "numberOfCredits",
        text.credit.stated.map { .number(JSONNumber($0.description) ?? JSONNumber(0)) }
      ),
      ("applicationStartDate", text.enrollment.opens.map { .text($0) }),
      ("applicationDeadline", text.enrollment.closes.map { .text($0) }),
      ("keywords", text.skills.isEmpty ? nil : .string(text.skills.joined(separator: ", "))),
      ("educationalCredentialAwarded", credential))
    return String(decoding: document.serialized, as: UTF8.self)
      .replacing("&", with: "\\u0026").replacing("<", with: "\\u003c")
      .replacing(">", with: "\\u003e")
  }
}
