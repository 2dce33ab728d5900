import Hummingbird
import HTTPTypes
import NIOCore
import Prometheus

/// Whether the daemon lives, and whether it can do its work.
struct Health {
  let readiness: @Sendable () async -> [String]
  let options: WebOptions

  func add(to router: Router<WebContext>) {
    router.get("healthz") { _, _ in
      plain("ok\n", .ok)
    }
    addMetrics(to: router)
    router.get("readyz") { _, _ in
      let faults = await readiness()
      return faults.isEmpty
        ? plain("ready\n", .ok)
        : plain(faults.joined(separator: "\n") + "\n", .serviceUnavailable)
    }
  }

  private func addMetrics(to router: Router<WebContext>) {
    let options = options
    router.get("metrics") { request, context in
      let isForwarded =
        request.headers.contains(.forwarded) || request.headers.contains(.xForwardedFor)
      switch options.metricsAccess {
      case .off: throw Problem.notFound
      // Behind a proxy on this machine everybody seems to come from here.
      case .loopback where isForwarded || !Loopback.isPeer(context.peer): throw Problem.notFound
      case .loopback, .on: break
      }
      return Response(
        status: .ok,
        headers: [
          .contentType: PrometheusExposition.contentType, .cacheControl: "no-store",
        ], body: ResponseBody(byteBuffer: ByteBuffer(string: await options.metrics())))
    }
  }

  private func plain(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status,
      headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
