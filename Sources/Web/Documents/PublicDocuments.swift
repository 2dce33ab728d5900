import Foundation
import Hummingbird
import NIOCore
import Office
import Storage

/// The signed documents that verifiers and wallets fetch. No redirect anywhere: some of them treat
/// one as a failure.
struct PublicDocuments {
  let office: Office
  let directory: InstitutionDirectory

  func add(to router: Router<WebContext>) {
    router.get("credentials/:id") { request, context in
      guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else {
        throw Problem.notFound
      }
      let institution = try await directory.institution(host: request.head.authority)
      guard let document = try await office.credential(id, of: institution) else {
        throw Problem.notFound
      }
      return signed(document, for: request, maxAge: 300)
    }
    router.get("status/:number") { request, context in
      try await statusList(.revocation, request, context)
    }
    router.get("status/:number/suspension") { request, context in
      try await statusList(.suspension, request, context)
    }
  }

  private func statusList(
    _ purpose: StatusListPurpose, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    guard let number = context.parameters.get("number").flatMap({ Int($0) }), number >= 0 else {
      throw Problem.notFound
    }
    let institution = try await directory.institution(host: request.head.authority)
    guard let list = try await office.statusList(number, purpose, of: institution) else {
      throw Problem.notFound
    }
    var response = signed(list.bytes, for: request, maxAge: list.maxAge)
    response.headers[.eTag] = list.tag
    guard Reply.tags(request.headers[.ifNoneMatch]).contains(list.tag) else { return response }
    response.headers[.contentType] = nil
    return Response(status: .notModified, headers: response.headers)
  }

  /// A verifiable credential in the media type that the client prefers among its JSON forms.
  private func signed(_ document: [UInt8], for request: Request, maxAge: Int) -> Response {
    let accepted = request.headers[.accept] ?? ""
    let types = ["application/vc", "application/ld+json", "application/json"]
    let type =
      types.filter { accepted.contains($0) }
      .min { accepted.range(of: $0)!.lowerBound < accepted.range(of: $1)!.lowerBound }
      ?? "application/vc"
    return Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "public, max-age=\(maxAge)", .vary: "Accept",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
  }
}
