import HTTPTypes
import Hummingbird
import NIOCore

/// The small picture in the tabs of browsers, which ask for it at this address unasked.
enum Favicon {
  private static let picture = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0b4f9c" \
    d="M10 18 7 31l9-4 9 4-3-13z"/><circle cx="16" cy="12" r="11" fill="#0b4f9c"/>\
    <path fill="none" stroke="#fff" stroke-width="3" d="m11 12 4 4 7-8"/></svg>
    """

  static func add(to router: Router<WebContext>) {
    router.get("favicon.ico") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "image/svg+xml", .cacheControl: "public, max-age=86400"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: picture)))
    }
  }
}
