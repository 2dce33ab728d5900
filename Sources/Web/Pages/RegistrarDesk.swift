import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// The registrar in the browser: who has signed in, and the forms that they send.
struct RegistrarDesk {
  struct Visitor {
    let institution: Institution
    let session: String
    let caller: Caller
    var token: String { WebSession.forgeryToken(of: session) }
  }

  let office: Office
  let directory: InstitutionDirectory
  /// People press buttons, not by the hundred.
  private let changes = RateLimit(perMinute: 60)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  /// The registrar who has signed in with this browser; nil for nobody.
  ///
  /// - Throws: a refusal for somebody who is no registrar.
  func visitor(_ request: Request) async throws -> Visitor? {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution),
      let caller = try await office.caller(session: session, at: institution)
    else { return nil }
    try caller.check(.governFeed)
    return Visitor(institution: institution, session: session, caller: caller)
  }

  /// Who sends a form of ours, and the form; nil for nobody.
  func sender(_ request: Request) async throws -> (Visitor, Form)? {
    guard let visitor = try await visitor(request) else { return nil }
    let form = try await Form(request)
    try check(request, from: visitor, token: form["token"])
    return (visitor, form)
  }

  /// Refuses a form that is not ours, or one of too many.
  func check(_ request: Request, from visitor: Visitor, token: String?) throws {
    try WebSession.checkForgery(
      request, session: visitor.session, at: visitor.institution, token: token)
    try changes.take("\(visitor.institution.id) \(visitor.caller.id)")
  }

  /// Why something is done, or what is usual to say.
  static func reason(_ form: Form, or usual: String? = nil) throws -> String {
    let reason = (form["reason"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard reason.isEmpty else { return String(reason.prefix(1_000)) }
    guard let usual else {
      throw Refusal(.invalid, "Nothing was done: say why, it stands in the journal.")
    }
    return usual
  }
}
