import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What every request carries along.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The connection.
  let channel: any Channel
  /// The address of whoever is at the other end of the connection.
  let peer: String?
  /// Whose requests are counted together for limits: the peer, or whom a trusted proxy names.
  var client: String
  /// How the request is called in logs and answers.
  var requestID: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
    peer = source.channel.remoteAddress?.ipAddress
    client = peer ?? "unknown"
    requestID = ""
    requestID = id
  }
}

/// Turns every error into a problem, names the request, and puts the headers on that all answers
/// have.
struct Guarding: RouterMiddleware {
  let proxies: TrustedProxies
  let directory: InstitutionDirectory
  let logger: Logger

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.client = proxies.client(of: context.peer, request.headers)
    if let given = request.headers[.requestID], Self.isUsable(given) { context.requestID = given }

    var response: Response
    do {
      // The first one became the authority; which of two is meant nobody can say (RFC 9112, 3.2).
      guard request.headers[HTTPField.Name("Host")!] == nil else {
        throw Problem.badRequest("Host", "It is given more than once.")
      }
      response = try await next(request, context)
    } catch {
      response = try await answer(problem(error, context), request, context)
    }
    response.headers[.requestID] = context.requestID
    response.headers[.xContentTypeOptions] = "nosniff"
    // With no-referrer a browser would send `Origin: null` with the forms of our own pages.
    if response.headers[.referrerPolicy] == nil {
      response.headers[.referrerPolicy] = "same-origin"
    }
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    return response
  }

  /// A page for people, as far as it is known whose.
  private func answer(
    _ problem: Problem, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    guard problem.status.code < 500, ProblemPage.isWanted(by: request),
      let institution = try? await directory.institution(host: request.head.authority)
    else { return try problem.response(from: request, context: context) }
    return ProblemPage.response(problem, for: PageVisit(institution, request, ProblemWord.self))
  }

  private static func isUsable(_ id: String) -> Bool {
    (1...64).contains(id.utf8.count)
      && id.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-"
            || $0 == "_" || $0 == ".")
      }
  }

  private func problem(_ error: any Error, _ context: WebContext) -> Problem {
    if let problem = Problem(error) { return problem }
    logger.error(
      "a request failed", metadata: ["request": "\(context.requestID)", "error": "\(error)"])
    return Problem(
      .internalServerError, "internal", "Something went wrong on our side.",
      detail: "It was logged with the request id \(context.requestID).")
  }
}

extension HTTPField.Name {
  static let requestID = Self("X-Request-ID")!
  static let referrerPolicy = Self("Referrer-Policy")!
  static let link = Self("Link")!
  static let idempotencyKey = Self("Idempotency-Key")!
  static let csrfToken = Self("X-CSRF-Token")!
}
