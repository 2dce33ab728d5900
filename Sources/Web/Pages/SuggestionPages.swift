import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// The form by which anybody may suggest a program, without an account.
struct SuggestionPages {
  let office: Office
  let directory: InstitutionDirectory
  /// Of one client; behind a proxy that is not trusted all are one, hence not too few.
  private let calls = RateLimit(perMinute: 20)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    router.get("suggestions") { request, _ in
      let visit = try await visit(request)
      return try await page(SuggestionForm(), [], visit)
    }
    router.post("suggestions") { request, context in try await receive(request, context) }
    router.get("suggestions/thanks") { request, _ in
      SuggestionPage.thanks.response([String: String](), for: try await visit(request))
    }
  }

  private func visit(_ request: Request) async throws -> PageVisit {
    PageVisit(
      try await directory.institution(host: request.head.authority), request, SuggestionWord.self)
  }

  private func receive(_ request: Request, _ context: WebContext) async throws -> Response {
    let visit = try await visit(request)
    try WebSession.checkSite(request)
    let form = try await Form(request)
    let written = SuggestionForm(form)
    do {
      try calls.take("\(visit.institution.id) \(context.client)")
    } catch {
      return try await page(written, [("form", .tooManyFault)], visit, wait: error.retryAfter)
    }
    // A field that no person sees: whoever fills it hears what a person would hear.
    guard (form["website"] ?? "").isEmpty else { return Self.thanked }
    var faults = written.faults
    let secret = try await office.formSecret(of: visit.institution.id)
    let token = FormToken(form["token"] ?? "", secret: secret)
    if !(token?.isTimely(at: Self.now) ?? false) { faults.append(("form", .timeFault)) }
    guard let token, faults.isEmpty else { return try await page(written, faults, visit) }
    let receipt = try await office.receive(
      written.suggestion, form: token.number, at: visit.institution.id)
    switch receipt {
    case .kept: return Self.thanked
    case .usedForm: return try await page(written, [("form", .timeFault)], visit)
    case .tooMany: return try await page(written, [("form", .tooManyFault)], visit, wait: 600)
    }
  }

  /// A page of its own, so that loading it again sends nothing again.
  private static var thanked: Response {
    Response(
      status: .seeOther, headers: [.location: "/suggestions/thanks", .cacheControl: "no-store"])
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

  /// The form with what was written, and a fresh token.
  private func page(
    _ written: SuggestionForm, _ faults: [(field: String, word: SuggestionWord)],
    _ visit: PageVisit, wait: Int? = nil
  ) async throws -> Response {
    let secret = try await office.formSecret(of: visit.institution.id)
    let page = SuggestionPage(
      written, faults, token: FormToken.make(secret: secret, at: Self.now), visit.language)
    let status: HTTPResponse.Status =
      if wait != nil { .tooManyRequests } else if faults.isEmpty { .ok } else {
        .unprocessableContent
      }
    var response = SuggestionPage.template.response(page, for: visit, status: status)
    if let wait { response.headers[.retryAfter] = "\(wait)" }
    return response
  }
}
