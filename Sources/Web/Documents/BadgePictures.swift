import Artwork
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Office
import Storage

/// Pictures: of what a version stands for, and of badges with and without the badge in them.
struct BadgePictures {
  let office: Office
  let directory: InstitutionDirectory

  func add(to router: Router<WebContext>) {
    addVersions(to: router)
    addBadges(to: router)
    router.get("credentials/:id/preview.png") { request, context in
      try await badge(request, context, maxAge: 0) { id, institution in
        try await office.preview(of: id, at: institution)
      }
    }
    router.get("credentials/{id}.pdf") { request, context in
      try await badge(request, context, maxAge: 0) { id, institution in
        try await office.certificate(of: id, at: institution)
      }
    }
  }

  private func addVersions(to router: Router<WebContext>) {
    for name in ["png", "svg"] {
      router.get("programs/:code/versions/:label/image.\(name)") { request, context in
        let institution = try await directory.institution(host: request.head.authority)
        let format = try format(name, request)
        do {
          let picture = try await office.picture(
            of: try context.variable("label"), program: try context.variable("code"), format,
            at: institution)
          return response(picture, to: request, cache: "public, max-age=86400")
        } catch let refusal as Refusal where refusal.code == .noProgram {
          throw Problem.notFound
        }
      }
    }
  }

  private func addBadges(to router: Router<WebContext>) {
    for name in ["png", "svg"] {
      router.get("credentials/:id/picture.\(name)") { request, context in
        let format = try format(name, request)
        return try await badge(request, context, maxAge: 86_400) { id, institution in
          try await office.picture(of: id, format, at: institution)
        }
      }
      router.get("credentials/{id}.\(name)") { request, context in
        let format = try format(name, request)
        let word = request.uri.queryParameters["proof"].map(String.init) ?? "json"
        guard let proof = Baked(rawValue: word) else {
          throw Problem.badRequest("proof", "It is json or jwt.")
        }
        return try await badge(request, context, maxAge: 300, as: name) { id, institution in
          try await office.bakedPicture(of: id, format, as: proof, at: institution)
        }
      }
    }
  }

  private func badge(
    _ request: Request, _ context: WebContext, maxAge: Int, as name: String? = nil,
    _ picture: (UUID, Institution) async throws -> Picture?
  ) async throws -> Response {
    guard let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)) else {
      throw Problem.notFound
    }
    let institution = try await directory.institution(host: request.head.authority)
    guard let picture = try await picture(id, institution) else { throw Problem.notFound }
    // What the learner may take back is asked for again each time.
    let cache = maxAge == 0 ? "no-cache" : "public, max-age=\(maxAge)"
    return response(picture, to: request, cache: cache)
  }

  /// A static document: a browser that opens it by itself runs and loads nothing.
  private func response(_ picture: Picture, to request: Request, cache: String) -> Response {
    var headers: HTTPFields = [
      .contentType: picture.mediaType, .cacheControl: cache, .eTag: Reply.tag(ofHash: picture.hash),
    ]
    // Pictures are shown on other people's sites.
    headers[HTTPField.Name("Cross-Origin-Resource-Policy")!] = "cross-origin"
    headers[.accessControlAllowOrigin] = "*"
    if picture.mediaType == PictureFormat.svg.mediaType {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    }
    let reply = Reply(status: .ok, headers: headers, body: picture.bytes)
    var response = reply.response(to: request)
    if response.status == .notModified { response.headers[.cacheControl] = cache }
    return response
  }

  private func format(_ name: String, _ request: Request) throws -> PictureFormat {
    guard name == "png" else { return .svg }
    guard let text = request.uri.queryParameters["size"] else {
      return .png(size: BadgePicture.usualSize)
    }
    guard let size = Int(text), BadgePicture.sizes.contains(size) else {
      throw Problem.badRequest(
        "size",
        "It is a number of pixels from \(BadgePicture.sizes.lowerBound) to "
          + "\(BadgePicture.sizes.upperBound).")
    }
    return .png(size: size)
  }
}
