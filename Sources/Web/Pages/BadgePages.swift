import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office
import Storage

/// The pages of a badge: what everybody may see, its verification, and the frame that other sites
/// show. Private unless its learner published it.
struct BadgePages {
  let office: Office
  let directory: InstitutionDirectory
  let shelf = BadgePageShelf()
  private let verifications = AtOnce(most: 8)

  init(office: Office, directory: InstitutionDirectory) {
    self.office = office
    self.directory = directory
  }

  func add(to router: Router<WebContext>) {
    router.get("credentials/:id/verify") { request, context in
      try await show(request, context, .verification)
    }
    router.get("credentials/:id/embed") { request, context in
      try await show(request, context, .embedded)
    }
    router.get("oembed") { request, _ in try await embedding(request) }
  }

  /// The page of a badge.
  func badge(_ request: Request, _ context: WebContext) async throws -> Response {
    try await show(request, context, .page)
  }

  /// Consents, holds and the state are read at each request; what was rendered for the very same
  /// ones is taken from the shelf.
  private func show(
    _ request: Request, _ context: WebContext, _ kind: BadgePageShelf.Kind
  ) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let id = context.parameters.get("id").flatMap(UUID.init(uuidString:))
    let found = try await id.asyncFlatMap { try await office.publication(of: $0, at: institution) }
    let language = Language.preferred(by: request.headers[.acceptLanguage])
    let key = found.map {
      BadgePageShelf.Key(
        publication: $0, institution: institution, language: language, kind: kind)
    }
    if let known = key.flatMap({ shelf[$0] }) { return known.response(to: request) }
    let visit = PageVisit(institution, request, BadgeWord.self)
    guard let publication = found, let key else { return missing(visit) }
    guard publication.isPublic else {
      return kind == .embedded
        ? EmbedPage.closed(visit).response(to: request)
        : RenderedPage(
          BadgeTemplates.closed, ClosedBadge(visit), for: visit, isIndexed: false
        ).response(to: request)
    }
    if kind == .verification {
      return try await verification(of: publication, visit).response(to: request)
    }
    guard let badge = try await office.publicBadge(publication, at: institution) else {
      return missing(visit)
    }
    let now = Int64(Date().timeIntervalSince1970)
    var page =
      kind == .embedded
      ? EmbedPage.open(badge, visit, at: now)
      : RenderedPage(
        BadgeTemplates.badge, BadgePage(badge, visit, at: now), for: visit,
        isIndexed: publication.state == .live)
    page.until = badge.validUntil.flatMap { $0 > now ? $0 : nil }
    shelf[key] = page
    return page.response(to: request)
  }

  private func verification(
    of publication: Publication, _ visit: PageVisit
  ) async throws -> RenderedPage {
    let found = try await verifications.run {
      try await office.verifyOwn(publication.credential, at: visit.institution)
    }
    guard let badge = try await office.publicBadge(publication, at: visit.institution), let found
    else { throw Problem.notFound }
    return RenderedPage(
      BadgeTemplates.verification,
      VerificationPage(badge, found, visit, at: Int64(Date().timeIntervalSince1970)),
      for: visit, caching: "no-store", isIndexed: false)
  }

  private func missing(_ visit: PageVisit) -> Response {
    var response = BadgeTemplates.missing.response(
      ClosedBadge(visit), for: visit, status: .notFound)
    response.headers[.vary] = "Accept"
    return response
  }

  /// What sites that show links as pictures ask for (oEmbed 1.0).
  private func embedding(_ request: Request) async throws -> Response {
    let institution = try await directory.institution(host: request.head.authority)
    let query = Form.fields(request.uri.query ?? "")
    guard query["format"] ?? "json" == "json" else {
      throw Problem(
        .notImplemented, "not-implemented", "Only JSON is given.", detail: "Ask for format=json.")
    }
    guard let url = query["url"] else {
      throw Problem.badRequest("url", "Name the address of a badge.")
    }
    let start = "\(institution.site)/credentials/"
    guard url.hasPrefix(start), let id = UUID(uuidString: String(url.dropFirst(start.count))),
      let publication = try await office.publication(of: id, at: institution)
    else { throw Problem.notFound }
    guard let badge = try await office.publicBadge(publication, at: institution) else {
      throw Problem(.unauthorized, "not-public", "This badge is not public.")
    }
    let json = Embedding(
      badge, of: institution, mostWidth: query["maxwidth"].flatMap { Int($0) },
      mostHeight: query["maxheight"].flatMap { Int($0) }
    ).json
    var document = PublicDocument(json.serialized, type: "application/json", variesBy: nil)
    document.caching = "no-cache"
    return document.response(to: request)
  }
}

extension Optional {
  fileprivate func asyncFlatMap<Result>(
    _ body: (Wrapped) async throws -> Result?
  ) async rethrows -> Result? {
    guard let self else { return nil }
    return try await body(self)
  }
}
