import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office
import Storage

/// Where wallets fetch badges: OpenID for Verifiable Credential Issuance 1.0 with pre-authorized
/// codes (and what wallets of draft 13 ask for), and exchanges of the VC-API. Web wallets call from
/// pages of their own: any origin may, and nothing here goes by a cookie.
struct WalletEndpoints {
  let office: Office
  let directory: InstitutionDirectory
  private let calls = RateLimit(perMinute: 240)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    discovery(".well-known/openid-credential-issuer", WalletMetadata.issuer, router)
    discovery(".well-known/oauth-authorization-server", WalletMetadata.authorization, router)
    let issuing = WalletIssuing(office: office)
    on(.get, "openid4vci/offers/:offer", router) { _, context, institution in
      let offer = try context.variable("offer")
      guard let code = try await office.preauthorizedCode(ofOffer: offer, at: institution) else {
        throw WalletFault(.notFound, "invalid_request", "The offer was used, or is too old.")
      }
      return .json(WalletMetadata.offer(code: code, at: institution))
    }
    on(.post, "openid4vci/token", router) { request, _, institution in
      try await issuing.token(request, at: institution)
    }
    on(.post, "openid4vci/nonce", router) { _, _, institution in
      try await issuing.nonce(at: institution)
    }
    on(.post, "openid4vci/credential", router) { request, _, institution in
      try await issuing.credential(request, at: institution)
    }
    let exchanging = WalletExchange(office: office)
    on(.get, "exchanges/:exchange", router) { request, context, institution in
      try await exchanging.protocols(of: context.variable("exchange"), request, at: institution)
    }
    on(.post, "exchanges/:exchange", router) { request, context, institution in
      try await exchanging.enter(context.variable("exchange"), request, at: institution)
    }
  }

  /// Metadata at the well-known address, and with the site's path behind it (RFC 8414, section 3);
  /// drafts appended the well-known part to the path, which ends up here as the first form.
  private func discovery(
    _ path: String, _ document: @escaping @Sendable (Institution) -> JSONValue,
    _ router: Router<WebContext>
  ) {
    on(.get, path, router) { _, _, institution in .json(document(institution)) }
    on(.get, path + "/**", router) { _, context, institution in
      let rest = context.parameters.getCatchAll().joined(separator: "/")
      let site = URLComponents(string: institution.site)?.path.split(separator: "/") ?? []
      guard rest == site.joined(separator: "/") else { throw Problem.notFound }
      return .json(document(institution))
    }
  }

  /// A route that answers any origin, also with its errors.
  private func on(
    _ method: HTTPRequest.Method, _ path: String, _ router: Router<WebContext>,
    _ work: @escaping @Sendable (Request, WebContext, Institution) async throws -> Response
  ) {
    router.on(RouterPath(path), method: method) { request, context in
      var response: Response
      do {
        try calls.take(context.client)
        let institution = try await directory.institution(host: request.head.authority)
        response = try await work(request, context, institution)
      } catch let fault as WalletFault {
        response = fault.response
      } catch {
        guard let problem = Problem(error) else { throw error }
        response = try problem.response(from: request, context: context)
      }
      response.headers[.accessControlAllowOrigin] = "*"
      return response
    }
    if method == .get || path.hasPrefix("openid4vci") { preflight(path, router) }
  }

  private func preflight(_ path: String, _ router: Router<WebContext>) {
    router.on(RouterPath(path), method: .options) { _, _ in
      Response(
        status: .noContent,
        headers: [
          .accessControlAllowOrigin: "*", .accessControlAllowMethods: "GET, POST",
          .accessControlAllowHeaders: "Authorization, Content-Type", .accessControlMaxAge: "86400",
        ])
    }
  }
}

/// An error as OAuth tells it (RFC 6749, section 5.2; OpenID4VCI 1.0, section 8.3.1.2).
struct WalletFault: Error {
  let status: HTTPResponse.Status
  let code: String
  let sentence: String

  init(_ status: HTTPResponse.Status, _ code: String, _ sentence: String) {
    self.status = status
    self.code = code
    self.sentence = sentence
  }

  init(_ code: String, _ sentence: String) { self.init(.badRequest, code, sentence) }

  var response: Response {
    var response = Response.json(
      ["error": .string(code), "error_description": .string(sentence)], status)
    if status == .unauthorized {
      response.headers[.wwwAuthenticate] = "Bearer error=\"\(code)\""
    }
    return response
  }
}

extension Response {
  /// JSON that nobody keeps.
  static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
    json(value.serialized, status)
  }

  /// JSON text that nobody keeps.
  static func json(_ bytes: [UInt8], _ status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
