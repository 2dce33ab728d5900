import Foundation
import HTTPTypes
import Hummingbird
import Microcredentials
import Office
import Storage

/// What the addresses in a badge lead a person to: which programs there are, what each asks for, and
/// how they build on each other.
struct ProgramPages {
  let office: Office
  let directory: InstitutionDirectory

  func add(to router: Router<WebContext>) {
    router.get("/") { request, _ in try await catalogue(request) }
    router.get("programs/:code") { request, context in try await program(request, context) }
    for path in ["programs/:code/versions/:label", "programs/:code/versions/:label/criteria"] {
      router.get(RouterPath(path)) { request, context in try await version(request, context) }
    }
    router.get("pathways") { request, _ in try await pathways(request) }
    CatalogueDocuments(office: office, directory: directory).add(to: router)
    SuggestionPages(office: office, directory: directory).add(to: router)
  }

  private func catalogue(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let visit = PageVisit(institution, request, CatalogueWord.self)
    let catalogue = try await office.catalogue(of: institution.id)
    let page = CataloguePage(catalogue, CatalogueQuery(request.uri.query ?? ""), visit.language)
    return CataloguePage.template.response(page, for: visit, caching: "public, max-age=60")
  }

  /// The page of a program, or one of its documents: `/programs/gis.json`.
  private func program(_ request: Request, _ context: WebContext) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let name = try context.variable("code")
    let catalogue = try await office.catalogue(of: institution.id)
    if let program = catalogue.program(name) {
      return try await page(of: program, nil, catalogue, institution, request)
    }
    for form in ProgramDocument.allCases where name.hasSuffix(form.ending) {
      guard let program = catalogue.program(String(name.dropLast(form.ending.count))) else {
        continue
      }
      return form.response(program, catalogue, institution, request)
    }
    throw Problem.notFound
  }

  private func version(_ request: Request, _ context: WebContext) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let code = try context.variable("code")
    let label = try context.variable("label")
    let catalogue = try await office.catalogue(of: institution.id)
    guard let program = catalogue.program(code),
      let version = program.versions.first(where: { $0.label == label })
    else { throw Problem.notFound }
    return try await page(of: program, version, catalogue, institution, request)
  }

  private func page(
    of program: CatalogueProgram, _ version: CatalogueProgram.Version?, _ catalogue: Catalogue,
    _ institution: Institution, _ request: Request
  ) async throws -> Response {
    let visit = PageVisit(institution, request, ProgramWord.self)
    var shown = program.text
    if let version, version.id != program.current.id {
      shown = try await office.version(
        version.label, of: program.code, institution: institution.id)
    }
    let awards = try await office.liveAwards(
      of: program, atMost: ProgramPage.mostAwards + 1, institution: institution.id)
    let page = ProgramPage(
      program, version ?? program.current, shown, awards: awards, catalogue, institution,
      visit.language)
    var response = ProgramPage.template.response(page, for: visit, caching: "public, max-age=60")
    response.headers[.link] =
      "<\(ProgramAddress.program(program.code)).json>; rel=\"alternate\"; type=\"application/json\""
    return response
  }

  private func pathways(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let visit = PageVisit(institution, request, PathwayWord.self)
    let catalogue = try await office.catalogue(of: institution.id)
    let number = Int(Form.fields(request.uri.query ?? "")["page"] ?? "") ?? 1
    return PathwaysPage.template.response(
      PathwaysPage(catalogue, page: number, visit.language), for: visit,
      caching: "public, max-age=60")
  }
}
