/// The picture of a badge as our own template draws it.
public struct BadgePicture: Sendable {
  /// The sizes in pixels that a PNG can have.
  public static let sizes = 64...2_000
  /// The size of a PNG where none is asked for.
  public static let usualSize = 600

  /// What it says.
  public let subject: BadgeSubject
  /// The document; it refers to nothing outside of itself.
  public let svg: String

  /// Draws the picture.
  public init(_ subject: BadgeSubject) throws(ArtworkError) {
    self.subject = subject
    svg = try BadgePicture.document(subject)
  }

  /// The picture as a square PNG of so many pixels.
  public func png(_ size: Int = usualSize) throws(ArtworkError) -> [UInt8] {
    let size = min(max(size, BadgePicture.sizes.lowerBound), BadgePicture.sizes.upperBound)
    return try Drawing(svg: Array(svg.utf8)).png(width: size, height: size)
  }

  private static func document(_ subject: BadgeSubject) throws(ArtworkError) -> String {
    let alternative = ShownText.escaped(subject.alternativeText)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="600" height="600" viewBox="0 0 600 600" \
      role="img" aria-labelledby="badge-title badge-about">
      <title id="badge-title">\(ShownText.escaped(ShownText.line(subject.title)))</title>
      <desc id="badge-about">\(alternative)</desc>
      \(try face(subject))
      </svg>

      """
  }

  /// The picture without its frame, to be placed in another document.
  static func face(_ subject: BadgeSubject) throws(ArtworkError) -> String {
    let colours = subject.palette
    let form = BadgeForm(subject.kind)
    return """
      <defs>
      <linearGradient id="badge-field" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="\(colours.field.hex)"/>
      <stop offset="1" stop-color="\(colours.fade.hex)"/>
      </linearGradient>
      <clipPath id="badge-form"><path d="\(form.outline)"/></clipPath>
      </defs>
      <path d="\(form.outline)" fill="\(colours.accent.hex)"/>
      <g transform="translate(300 300) scale(.972) translate(-300 -300)">
      <path d="\(form.outline)" fill="url(#badge-field)"/>
      <g clip-path="url(#badge-form)">
      \(Ornament.rosette(of: subject.programCode, colour: colours.text))
      <path d="\(form.outline)" fill="none" stroke="\(colours.accent.hex)" stroke-width="2.5" \
      transform="translate(300 300) scale(.955) translate(-300 -300)"/>
      <rect y="230" width="600" height="172" fill="\(colours.paper.hex)"/>
      <path d="M0 224H600M0 408H600" stroke="\(colours.accent.hex)" stroke-width="4"/>
      </g>
      </g>
      \(try medallion(subject))
      \(try texts(subject, form))
      """
  }

  private static func medallion(_ subject: BadgeSubject) throws(ArtworkError) -> String {
    let colours = subject.palette
    let box = TextBox(width: 82, height: 60, lines: 1, sizes: 14...42, face: .bold)
    let setting = try box.set(subject.monogram)
    return """
      <circle cx="300" cy="138" r="66" fill="\(colours.paper.hex)"/>
      <circle cx="300" cy="138" r="66" fill="none" stroke="\(colours.accent.hex)" stroke-width="5"/>
      <circle cx="300" cy="138" r="57" fill="none" stroke="\(colours.ink.hex)" stroke-width="1.5"/>
      \(setting.svg(x: 300, middle: 138, colour: colours.ink, face: .bold))
      """
  }

  private static func texts(
    _ subject: BadgeSubject, _ form: BadgeForm
  ) throws(ArtworkError) -> String {
    let colours = subject.palette
    let title = TextBox(
      width: 456, height: 154, lines: 4, sizes: 20...56, face: .bold, leading: 1.16)
    let name = TextBox(width: form.nameWidth, height: 56, lines: 2, sizes: 14...25, face: .regular)
    let mark = TextBox(width: form.markWidth, height: 32, lines: 1, sizes: 12...25, face: .bold)
    let line = [subject.creditMark, subject.year.map(String.init)].compactMap(\.self)
      .joined(separator: " · ")
    return """
      \(try title.set(subject.title).svg(
        x: 300, middle: 316, colour: colours.ink, face: .bold, leading: title.leading))
      \(try name.set(subject.institution).svg(
        x: 300, middle: form.nameHeight, colour: colours.text, face: .regular))
      \(try mark.set(line).svg(
        x: 300, middle: form.markHeight, colour: colours.text, face: .bold))
      """
  }
}

extension TextBox.Setting {
  /// The lines around a middle height. `textLength` keeps them in their box where a viewer has
  /// another font.
  func svg(
    x: Double, middle: Double, colour: Colour, face: Typeface, leading: Double = 1.2,
    anchor: String = "middle"
  ) -> String {
    let step = size * leading
    // The middle of a line is about 0.36 of its size above the base line.
    let first = middle - step * Double(lines.count - 1) / 2 + size * 0.36
    let texts = zip(lines, widths).enumerated().map { place, line in
      "<text x=\"\(BadgeForm.number(x))\" y=\"\(BadgeForm.number(first + step * Double(place)))\""
        + " textLength=\"\(BadgeForm.number(line.1))\" lengthAdjust=\"spacingAndGlyphs\">"
        + "\(ShownText.escaped(line.0))</text>"
    }
    return "<g \(face.attributes) font-size=\"\(BadgeForm.number(size))\" fill=\"\(colour.hex)\""
      + " text-anchor=\"\(anchor)\">\(texts.joined())</g>"
  }
}
