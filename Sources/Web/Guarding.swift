import Hummingbird
import Logging
import Office
import Postgres

/// Turns every error into a problem, and puts the headers on that all answers have.
struct Guarding<Context: RequestContext>: RouterMiddleware {
  let logger: Logger

  func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      response = try problem(error, context).response(from: request, context: context)
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
    }
    return response
  }

  private func problem(_ error: any Error, _ context: Context) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let refusal as Refusal:
      return Problem(.serviceUnavailable, refusal.code.rawValue, refusal.reason)
    case let error as PostgresError where error.isRetryable || error.kind == .shutDown:
      return Problem(
        .serviceUnavailable, "database-away", "The database cannot be reached just now.",
        detail: "Try again in a moment.")
    case let error as any HTTPResponseError where error.status.code < 500:
      return Problem(error.status, "http-\(error.status.code)", error.status.reasonPhrase)
    default:
      logger.error(
        "a request failed", metadata: ["request": "\(context.id)", "error": "\(error)"])
      return Problem(
        .internalServerError, "internal", "Something went wrong on our side.",
        detail: "It was logged with the request id \(context.id).")
    }
  }
}
