/// What the pictures of one award say besides its badge.
public struct AwardSubject: Sendable, Hashable {
  /// The badge.
  public var badge: BadgeSubject
  /// The learner's name as it was published; nil where it was not.
  public var learner: String?
  /// The day it was earned, in words: `4 December 2026`.
  public var earned: String
  /// What it took, in a sentence or two.
  public var summary: String
  /// The address of the public page.
  public var address: String
  /// Whether it was revoked; then it is no longer told as something earned.
  public var isRevoked = false
  /// The artwork that stands in for the template, a PNG; nil for the template.
  public var artwork: [UInt8]?

  /// Makes a subject.
  public init(
    badge: BadgeSubject, learner: String?, earned: String, summary: String, address: String,
    artwork: [UInt8]? = nil
  ) {
    self.badge = badge
    self.learner = learner
    self.earned = earned
    self.summary = summary
    self.address = address
    self.artwork = artwork
  }

  /// The badge's picture in a box, for a document that is drawn here.
  func picture(x: Double, y: Double, side: Double) throws(ArtworkError) -> String {
    let place = "translate(\(BadgeForm.number(x)) \(BadgeForm.number(y)))"
    guard let artwork else {
      return "<g transform=\"\(place) scale(\(side / 600))\">\(try BadgePicture.face(badge))</g>"
    }
    let data = Base64.text(of: artwork)
    return "<image transform=\"\(place)\" width=\"\(side)\" height=\"\(side)\""
      + " href=\"data:image/png;base64,\(data)\"/>"
  }
}
