import Artwork
public import Foundation
import Microcredentials
import Postgres
public import Storage

/// What the public may see of a badge besides the signed document itself.
public struct PictureConsent: Sendable, Hashable {
  /// The learner's name; nil where it was not published.
  public var name: String?
  /// Whether there is a certificate to download.
  public var hasCertificate: Bool

  /// Nothing but the badge.
  public static let none = PictureConsent(name: nil, hasCertificate: false)

  /// Makes a publication.
  public init(name: String?, hasCertificate: Bool) {
    self.name = name
    self.hasCertificate = hasCertificate
  }
}

/// Pictures that tell of one award: whom it was made to, where that was published, and when.
extension Office {
  /// The picture that other sites show beside a link to a badge; nil when there is no such badge.
  public func preview(
    of credential: UUID, at institution: Institution
  ) async throws -> Picture? {
    guard let awarded = try await awarded(credential, at: institution) else { return nil }
    let publication = try await pictured(credential, at: institution)
    let model = try await model(of: awarded, at: institution)
    let address = "\(institution.site)/credentials/\(credential.text)"
    let artwork = try await artwork(of: model)
    let recipe =
      model.recipe + [
        "preview", publication.name ?? "", awarded.earnedOn.description, "\(awarded.isRevoked)",
      ]
    return try await studio.picture(recipe, mediaType: "image/png") {
      var award = model.award(
        earned: awarded.earnedOn, learner: publication.name, address: address)
      award.artwork = try artwork?.uploaded.png(800)
      award.isRevoked = awarded.isRevoked
      return try PreviewPicture(award).png()
    }
  }

  /// The certificate of a badge to print; nil when there is no such badge, it was revoked, or
  /// none was published.
  public func certificate(
    of credential: UUID, as publication: PictureConsent? = nil, at institution: Institution
  ) async throws -> Picture? {
    guard let awarded = try await awarded(credential, at: institution), !awarded.isRevoked else {
      return nil
    }
    let published = try await pictured(credential, at: institution)
    let publication = publication ?? published
    guard publication.hasCertificate, let name = publication.name else { return nil }
    let model = try await model(of: awarded, at: institution)
    let address = "\(institution.site)/credentials/\(credential.text)"
    let paper = CertificatePage.Paper(zone: institution.zone)
    let recipe =
      model.recipe + [
        "certificate", name, awarded.earnedOn.description, address, "\(paper)", model.summary,
      ]
    let artwork = try await artwork(of: model)
    return try await studio.picture(recipe, mediaType: "application/pdf") {
      var award = model.award(earned: awarded.earnedOn, learner: name, address: address)
      award.artwork = try artwork?.uploaded.png(800)
      return try CertificatePage(award, paper: paper).pdf()
    }
  }

  /// What of a badge may stand in its preview and certificate: nothing personal, unless the learner
  /// published it. The one place where this is decided for pictures.
  private func pictured(
    _ credential: UUID, at institution: Institution
  ) async throws -> PictureConsent {
    guard
      let publication = try await publication(of: credential, at: institution),
      publication.shows(.name),
      let name = try await publicBadge(publication, at: institution)?.holder
    else { return .none }
    return PictureConsent(name: name, hasCertificate: true)
  }
}
