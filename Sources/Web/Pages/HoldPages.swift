import Foundation
import HTTPTypes
import Hummingbird
import Microcredentials
import Office
import Postgres
import Storage

/// Holds on learners, placed and released with forms, and the notations that wait for a gate to open.
struct HoldPages {
  let office: Office
  let directory: InstitutionDirectory
  /// People press buttons, not by the hundred.
  private let changes = RateLimit(perMinute: 60)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    router.get("held") { request, _ in try await held(request) }
    router.get("holds") { request, _ in try await holds(request) }
    router.post("holds/place") { request, _ in try await place(request) }
    router.post("holds/release") { request, _ in try await release(request) }
  }

  private struct Visitor {
    let institution: Institution
    let session: String
    let caller: Caller
  }

  /// Whoever has signed in with this browser and may do that; nil for nobody.
  ///
  /// - Throws: a refusal for somebody who may not.
  private func visitor(_ request: Request, to action: Action) async throws -> Visitor? {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution),
      let caller = try await office.caller(session: session, at: institution)
    else { return nil }
    try caller.check(action)
    return Visitor(institution: institution, session: session, caller: caller)
  }

  private func held(_ request: Request) async throws -> Response {
    guard let visitor = try await visitor(request, to: .readWorkLists) else {
      return .redirect(to: "/sign-in?return=/held")
    }
    let visit = PageVisit(visitor.institution, request, HoldWord.self)
    let fields = Form.fields(request.uri.query ?? "")
    let place = try Self.place(fields["after"])
    var filter = HeldNotations.Filter()
    if let reason = fields["reason"], !reason.isEmpty {
      guard let known = HeldReason(rawValue: reason) else { throw Problem.notFound }
      filter.reason = known
    }
    let wanted = filter
    let page = try await office.reading(as: visitor.caller) { caller in
      HeldPage(
        try caller.heldNotations(wanted, after: place, limit: HeldPage.size),
        try caller.heldNotationCounts(), of: wanted.reason, isFirst: place == nil, visit)
    }
    return HoldTemplates.held.response(page, for: visit)
  }

  private func holds(_ request: Request) async throws -> Response {
    guard let visitor = try await visitor(request, to: .placeHolds) else {
      return .redirect(to: "/sign-in?return=/holds")
    }
    let visit = PageVisit(visitor.institution, request, HoldWord.self)
    let fields = Form.fields(request.uri.query ?? "")
    let place = try Self.place(fields["after"])
    let rows = try await office.reading(as: visitor.caller) { caller in
      try caller.holds(Holds.Filter(), after: place, limit: HoldsPage.size)
    }
    return HoldTemplates.holds.response(
      HoldsPage(
        rows, isFirst: place == nil, visit, token: WebSession.forgeryToken(of: visitor.session),
        done: fields["done"]), for: visit)
  }

  private func place(_ request: Request) async throws -> Response {
    guard let (visitor, form) = try await sender(request) else {
      return .redirect(to: "/sign-in?return=/holds")
    }
    let (kind, reason) = try Self.change(form)
    let number = (form["student"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    try await office.acting(as: visitor.caller) { caller in
      _ = try caller.place(kind, on: caller.learner(numbered: number), reason: reason)
    }
    return .redirect(to: "/holds?done=placed")
  }

  private func release(_ request: Request) async throws -> Response {
    guard let (visitor, form) = try await sender(request) else {
      return .redirect(to: "/sign-in?return=/holds")
    }
    let (kind, reason) = try Self.change(form)
    guard let learner = form["learner"].flatMap(UUID.init(uuidString:)) else {
      throw Problem.notFound
    }
    try await office.acting(as: visitor.caller) { caller in
      _ = try caller.release(kind, of: learner, reason: reason)
    }
    return .redirect(to: "/holds?done=released")
  }

  /// Who sends a form of ours, and the form; nil for nobody.
  private func sender(_ request: Request) async throws -> (Visitor, Form)? {
    guard let visitor = try await visitor(request, to: .placeHolds) else { return nil }
    let form = try await Form(request)
    try WebSession.checkForgery(
      request, session: visitor.session, at: visitor.institution, token: form["token"])
    try changes.take("\(visitor.institution.id) \(visitor.caller.id)")
    return (visitor, form)
  }

  private static func change(_ form: Form) throws -> (HoldKind, String) {
    guard let kind = form["kind"].flatMap(HoldKind.init(rawValue:)) else {
      throw Refusal(.invalid, "Nothing was done: choose which kind of hold it is.")
    }
    let reason = (form["reason"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard !reason.isEmpty else {
      throw Refusal(.invalid, "Nothing was done: say why, it stands in the journal.")
    }
    return (kind, String(reason.prefix(1_000)))
  }

  private static func place(_ text: String?) throws -> (PostgresInstant, UUID)? {
    try text.map { text in
      guard let place = Cursor(text).flatMap({ Call.place($0.keys) }) else {
        throw Problem.badRequest("after", "It is no place in this list: begin without it.")
      }
      return place
    }
  }
}
