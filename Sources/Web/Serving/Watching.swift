import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Counts and times requests by their route, and writes one line for each into the log: never a
/// query, which may hold what is nobody's business.
struct Watching: RouterMiddleware {
  let logger: Logger

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    let response = try await next(request, context)
    let duration = ContinuousClock.now - began
    let route = context.endpointPath ?? "none"
    let labels = [
      ("method", Self.method(request.method)), ("route", route),
      ("status", "\(response.status.code)"),
    ]
    Counter(label: "http_requests", dimensions: labels).increment()
    Metrics.Timer(
      label: "http_request_duration", dimensions: [labels[0], labels[1]],
      preferredDisplayUnit: .seconds
    ).recordNanoseconds(duration.nanoseconds)
    if route != "/healthz", route != "/readyz", route != "/metrics" {
      logger.info(
        "request",
        metadata: [
          "method": "\(request.method.rawValue)", "path": "\(request.uri.path.prefix(300))",
          "status": "\(response.status.code)", "microseconds": "\(duration.nanoseconds / 1_000)",
          "request": "\(response.headers[.requestID] ?? "")",
        ])
    }
    return response
  }

  /// Methods that nobody has heard of are counted together.
  private static func method(_ method: HTTPRequest.Method) -> String {
    let known: [HTTPRequest.Method] = [
      .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect,
    ]
    return known.contains(method) ? method.rawValue : "other"
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
