import Foundation
import Hummingbird
import Microcredentials
import Office
import Storage

/// What the addresses in a badge lead a person to: which programs there are, and what a version
/// asked for.
struct ProgramPages {
  let office: Office
  let directory: InstitutionDirectory

  func add(to router: Router<WebContext>) {
    router.get("/") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      let programs = try await office.programs(of: institution.id)
      return PageTemplates.catalogue.response(
        Catalogue(programs), for: PageVisit(institution, request, FrameWord.self))
    }
    router.get("programs/:code/versions/:label") { request, context in
      try await version(request, context)
    }
    router.get("programs/:code/versions/:label/criteria") { request, context in
      try await version(request, context)
    }
  }

  private func version(
    _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let code = try context.variable("code")
    let label = try context.variable("label")
    do {
      let version = try await office.version(label, of: code, institution: institution.id)
      return PageTemplates.version.response(
        VersionPage(version), for: PageVisit(institution, request, FrameWord.self))
    } catch let refusal as Refusal where refusal.code == .noProgram {
      throw Problem.notFound
    }
  }
}

/// What the catalogue page shows.
private struct Catalogue {
  struct Row {
    let title: String
    let address: String
    let kind: String
    let awards: Int
  }

  let programs: [Row]

  init(_ programs: [Programs.Listed]) {
    self.programs = programs.map { program in
      Row(
        title: program.title,
        address:
          "/programs/\(Self.escaped(program.code))/versions/\(Self.escaped(program.version))",
        kind: program.isCreditBearing ? "badge and transcript notation" : "badge",
        awards: program.awards)
    }
  }

  private static func escaped(_ text: String) -> String {
    let allowed = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
    return text.addingPercentEncoding(withAllowedCharacters: allowed.intersection(.urlPathAllowed))
      ?? ""
  }
}

/// What the page of a version shows.
private struct VersionPage {
  let title: String
  let version: String
  let summary: String
  let credits: String
  let criteria: String

  init(_ version: ProgramVersion) {
    title = version.title
    self.version = version.version
    summary = version.summary
    credits =
      switch version.credit {
      case .none: "Not for credit: a digital badge."
      case .bearing(let stated?): "\(stated) credits: a digital badge and a transcript notation."
      case .bearing(nil): "For credit: a digital badge and a transcript notation."
      }
    criteria = version.criteriaNarrative
  }
}

/// The pages' templates.
private enum PageTemplates {
  static let catalogue = PageTemplate(
    title: "{{institution}}: micro-credentials",
    body: """
      <h1>Micro-credentials of {{institution}}</h1>
      <table>
      <thead><tr><th scope="col">Program</th><th scope="col">Gives</th>
      <th scope="col">Awards</th></tr></thead>
      <tbody>{{#programs}}
      <tr><td><a href="{{address}}">{{title}}</a></td><td>{{kind}}</td><td>{{awards}}</td></tr>
      {{/programs}}{{^programs}}<tr><td colspan="3">No program is on offer yet.</td></tr>{{/programs}}
      </tbody></table>
      """)

  static let version = PageTemplate(
    title: "{{title}}, version {{version}}",
    body: """
      <p><a href="/">{{institution}}</a></p>
      <h1>{{title}}</h1>
      <p>Version {{version}}. {{credits}}</p>
      <p>{{summary}}</p>
      <h2>Criteria</h2>
      <pre>{{criteria}}</pre>
      """)
}
