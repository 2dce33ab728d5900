public import Artwork
public import Foundation
import Microcredentials
import OpenBadges
import Postgres
import ProgramFiles
public import Storage

/// In what form a picture is wanted.
public enum PictureFormat: Sendable, Hashable {
  /// A square PNG of so many pixels.
  case png(size: Int)
  case svg
}

/// How a badge is written into its picture.
public enum Baked: String, Sendable, Hashable {
  /// As the signed JSON document.
  case json
  /// As a VC-JWT.
  case jwt
}

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

/// Pictures of badges.
extension Office {
  /// The picture of what a version stands for: the artwork that was brought for it, or the
  /// template.
  public func picture(
    of version: String, program: String, _ format: PictureFormat, at institution: Institution
  ) async throws -> Picture {
    let model = try await model(version, of: program, at: institution)
    return try await draw(model, format)
  }

  /// What the picture of a version shows, in words.
  public func alternativeText(
    of version: String, program: String, at institution: Institution
  ) async throws -> String {
    try await model(version, of: program, at: institution).alternativeText
  }

  /// The picture of a badge, without the badge in it; nil when there is no such badge.
  public func picture(
    of credential: UUID, _ format: PictureFormat, at institution: Institution
  ) async throws -> Picture? {
    guard let awarded = try await awarded(credential, at: institution) else { return nil }
    return try await draw(try await model(of: awarded, at: institution), format)
  }

  /// The picture of a badge with the badge in it; nil when there is no such badge.
  public func bakedPicture(
    of credential: UUID, _ format: PictureFormat, as proof: Baked, at institution: Institution
  ) async throws -> Picture? {
    guard let awarded = try await awarded(credential, at: institution),
      let text = try await bakedText(of: credential, awarded, as: proof, at: institution)
    else { return nil }
    let plain = try await draw(try await model(of: awarded, at: institution), format)
    do {
      let bytes =
        switch format {
        case .png: try Baking.png(plain.bytes, credential: text)
        case .svg:
          Array(
            try Baking.svg(String(decoding: plain.bytes, as: UTF8.self), credential: text).utf8)
        }
      return Picture(mediaType: plain.mediaType, bytes: bytes)
    } catch {
      throw Refusal(.invalid, "The badge does not fit into this picture: \(error.description)")
    }
  }

  /// The text that is baked; nil where there is none of that kind. The one place where the kinds of
  /// proofs are told apart.
  private func bakedText(
    of credential: UUID, _ awarded: Artworks.Awarded, as proof: Baked, at institution: Institution
  ) async throws -> BakedText? {
    switch proof {
    case .json: .json(awarded.document)
    case .jwt: nil
    }
  }

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

  private func awarded(
    _ credential: UUID, at institution: Institution
  ) async throws -> Artworks.Awarded? {
    try await database.read(as: Scopes.institution(institution.id)) {
      try Artworks.awarded(credential, of: institution.id, in: $0)
    }
  }

  private func model(
    of awarded: Artworks.Awarded, at institution: Institution
  ) async throws -> PictureModel {
    var model = try await model(awarded.label, of: awarded.program, at: institution)
    model.subject.year = awarded.earnedOn.parts.year
    return model
  }

  private func model(
    _ label: String, of program: String, at institution: Institution
  ) async throws -> PictureModel {
    let read = try await database.read(as: Scopes.institution(institution.id)) { transaction in
      let source = try Programs.source(
        of: program, label: label, institution: institution.id, in: transaction)
      let version = try ProgramVersions.one(
        label, of: program, institution: institution.id, in: transaction)
      guard let source, let version else {
        throw Refusal(.noProgram, "There is no program \(program) version \(label).")
      }
      return (
        source, version,
        try Artworks.head(of: version.id, institution: institution.id, in: transaction)
      )
    }
    let file = try ProgramFile.read(read.0.utf8, name: "\(program) \(label)").version
    return PictureModel(file, read.1, read.2, of: institution)
  }

  private func draw(_ model: PictureModel, _ format: PictureFormat) async throws -> Picture {
    let artwork = try await artwork(of: model)
    return try await studio.picture(model.recipe + ["\(format)"], mediaType: format.mediaType) {
      switch (format, artwork) {
      case (.png(let size), nil): try BadgePicture(model.subject).png(size)
      case (.png(let size), let artwork?): try artwork.uploaded.png(size)
      case (.svg, nil): Array(try BadgePicture(model.subject).svg.utf8)
      case (.svg, let artwork?):
        Array(try artwork.uploaded.svg(alternativeText: artwork.alternativeText).utf8)
      }
    }
  }

  /// The content of a model's artwork; nil for the template.
  private func artwork(of model: PictureModel) async throws -> Artworks.Stored? {
    guard model.hasArtwork else { return nil }
    return try await database.read(as: Scopes.institution(model.institution)) {
      try Artworks.present(of: model.version, institution: model.institution, in: $0)
    }
  }
}

extension PictureFormat {
  /// The media type of the file.
  public var mediaType: String { self == .svg ? "image/svg+xml" : "image/png" }
}

extension Artworks.Stored {
  var uploaded: UploadedArtwork {
    UploadedArtwork(
      format: UploadedArtwork.Format(rawValue: mediaType) ?? .png, checked: content)
  }
}
