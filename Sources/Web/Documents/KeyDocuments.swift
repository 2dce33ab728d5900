import Hummingbird
import Office
import Storage

/// The public keys of an institution, in the two forms in which verifiers look for them.
struct KeyDocuments {
  let office: Office
  let directory: InstitutionDirectory

  func add(to router: Router<WebContext>) {
    router.get(".well-known/did.json") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      let document = try await office.didDocument(of: institution)
      return published(document, as: "application/did+json", for: request)
    }
    router.get(".well-known/jwks.json") { request, _ in
      let institution = try await directory.institution(host: request.head.authority)
      let document = try await office.keySet(of: institution)
      return published(document, as: "application/jwk-set+json", for: request)
    }
  }

  /// Five minutes in caches: so long a key that was just made may be unknown to somebody.
  private func published(
    _ document: [UInt8], as type: String, for request: Request
  ) -> Response {
    var published = PublicDocument(document, type: type, variesBy: nil)
    published.caching = "public, max-age=300"
    return published.response(to: request)
  }
}
