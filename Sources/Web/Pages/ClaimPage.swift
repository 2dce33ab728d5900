import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Office
import Storage

/// Where a learner claims a badge: the link of a message, the answer, and the way to a wallet.
///
/// The link's secret is in the address, so that these pages send no referrer. Looking changes
/// nothing; the answer uses the link up and leaves a receipt in a cookie for an hour.
struct ClaimPage {
  let office: Office
  let directory: InstitutionDirectory
  /// Nobody asks for links by the hundred.
  private let wishes = RateLimit(perMinute: 20)
  private let answers = RateLimit(perMinute: 120)
  /// After this a wish for a link is answered, so that the time does not tell whose address is known.
  private static let answerTime = Duration.milliseconds(300)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    router.get("claims/:secret") { request, context in
      let (institution, secret) = try await asked(request, context)
      let found = try await office.claim(by: secret, at: institution)
      return page(found, secret, for: PageVisit(institution, request, ClaimWord.self))
    }
    router.post("claims/:secret") { request, context in try await answer(request, context) }
    router.get("claimed") { request, _ in try await receipt(request) }
    router.post("claimed/wallet") { request, context in try await wallet(request, context) }
    router.get("claim-link") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      return ClaimTemplates.link.quiet(
        ClaimTemplates.Wish(
          secret: nil, sendsMail: office.posting != nil, isDone: false, email: institution.email),
        for: PageVisit(institution, request, ClaimWord.self))
    }
    router.post("claim-link") { request, context in try await askForLink(request, context) }
  }

  private func asked(
    _ request: Request, _ context: WebContext
  ) async throws -> (Institution, String) {
    try answers.take(context.client)
    let institution = try await directory.institution(host: request.head.authority)
    let secret = try context.variable("secret")
    guard secret.utf8.count <= 100 else { throw Problem.notFound }
    return (institution, secret)
  }

  private func page(_ found: FoundClaim, _ secret: String, for visit: PageVisit) -> Response {
    func wish(_ secret: String?) -> ClaimTemplates.Wish {
      ClaimTemplates.Wish(
        secret: secret, sendsMail: office.posting != nil, isDone: false,
        email: visit.institution.email)
    }
    switch found {
    case .open(let badge):
      return ClaimTemplates.open.quiet(
        ClaimTemplates.Open(badge, secret: secret, in: visit.language), for: visit)
    case .revoked(let badge, let reason):
      return ClaimTemplates.revoked.quiet(
        ClaimTemplates.Revoked(
          title: badge.title, reason: reason, email: visit.institution.email),
        for: visit, status: .gone)
    case .over: return ClaimTemplates.over.quiet(wish(secret), for: visit, status: .gone)
    case .unknown: return ClaimTemplates.over.quiet(wish(nil), for: visit, status: .notFound)
    }
  }

  private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
    let (institution, secret) = try await asked(request, context)
    try WebSession.checkSite(request)
    let form = try await Form(request)
    guard let answer = form["answer"], ["accept", "decline"].contains(answer) else {
      throw Problem.badRequest("answer", "Say accept or decline.")
    }
    let fields = Consents.Field.allCases.filter { form["show-\($0.rawValue)"] == "yes" }
    let receipt = try await office.answerClaim(
      by: secret, isAccepted: answer == "accept", showing: Set(fields), at: institution)
    guard let receipt else {
      let found = try await office.claim(by: secret, at: institution)
      return page(found, secret, for: PageVisit(institution, request, ClaimWord.self))
    }
    var response = Response.redirect(to: "/claimed")
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers.append(
      HTTPField(name: .setCookie, value: Receipt.field(receipt.text, at: institution)))
    return response
  }

  private func receipt(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    guard let receipt = Receipt.cookie(of: request, at: institution),
      let badge = try await office.claimed(receipt: receipt, at: institution)
    else { return .redirect(to: "/claim-link") }
    return ClaimTemplates.answered.quiet(
      ClaimTemplates.Answered(badge, site: institution.site),
      for: PageVisit(institution, request, ClaimWord.self))
  }

  private func wallet(_ request: Request, _ context: WebContext) async throws -> Response {
    try answers.take(context.client)
    let institution = try await directory.institution(host: request.head.authority)
    try WebSession.checkSite(request)
    guard let receipt = Receipt.cookie(of: request, at: institution),
      let secrets = try await office.offerToWallet(receipt: receipt, at: institution)
    else { return .redirect(to: "/claim-link") }
    let invitation = WalletInvitation(secrets, site: institution.site)
    return ClaimTemplates.wallet.quiet(
      ClaimTemplates.Wallet(invitation),
      for: PageVisit(institution, request, ClaimWord.self))
  }

  private func askForLink(_ request: Request, _ context: WebContext) async throws -> Response {
    try wishes.take(context.client)
    try WebSession.checkSite(request)
    let institution = try await directory.institution(host: request.head.authority)
    let form = try await Form(request)
    let email = form["email"]?.trimmingCharacters(in: .whitespaces)
    let due = ContinuousClock.now + Self.answerTime
    try await office.askForLink(
      secret: form["claim"].flatMap { $0.isEmpty ? nil : String($0.prefix(100)) },
      email: email.map { String($0.prefix(254)) }, at: institution)
    try await Task.sleep(until: due, clock: .continuous)
    return ClaimTemplates.link.quiet(
      ClaimTemplates.Wish(
        secret: nil, sendsMail: office.posting != nil, isDone: true, email: institution.email),
      for: PageVisit(institution, request, ClaimWord.self))
  }
}

/// The cookie of somebody who answered a moment ago.
private enum Receipt {
  private static func name(at institution: Institution) -> String {
    WebSession.name(at: institution) + "-claim"
  }

  static func field(_ secret: String, at institution: Institution) -> String {
    "\(name(at: institution))=\(secret); Path=/; HttpOnly; SameSite=Lax; Max-Age=3600"
      + (WebSession.isSecure(institution) ? "; Secure" : "")
  }

  static func cookie(of request: Request, at institution: Institution) -> String? {
    WebSession.cookie(named: name(at: institution), of: request)
  }
}

extension PageTemplate {
  /// The page as an answer that sends no referrer: its address holds a secret.
  fileprivate func quiet(
    _ model: Any, for visit: PageVisit, status: HTTPResponse.Status = .ok
  ) -> Response {
    var response = response(model, for: visit, status: status)
    response.headers[.referrerPolicy] = "no-referrer"
    return response
  }
}
