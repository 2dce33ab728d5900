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

  /// The texts as one block in the middle of the height.
  private static func texts(_ subject: AwardSubject) throws(ArtworkError) -> String {
    let badge = subject.badge
    let day = subject.isRevoked ? "No longer valid" : "Earned \(subject.earned)"
    let name = TextBox(width: 560, height: 90, lines: 2, sizes: 20...38, face: .regular)
    let title = TextBox(
      width: 560, height: 210, lines: 4, sizes: 26...60, face: .bold, leading: 1.15)
    let line = TextBox(width: 560, height: 80, lines: 2, sizes: 18...30, face: .regular)
    let mark = TextBox(width: 560, height: 40, lines: 1, sizes: 16...26, face: .bold)
    var rows: [(box: TextBox, text: String)] = [
      (title, badge.title), (line, badge.institution), (mark, "\(badge.creditMark) · \(day)"),
    ]
    if let learner = subject.learner { rows.insert((name, learner), at: 0) }
    let gap = 30.0
    var settings: [(box: TextBox, setting: TextBox.Setting)] = []
    for row in rows { settings.append((row.box, try row.box.set(row.text))) }
    let heights = settings.map { Double($1.lines.count) * $1.size * $0.leading }
    var top = (Double(height) - heights.reduce(0, +) - gap * Double(heights.count - 1)) / 2
    var result = ""
    for (row, height) in zip(settings, heights) {
      result += row.setting.svg(
        x: 590, middle: top + height / 2, colour: badge.palette.ink, face: row.box.face,
        leading: row.box.leading, anchor: "start")
      top += height + gap
    }
    return result
  }
}
