import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Synchronization

/// Counts and times requests by their route, and writes one line for each into the log: never the
/// address itself, which may hold what is nobody's business.
struct Watching: RouterMiddleware {
  let logger: Logger
  private let meters = Meters()

  init(logger: Logger) { self.logger = logger }

  func handle(
    _ request: Request, context: WebContext,
    next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let began = ContinuousClock.now
    let response = try await next(request, context)
    let duration = ContinuousClock.now - began
    let route = context.endpointPath ?? "none"
    meters.record(
      Meters.Name(
        method: Self.method(request.method), route: route, status: response.status.code),
      duration)
    if route != "/healthz", route != "/readyz", route != "/metrics" {
      logger.info(
        "request",
        metadata: [
          "method": "\(request.method.rawValue)", "route": "\(route)",
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

/// The counters and timers that were used already: to find one by its labels costs more than to
/// count. There are as many as routes, methods and statuses, none of which a caller invents.
private final class Meters: Sendable {
  struct Name: Hashable {
    let method: String
    let route: String
    let status: Int
  }

  private struct Meter {
    let requests: Counter
    let time: Metrics.Timer
  }

  private let meters = Mutex<[Name: Meter]>([:])

  func record(_ name: Name, _ duration: Duration) {
    let meter = meters.withLock { meters in
      if let known = meters[name] { return known }
      let meter = Self.make(name)
      meters[name] = meter
      return meter
    }
    meter.requests.increment()
    meter.time.recordNanoseconds(duration.nanoseconds)
  }

  private static func make(_ name: Name) -> Meter {
    let labels = [("method", name.method), ("route", name.route)]
    return Meter(
      requests: Counter(
        label: "http_requests", dimensions: labels + [("status", "\(name.status)")]),
      time: Metrics.Timer(
        label: "http_request_duration", dimensions: labels, preferredDisplayUnit: .seconds))
  }
}

extension Duration {
  fileprivate var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
