/// The picture that other sites show beside a link (Open Graph), 1200 × 630 pixels.
public struct PreviewPicture: Sendable {
  /// Its width in pixels.
  public static let width = 1_200
  /// Its height in pixels.
  public static let height = 630

  /// The document.
  public let svg: String

  /// Draws the picture.
  public init(_ subject: AwardSubject) throws(ArtworkError) {
    svg = try PreviewPicture.document(subject)
  }

  /// The picture as a PNG.
  public func png() throws(ArtworkError) -> [UInt8] {
    try Drawing(svg: Array(svg.utf8)).png(
      width: PreviewPicture.width, height: PreviewPicture.height)
  }

  private static func document(_ subject: AwardSubject) throws(ArtworkError) -> String {
    let colours = subject.badge.palette
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
      <title>\(ShownText.escaped(subject.badge.alternativeText))</title>
      <rect width="1200" height="630" fill="\(colours.paper.hex)"/>
      <rect width="410" height="630" fill="\(colours.field.hex)"/>
      <rect x="410" width="8" height="630" fill="\(colours.accent.hex)"/>
      <circle cx="300" cy="315" r="252" fill="\(colours.paper.hex)"/>
      <circle cx="300" cy="315" r="252" fill="none" stroke="\(colours.accent.hex)" stroke-width="8"/>
      \(try subject.picture(x: 90, y: 105, side: 420))
      \(try texts(subject))
      </svg>

      """
  }

  private static func texts(_ subject: AwardSubject) throws(ArtworkError) -> String {
    let colours = subject.badge.palette
    let badge = subject.badge
    let title = TextBox(
      width: 560, height: 210, lines: 4, sizes: 26...60, face: .bold, leading: 1.15)
    let line = TextBox(width: 560, height: 80, lines: 2, sizes: 18...30, face: .regular)
    let mark = TextBox(width: 560, height: 40, lines: 1, sizes: 16...26, face: .bold)
    let facts = [
      badge.creditMark, subject.isRevoked ? "No longer valid" : "Earned \(subject.earned)",
    ].joined(separator: " · ")
    var result = try title.set(badge.title).svg(
      x: 590, middle: subject.learner == nil ? 250 : 300, colour: colours.ink, face: .bold,
      leading: title.leading, anchor: "start")
    if let learner = subject.learner {
      let name = TextBox(width: 560, height: 90, lines: 2, sizes: 20...38, face: .regular)
      result += try name.set(learner).svg(
        x: 590, middle: 140, colour: colours.ink, face: .regular, anchor: "start")
    }
    result += try line.set(badge.institution).svg(
      x: 590, middle: 452, colour: colours.ink, face: .regular, anchor: "start")
    result += try mark.set(facts).svg(
      x: 590, middle: 532, colour: colours.ink, face: .bold, anchor: "start")
    return result
  }
}
