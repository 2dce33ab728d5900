import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Mustache
import NIOCore
import Office
import OpenIDConnect
import Storage

/// Signing in and out with a browser: by the institution's identity provider, or, on a developer's
/// own machine, as anybody.
struct SignInPages {
  let office: Office
  let directory: InstitutionDirectory
  let doorkeeper: Doorkeeper
  let settings: SignInSettings
  let providers: IdentityProviders?
  /// Sign-ins are begun and completed by people, not by the hundred.
  let attempts = RateLimit(perMinute: 120)

  func add(to router: Router<WebContext>) {
    router.get("sign-in") { request, context in try await begin(request, context) }
    router.get("sign-in/callback") { request, context in try await complete(request, context) }
    router.get("account") { request, context in try await account(request, context) }
    router.post("sign-out") { request, _ in try await signOut(request) }
    router.post("sign-in/logout-notice") { request, _ in try await logOut(request) }
    if settings.allowsDevelopers {
      router.post("sign-in/developer") { request, context in
        try await signInDeveloper(request, context)
      }
    }
  }

  private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
    try attempts.take(context.client)
    let institution = try await directory.institution(host: request.head.authority)
    let returnTo = Self.localPath(request.uri.queryParameters["return"].map(String.init))
    guard let providers else {
      guard settings.allowsDevelopers else {
        throw Problem(
          .notFound, "no-sign-in", "Nobody signs in here.",
          detail: "An operator has to name an identity provider: CONFERRAL_OIDC_ISSUER.")
      }
      return SignInTemplates.developer(institution, request, returnTo: returnTo)
    }
    let asked = try await Self.orUnavailable {
      try await providers.provider(for: institution).authorizationRequest()
    }
    let pending = String(decoding: try JSONEncoder().encode(asked.pending), as: UTF8.self)
    try await office.beginSignIn(
      state: asked.pending.state, pending: pending, returnTo: returnTo, at: institution.id)
    // The way back is for this browser alone: nobody can be signed in as somebody else by a link.
    var response = Response.redirect(to: asked.url)
    response.headers.append(
      HTTPField(
        name: .setCookie,
        value: WebSession.bindingField(of: asked.pending.state, at: institution)))
    return response
  }

  private func complete(_ request: Request, _ context: WebContext) async throws -> Response {
    try attempts.take(context.client)
    let institution = try await directory.institution(host: request.head.authority)
    guard let providers else { throw Problem.notFound }
    let callback: Callback
    do {
      callback = try Callback(query: request.uri.query ?? "")
    } catch {
      throw Problem.badRequest("query", error.sentence)
    }
    let state = CallbackState.of(request.uri.query ?? "")
    guard let state, WebSession.isBound(request, to: state, at: institution),
      let (text, returnTo) = try await office.takeUpSignIn(state: state, at: institution.id),
      let pending = try? JSONDecoder().decode(PendingSignIn.self, from: Data(text.utf8))
    else {
      throw Problem(
        .badRequest, "sign-in-unknown", "This sign-in was not begun here, or is used or too old.",
        detail: "Begin again at /sign-in.")
    }
    let person = try await Self.orUnavailable {
      try await providers.provider(for: institution).complete(callback, pending: pending)
    }
    let secret = try await office.openSession(
      for: vouched(person), lasting: settings.sessionSeconds, at: institution.id)
    return opened(secret, returnTo: returnTo, at: institution)
  }

  private func vouched(_ person: SignedInPerson) -> VouchedPerson {
    let settings = providers?.settings
    let groups = Set(person.roles)
    let number = settings?.learnerClaim.flatMap { person.claims[$0] }
    return VouchedPerson(
      subject: "\(person.issuer) \(person.subject)", name: person.name ?? person.subject,
      email: person.emailIsVerified ? person.email : nil,
      roles: settings?.roles.rules.filter { groups.contains($0.group) } ?? [],
      learner: number.map { ExternalID(system: settings?.learnerSystem ?? "sis", id: $0) },
      idToken: person.idToken, providerSession: person.session)
  }

  private func opened(
    _ secret: Secret, returnTo: String, at institution: Institution
  ) -> Response {
    var response = Response.redirect(to: returnTo)
    let field = WebSession.field(
      secret.text, seconds: settings.sessionSeconds, at: institution)
    response.headers.append(HTTPField(name: .setCookie, value: field))
    return response
  }

  private func account(_ request: Request, _ context: WebContext) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution),
      let caller = try await office.caller(session: session, at: institution),
      let id = caller.person, let person = try await office.person(id, at: institution.id)
    else { return Response.redirect(to: "/sign-in") }
    return SignInTemplates.account(
      institution, request, person, caller, forgeryToken: WebSession.forgeryToken(of: session))
  }

  private func signOut(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    guard let session = WebSession.cookie(of: request, at: institution) else {
      return Response.redirect(to: "/")
    }
    let form = try await Form(request)
    try WebSession.checkForgery(
      request, session: session, at: institution, token: form["token"])
    doorkeeper.forget(session, at: institution)
    let idToken = try await office.endSession(session, at: institution.id)
    var target: String?
    if let providers, let idToken {
      target = try? await providers.provider(for: institution).signOutURL(
        idTokenHint: idToken, returningTo: institution.site + "/")
    }
    var response = Response.redirect(to: target ?? "/")
    let field = WebSession.field("", seconds: 0, at: institution)
    response.headers.append(HTTPField(name: .setCookie, value: field))
    return response
  }

  /// The provider says that a person has signed out elsewhere (OpenID Connect Back-Channel Logout).
  private func logOut(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    guard let providers else { throw Problem.notFound }
    let form = try await Form(request)
    let notice: LogoutNotice
    do {
      notice = try await providers.provider(for: institution).logoutNotice(
        from: form["logout_token"] ?? "")
    } catch let error as SignInError {
      throw Problem.badRequest("logout_token", error.sentence)
    }
    _ = try await office.endSessions(
      subject: notice.subject.map { "\(notice.issuer) \($0)" }, providerSession: notice.session,
      message: notice.identifier, at: institution.id)
    return Response(status: .ok, headers: [.cacheControl: "no-store"])
  }

  /// Only on the developer's own machine, and only from a page of this daemon: another site's name
  /// that points at loopback does not get in.
  private func signInDeveloper(
    _ request: Request, _ context: WebContext
  ) async throws -> Response {
    try attempts.take(context.client)
    let institution = try await directory.institution(host: request.head.authority)
    let origin = request.headers[.origin]
    guard Loopback.isPeer(context.peer), Loopback.isHost(request.head.authority),
      origin == nil || origin == "http://\(request.head.authority ?? "")"
    else {
      throw Problem(.forbidden, "forged", "The developer's sign-in is for this machine alone.")
    }
    let form = try await Form(request)
    guard let role = form["role"].flatMap(Role.init(rawValue:)) else {
      throw Problem.badRequest("role", "There is no such role.")
    }
    let number = form["learner"].flatMap { $0.isEmpty ? nil : $0 }
    let vouched = VouchedPerson(
      subject: "developer \(role.rawValue) \(number ?? "")", name: "Developer (\(role.rawValue))",
      roles: role == .learner ? [] : [RoleMapping.Rule(group: "", role: role, unit: nil)],
      learner: number.map { ExternalID(system: "sis", id: $0) })
    let secret = try await office.openSession(
      for: vouched, lasting: settings.sessionSeconds, at: institution.id)
    return opened(secret, returnTo: Self.localPath(form["return"]), at: institution)
  }

  /// A path of this site; anything else would lead people astray.
  static func localPath(_ text: String?) -> String {
    guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 500,
      !text.unicodeScalars.contains(where: { $0 == "\\" || $0.value < 0x21 || $0.value > 0x7E })
    else { return "/account" }
    return text
  }

  private static func orUnavailable<Result>(
    _ body: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await body()
    } catch let error as SignInError {
      throw Problem(error)
    }
  }
}

extension Response {
  /// A redirect after which the browser asks with GET, and which nobody keeps.
  static func redirect(to address: String) -> Response {
    Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
  }
}

extension Problem {
  /// Why a sign-in came to nothing: the provider is away, or what it sent is not to be believed.
  fileprivate init(_ error: SignInError) {
    let isAway = error.code == "provider-unreachable"
    self.init(
      isAway ? .serviceUnavailable : .forbidden, error.code, "The sign-in came to nothing.",
      detail: error.sentence)
    if isAway { retryAfter = 5 }
  }
}
