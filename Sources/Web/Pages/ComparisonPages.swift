import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// A student system's own list in the browser: brought, held against the ledger, and looked at.
struct ComparisonPages {
  /// The most bytes of a form with a list; longer ones go in at the machine.
  private static let mostBytes = 4 << 20

  let desk: RegistrarDesk
  private let comparisons = AtOnce(most: 1)

  init(desk: RegistrarDesk) { self.desk = desk }

  func add(to router: Router<WebContext>) {
    let path = "feed/:consumer/comparisons"
    router.get(RouterPath(path)) { request, context in try await list(request, context) }
    router.post(RouterPath(path)) { request, context in try await compare(request, context) }
    router.get(RouterPath("\(path)/:comparison")) { request, context in
      try await rows(request, context)
    }
    router.post(RouterPath("\(path)/:comparison/send-again")) { request, context in
      try await sendAgain(request, context)
    }
  }

  private func signIn() -> Response { .redirect(to: "/sign-in?return=/feed") }

  private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let visitor = try await desk.visitor(request) else { return signIn() }
    let visit = PageVisit(visitor.institution, request, ComparisonWord.self)
    let (consumer, found) = try await desk.office.reading(as: visitor.caller) { caller in
      (
        try caller.batchConsumer(name),
        try caller.comparisons(of: name, after: nil, limit: ComparisonPageModel.listsAtOnce)
      )
    }
    return ComparisonTemplates.list.response(
      ComparisonPageModel.Lists(
        consumer, found, visit, token: visitor.token,
        mappings: try desk.office.notationMappings()), for: visit)
  }

  private func compare(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let visitor = try await desk.visitor(request) else { return signIn() }
    let body = try await request.body.collected(most: Self.mostBytes, within: .seconds(30))
    guard let form = MultipartForm(body, contentType: request.headers[.contentType] ?? "") else {
      throw Problem.badRequest("body", "The form is not framed as its type says.")
    }
    try desk.check(request, from: visitor, token: form.text("token"))
    guard let list = form["list"], let mapping = try mapping(form) else {
      throw Refusal(.invalid, "Nothing was compared: choose the list, and the mapping in UTF-8.")
    }
    let width = form.text("width")
    guard width == nil || width.flatMap({ Int($0) }) != nil else {
      throw Refusal(.invalid, "After how many characters texts are cut is a whole number.")
    }
    let order = ComparisonOrder(
      consumer: name, mapping: mapping,
      title: form.fileName("list") ?? ComparisonWord.broughtList(in: .english),
      width: width.flatMap { Int($0) })
    let found = try await comparisons.run {
      try await desk.office.acting(as: visitor.caller) { try $0.compare(order, bytes: list) }
    }
    return .redirect(to: "/feed/\(name)/comparisons/\(found.id.text)")
  }

  /// The text of the mapping that was chosen: the sender's own file where there is one, one by its
  /// name, or what was written into the form; nil without any.
  private func mapping(_ form: MultipartForm) throws -> String? {
    guard form["own-file"] == nil else { return form.text("own-file") }
    if let own = form.text("own") { return own }
    return try form.text("mapping").map { try desk.office.mapping($0) }
  }

  private func rows(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let visitor = try await desk.visitor(request) else { return signIn() }
    let id = try id(context)
    let query = Form.fields(request.uri.query ?? "")
    let visit = PageVisit(visitor.institution, request, ComparisonWord.self)
    let wanted = query["outcome"].flatMap { Comparisons.outcomes.contains($0) ? $0 : nil }
    let after = query["after"].flatMap { Int($0) } ?? 0
    let page = try await desk.office.reading(as: visitor.caller) { caller in
      let found = try caller.comparison(id)
      guard found.consumer == name else { throw Problem.notFound }
      let outcome = wanted ?? ComparisonPageModel.firstOutcome(of: found)
      let rows =
        found.state == "done"
        ? try caller.comparisonRows(
          of: id, outcome: outcome, after: after, limit: ComparisonPageModel.rowsAtOnce) : []
      let actor = try caller.names(of: [found.actor])[found.actor] ?? found.actor
      return ComparisonPageModel.Comparison(
        found, outcome, rows, by: actor, visit, token: visitor.token, sent: query["sent"])
    }
    return ComparisonTemplates.comparison.response(page, for: visit)
  }

  private func sendAgain(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    let id = try id(context)
    guard let (visitor, form) = try await desk.sender(request) else { return signIn() }
    guard form["sure"] == "yes" else {
      throw Refusal(.invalid, "Nothing was sent: tick that you looked at the rows.")
    }
    guard let outcome = form["outcome"], ComparisonPageModel.sendable.contains(outcome) else {
      throw Refusal(
        .invalid, "Rows that are missing, different or extra are sent again, no others.")
    }
    let reason = try RegistrarDesk.reason(form)
    let count = try await desk.office.acting(as: visitor.caller) { caller in
      guard try caller.comparison(id).consumer == name else { throw Problem.notFound }
      return try caller.sendAgain(outcome, rows: nil, of: id, reason: reason)
    }
    return .redirect(
      to: "/feed/\(name)/comparisons/\(id.text)?outcome=\(outcome)&sent=\(count)")
  }

  private func id(_ context: WebContext) throws -> UUID {
    guard let id = context.parameters.get("comparison").flatMap({ UUID(uuidString: $0) }) else {
      throw Problem.notFound
    }
    return id
  }
}
