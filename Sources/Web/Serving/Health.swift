import Hummingbird
import NIOCore

/// Whether the daemon lives, and whether it can do its work.
struct Health {
  let readiness: @Sendable () async -> [String]

  func add(to router: Router<WebContext>) {
    router.get("healthz") { _, _ in
      plain("ok\n", .ok)
    }
    router.get("readyz") { _, _ in
      let faults = await readiness()
      return faults.isEmpty
        ? plain("ready\n", .ok)
        : plain(faults.joined(separator: "\n") + "\n", .serviceUnavailable)
    }
  }

  private func plain(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status,
      headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
