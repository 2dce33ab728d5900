import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// Reports for signed-in staff: the figures, and the rows behind each of them.
struct ReportPages {
  let office: Office
  let directory: InstitutionDirectory
  /// A report over many years takes a second of the database.
  let readings = RateLimit(perMinute: 120)

  func add(to router: Router<WebContext>) {
    router.get("reports") { request, _ in try await figures(request) }
    router.get("reports/rows") { request, _ in try await rows(request) }
  }

  /// Who has signed in with this browser; nil for nobody.
  private func caller(_ request: Request) async throws -> Caller? {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution) else { return nil }
    let caller = try await office.caller(session: session, at: institution)
    if let caller { try readings.take("\(institution.id) \(caller.id)") }
    return caller
  }

  private func figures(_ request: Request) async throws -> Response {
    guard let caller = try await caller(request) else {
      return .redirect(to: "/sign-in?return=/reports")
    }
    let fields = Form.fields(request.uri.query ?? "")
    let question = try ReportQuestion { fields[$0] }
    let visit = PageVisit(caller.institution, request, ReportWord.self)
    let page = try await office.reading(as: caller) { caller in
      ReportPage(try caller.report(question), try caller.reportChoices(), visit.language)
    }
    return ReportTemplates.figures.response(page, for: visit)
  }

  private func rows(_ request: Request) async throws -> Response {
    guard let caller = try await caller(request) else {
      return .redirect(to: "/sign-in?return=/reports")
    }
    let fields = Form.fields(request.uri.query ?? "")
    guard let figure = fields["figure"].flatMap(Reports.Figure.init(rawValue:)) else {
      throw Problem.notFound
    }
    let question = try ReportQuestion { fields[$0] }
    let place = try fields["after"].map { text in
      guard let place = Cursor(text).flatMap({ Call.dayPlace($0.keys) }) else {
        throw Problem.badRequest("after", "It is no place in this list: begin without it.")
      }
      return place
    }
    let visit = PageVisit(caller.institution, request, ReportWord.self)
    let page = try await office.reading(as: caller) { caller in
      let found = try caller.reportLines(
        of: figure, question, after: place, limit: ReportRowsPage.size)
      return ReportRowsPage(found.lines, of: figure, question, found.moment, visit.language)
    }
    return ReportTemplates.rows.response(page, for: visit)
  }
}

/// Addresses of what belongs to a question.
enum ReportAddress {
  static let page = "/reports"
  static let rows = "/reports/rows"
  static let figuresFile = API.root + "/reports/figures/export"
  static let rowsFile = API.root + "/reports/rows/export"

  /// A path with a question, without by what it is grouped where only rows are wanted.
  static func of(
    _ path: String, _ question: ReportQuestion, isGrouped: Bool = false,
    _ more: (String, String)...
  ) -> String {
    let words = question.words.filter { isGrouped || $0.name != "by" }.map { ($0.name, $0.text) }
    let all = (more + words).map { "\($0)=\(URLText.escaped($1))" }
    return all.isEmpty ? path : path + "?" + all.joined(separator: "&")
  }
}
