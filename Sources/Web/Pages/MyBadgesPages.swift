import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// A learner's own badges: what everybody may see of each is chosen here, field by field.
struct MyBadgesPages {
  let office: Office
  let directory: InstitutionDirectory
  /// People press buttons, not by the hundred.
  let changes = RateLimit(perMinute: 240)

  func add(to router: Router<WebContext>) {
    router.get("my-badges") { request, _ in try await list(request) }
    router.post("my-badges/:award") { request, context in try await change(request, context) }
  }

  private struct Visitor {
    let institution: Institution
    let session: String
    let caller: Caller
  }

  /// Who has signed in with this browser; nil for nobody.
  private func visitor(_ request: Request) async throws -> Visitor? {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution),
      let caller = try await office.caller(session: session, at: institution)
    else { return nil }
    return Visitor(institution: institution, session: session, caller: caller)
  }

  private func list(_ request: Request) async throws -> Response {
    guard let visitor = try await visitor(request) else {
      return .redirect(to: "/sign-in?return=/my-badges")
    }
    let visit = PageVisit(visitor.institution, request, MyBadgesWord.self)
    guard visitor.caller.learner != nil else {
      return MyBadgesTemplates.nobody.response(ClosedBadge(visit), for: visit)
    }
    let (badges, log) = try await office.reading(as: visitor.caller) { caller in
      (try caller.ownBadges(), try caller.ownPrivacyLog())
    }
    let saved = request.uri.queryParameters["saved"].map(String.init)
    return MyBadgesTemplates.list.response(
      MyBadgesPage(
        badges, log.decisions, log.disclosures, visit,
        token: WebSession.forgeryToken(of: visitor.session), saved: saved), for: visit)
  }

  private func change(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let visitor = try await visitor(request) else {
      return .redirect(to: "/sign-in?return=/my-badges")
    }
    let form = try await Form(request)
    try WebSession.checkForgery(
      request, session: visitor.session, at: visitor.institution, token: form["token"])
    try changes.take("\(visitor.institution.id) \(visitor.caller.id)")
    guard let award = context.parameters.get("award").flatMap(UUID.init(uuidString:)) else {
      throw Problem.notFound
    }
    var wanted: [Consents.Field: Bool] = [:]
    if form["private"] != nil {
      // What else was chosen stays, for when it is published again.
      wanted[.page] = false
    } else {
      for field in Consents.Field.allCases {
        wanted[field] = form[MyBadgesPage.name(of: field)] == "yes"
      }
    }
    let (choice, id) = (wanted, award)
    _ = try await office.acting(as: visitor.caller) { try $0.publish(choice, ofAward: id) }
    return .redirect(to: "/my-badges?saved=\(award.text)#badge-\(award.text)")
  }
}
