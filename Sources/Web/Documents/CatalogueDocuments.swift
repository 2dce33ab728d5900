import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import Microcredentials
import NIOCore
import Office
import Storage

/// The catalogue for programs: JSON page by page, and a feed of what is new.
struct CatalogueDocuments {
  let office: Office
  let directory: InstitutionDirectory

  /// How many programs a page has.
  private static let size = 100

  func add(to router: Router<WebContext>) {
    router.get("programs.json") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      let catalogue = try await office.catalogue(of: institution.id)
      return list(catalogue, institution, request)
    }
    router.get("programs.atom") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      let catalogue = try await office.catalogue(of: institution.id)
      let feed = AtomFeed(catalogue, institution)
      return Response.document(
        Array(feed.xml.utf8), "application/atom+xml; charset=utf-8", for: request)
    }
  }

  private func list(
    _ catalogue: Catalogue, _ institution: Institution, _ request: Request
  ) -> Response {
    let query = CatalogueQuery(request.uri.query ?? "")
    let found = catalogue.find(query.search).programs
    let page = PageOfMany(query.page, of: found.count, each: Self.size)
    let next = page.next.map { institution.site + query.at($0).address("/programs.json") }
    let body = JSONValue.members(
      ("institution", .string(institution.name)), ("url", .string(institution.site + "/")),
      ("total", .number(found.count)), ("page", .number(page.number)),
      ("pages", .number(page.count)), ("next", .textIfAny(next)),
      (
        "items",
        .array(found[page.rows].map { ProgramDocument.summary($0, institution) })
      ))
    var response = Response.document(body.serialized, "application/json", for: request)
    if let next { response.headers[.link] = "<\(next)>; rel=\"next\"" }
    return response
  }
}

extension Response {
  /// A public document: kept for some minutes, then asked for by its tag (RFC 9110, 13.1.2).
  static func document(_ body: [UInt8], _ type: String, for request: Request) -> Response {
    let tag = Reply.tag(of: body)
    var headers: HTTPFields = [
      .eTag: tag, .cacheControl: "public, max-age=300", .accessControlAllowOrigin: "*",
    ]
    let known = Reply.tags(request.headers[.ifNoneMatch])
    if known.contains(tag) || known.contains("*") {
      return Response(status: .notModified, headers: headers)
    }
    headers[.contentType] = type
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
