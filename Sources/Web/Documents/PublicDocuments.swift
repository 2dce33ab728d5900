import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Office
import OpenBadges
import Storage

/// The signed documents that verifiers and wallets fetch. No redirect anywhere: some of them treat
/// one as a failure.
struct PublicDocuments {
  let office: Office
  let directory: InstitutionDirectory
  let pages: BadgePages
  let shelf = DocumentShelf()
  private let choices = AcceptedTypes(Self.json + [Self.html] + Self.jwt)

  /// The media types of a badge's address, the one that nobody asked for first.
  static let json = ["application/vc", "application/ld+json", "application/json"]
  static let html = "text/html"
  /// As a VC-JWT.
  static let jwt = ["application/vc+jwt", "text/plain"]

  func add(to router: Router<WebContext>) {
    router.get("credentials/{id}.json") { request, context in
      let (institution, id) = try await badge(request, context)
      switch request.uri.queryParameters["proofs"] {
      case nil, "1":
        return try await document(
          id, of: institution, as: "application/vc", to: request, isDownload: true)
      case "2": return try await document(id, of: institution, withTwoProofsTo: request)
      default: throw Problem.badRequest("proofs", "It is 1 or 2.")
      }
    }
    router.get("credentials/{id}.jwt") { request, context in
      try await token(request, context, as: Self.jwt[0], isDownload: true)
    }
    router.get("credentials/:id") { request, context in try await credential(request, context) }
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
    let type = Accept(request.headers[.accept]).best(of: Self.json) ?? Self.json[0]
    var document = PublicDocument(list.bytes, type: type)
    document.caching = "public, max-age=\(list.maxAge)"
    return document.response(to: request)
  }

  /// One address for people and for programs: what it shows is what was asked for.
  private func credential(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let type = choices.best(for: request.headers[.accept]) else {
      var problem = Problem(
        .notAcceptable, "not-acceptable", "The badge is not there in a media type that you accept.",
        detail: "It is there as: \(choices.offers.joined(separator: ", ")).")
      problem.headers[.vary] = "Accept"
      throw problem
    }
    if Self.jwt.contains(type) { return try await token(request, context, as: type) }
    guard type == Self.html else {
      let (institution, id) = try await badge(request, context)
      return try await document(id, of: institution, as: type, to: request)
    }
    return try await pages.badge(request, context)
  }

  private func document(
    _ id: UUID, of institution: Institution, as type: String, to request: Request,
    isDownload: Bool = false
  ) async throws -> Response {
    guard var document = try await latest(id, of: institution) else { throw Problem.notFound }
    document.type = type
    document.variesBy = isDownload ? nil : "Accept"
    if isDownload { document.fileName = "badge-\(id.text).json" }
    return document.response(to: request)
  }

  private func latest(_ id: UUID, of institution: Institution) async throws -> PublicDocument? {
    guard let publication = try await office.publication(of: id, at: institution) else {
      return nil
    }
    let revision = publication.revision
    if let known = shelf[id, revision: revision, of: institution.id] { return known }
    let bytes = try await office.credential(id, revision: revision, of: institution)
    let document = bytes.map { PublicDocument($0, type: Self.json[0]) }
    shelf[id, revision: revision, of: institution.id] = document
    return document
  }

  /// The badge with a proof for verifiers without JSON-LD beside the usual one, to be saved.
  private func document(
    _ id: UUID, of institution: Institution, withTwoProofsTo request: Request
  ) async throws -> Response {
    guard let bytes = try await office.withTwoProofs(id, at: institution) else {
      throw Problem.notFound
    }
    var document = PublicDocument(bytes, type: Self.json[0])
    document.fileName = "badge-\(id.text)-two-proofs.json"
    return document.response(to: request)
  }

  /// The badge as a VC-JWT, by the algorithm that `alg` names.
  private func token(
    _ request: Request, _ context: WebContext, as type: String, isDownload: Bool = false
  ) async throws -> Response {
    let (institution, id) = try await badge(request, context)
    let name = request.uri.queryParameters["alg"].map(String.init) ?? JWTAlgorithm.rs256.rawValue
    guard let algorithm = JWTAlgorithm(rawValue: name) else {
      let known = JWTAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.badRequest("alg", "It is one of \(known).")
    }
    guard let text = try await office.jwt(of: id, algorithm: algorithm, at: institution) else {
      throw Problem.notFound
    }
    var document = PublicDocument(
      Array(text.utf8), type: type, variesBy: isDownload ? nil : "Accept")
    if isDownload { document.fileName = "badge-\(id.text).jwt" }
    return document.response(to: request)
  }

  private func badge(
    _ request: Request, _ context: WebContext
  ) async throws -> (Institution, UUID) {
    let institution = try await directory.institution(host: request.head.authority)
    guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else {
      throw Problem.notFound
    }
    return (institution, id)
  }
}
