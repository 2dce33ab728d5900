import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization

/// A page as bytes, ready to be sent again.
struct RenderedPage: Sendable {
  let body: ByteBuffer
  let tag: String
  private(set) var headers: HTTPFields
  /// Until when it is right, in seconds since 1970; nil for as long as nothing changes.
  var until: Int64?

  init(
    _ template: PageTemplate, _ model: Any, for visit: PageVisit, caching: String = "no-cache",
    isIndexed: Bool
  ) {
    var headers = PageTemplate.headers(for: visit, caching: caching)
    if !isIndexed { headers[.robots] = "noindex" }
    self.init(template.render(model, for: visit), headers)
  }

  init(_ text: String, _ headers: HTTPFields) {
    let bytes = Array(text.utf8)
    body = ByteBuffer(bytes: bytes)
    tag = Reply.tag(of: bytes)
    self.headers = headers
    self.headers[.eTag] = tag
    self.headers[.vary] = "Accept, Accept-Language"
  }

  func response(to request: Request) -> Response {
    if let known = request.headers[.ifNoneMatch], Reply.matches(known, tag) {
      var headers = headers
      headers[.contentType] = nil
      return Response(status: .notModified, headers: headers)
    }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
  }
}

/// Pages that were rendered for exactly what counts now; whatever changes is another key.
final class BadgePageShelf: Sendable {
  enum Kind: Hashable, Sendable { case page, embedded, verification }

  struct Key: Hashable, Sendable {
    let publication: Publication
    let institution: Institution
    let language: Language
    let kind: Kind

    /// Equal ones are compared as a whole; to find them the badge is enough.
    func hash(into hasher: inout Hasher) {
      hasher.combine(publication.credential)
      hasher.combine(kind)
    }
  }

  private static let most = 1_000
  private let pages = Mutex<[Key: RenderedPage]>([:])

  subscript(key: Key) -> RenderedPage? {
    get {
      guard let page = pages.withLock({ $0[key] }) else { return nil }
      guard page.until != nil else { return page }
      let now = Int64(Date().timeIntervalSince1970)
      return page.until.map { $0 > now } ?? true ? page : nil
    }
    set {
      pages.withLock { pages in
        if pages.count >= Self.most { pages.removeAll() }
        pages[key] = newValue
      }
    }
  }
}

extension HTTPField.Name {
  static let robots = Self("X-Robots-Tag")!
}
