import Artwork
import Foundation
import Microcredentials
import Storage

/// Everything that the pictures of a version follow from.
struct PictureModel: Sendable {
  let institution: Int
  let version: UUID
  var subject: BadgeSubject
  let summary: String
  let artwork: Artworks.Head?

  init(
    _ file: ProgramVersion, _ version: ProgramVersions.Listed, _ artwork: Artworks.Head?,
    of institution: Institution
  ) {
    self.institution = institution.id
    self.version = version.id
    self.artwork = artwork
    summary = file.summary
    let isGraduate = file.level?.lowercased().hasPrefix("grad") == true
    subject = BadgeSubject(
      title: file.badge.name, institution: institution.name, institutionCode: institution.code,
      programCode: file.program,
      kind: !file.credit.isBearing ? .notForCredit : isGraduate ? .graduate : .forCredit,
      credits: file.credit.stated?.description,
      year: file.effective?.parts.year ?? PictureModel.year(in: file.version),
      palette: Palette(
        institution: institution.code, colour: institution.colour.flatMap(Colour.init(hex:)),
        second: institution.secondColour.flatMap(Colour.init(hex:))))
  }

  /// Whether somebody brought a picture that stands in for the template.
  var hasArtwork: Bool { artwork?.sha256 != nil }

  /// What the picture shows, in words.
  var alternativeText: String { artwork?.alternativeText ?? subject.alternativeText }

  /// What the pictures depend on: two with the same recipe are the same.
  var recipe: [String] {
    if hasArtwork, let artwork {
      return ["artwork", "\(institution)", version.text, "\(artwork.revision)", "\(subject)"]
    }
    return ["template", "\(subject)"]
  }

  /// What a picture of one award says.
  func award(earned: Day, learner: String?, address: String) -> AwardSubject {
    AwardSubject(
      badge: subject, learner: learner, earned: PictureModel.words(for: earned), summary: summary,
      address: address)
  }

  private static func words(for day: Day) -> String {
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    let parts = day.parts
    return "\(parts.day) \(months[parts.month - 1]) \(parts.year)"
  }

  /// A label that is a catalog year: `2026`, `2026-27`.
  private static func year(in label: String) -> Int? {
    guard let year = Int(label.prefix(4)), (1900...2999).contains(year),
      label.dropFirst(4).first?.isNumber != true
    else { return nil }
    return year
  }
}
