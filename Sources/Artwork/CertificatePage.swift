import CRSVG

/// A certificate of one page to print, as a PDF whose texts can be selected.
public struct CertificatePage: Sendable {
  /// The paper.
  public enum Paper: Sendable, Hashable {
    case a4
    /// US letter.
    case letter

    /// The paper that is usual where an institution is, by its IANA zone.
    public init(zone: String) {
      self = zone.hasPrefix("America/") || zone.hasPrefix("US/") ? .letter : .a4
    }

    /// Width and height in points, lying.
    var size: (width: Double, height: Double) {
      switch self {
      case .a4: (841.89, 595.28)
      case .letter: (792, 612)
      }
    }
  }

  /// What it says; the learner's name was published.
  public let subject: AwardSubject
  /// Its paper.
  public let paper: Paper
  /// The page as SVG, in points.
  let svg: String
  private let code: (x: Double, y: Double, side: Double)

  /// Sets the page. Throws where the address is too long for a QR code.
  public init(_ subject: AwardSubject, paper: Paper) throws(ArtworkError) {
    self.subject = subject
    self.paper = paper
    let size = paper.size
    code = (size.width - 168, size.height - 160, 104)
    guard let qr = QRCode(subject.address) else {
      throw ArtworkError("The address is too long for a QR code.")
    }
    svg = try CertificatePage.document(subject, size, qr, code)
  }

  /// The page as a PDF; the same bytes for the same certificate on the same machine.
  public func pdf() throws(ArtworkError) -> [UInt8] {
    let drawing = try Drawing(svg: Array(svg.utf8))
    let size = paper.size
    return try Raster.pdf(width: size.width, height: size.height) {
      (surface, canvas) throws(ArtworkError) in
      let title =
        "\(ShownText.line(subject.badge.title)) – \(ShownText.line(subject.badge.institution))"
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_AUTHOR, ShownText.line(subject.badge.institution))
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Conferral")
      cairo_pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z")
      if let link = link {
        cairo_tag_begin(canvas, CAIRO_TAG_LINK, link)
        cairo_tag_end(canvas, CAIRO_TAG_LINK)
      }
      try drawing.draw(on: canvas, width: size.width, height: size.height)
    }
  }

  /// The page as a PNG, to look at.
  func png(width: Int) throws(ArtworkError) -> [UInt8] {
    let height = Int(Double(width) * paper.size.height / paper.size.width)
    return try Drawing(svg: Array(svg.utf8)).png(width: width, height: height)
  }

  /// The QR code as a link, where the address can stand in cairo's quotes.
  private var link: String? {
    let isPlain = subject.address.utf8.allSatisfy {
      (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain else { return nil }
    return "rect=[\(code.x) \(code.y) \(code.side) \(code.side)] uri='\(subject.address)'"
  }

  private static func document(
    _ subject: AwardSubject, _ size: (width: Double, height: Double), _ qr: QRCode,
    _ code: (x: Double, y: Double, side: Double)
  ) throws(ArtworkError) -> String {
    let colours = subject.badge.palette
    let (width, height) = size
    let module = code.side / Double(qr.rows.count + 8)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)">
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      <rect x="22" y="22" width="\(width - 44)" height="\(height - 44)" fill="none" \
      stroke="\(colours.field.hex)" stroke-width="6"/>
      <rect x="30" y="30" width="\(width - 60)" height="\(height - 60)" fill="none" \
      stroke="\(colours.accent.hex)" stroke-width="1.2"/>
      \(corners(width, height, colours.accent))
      \(try subject.picture(x: 60, y: height / 2 - 130, side: 220))
      \(try texts(subject, size))
      <g transform="translate(\(code.x) \(code.y)) scale(\(module)) translate(4 4)">
      <path d="\(qr.path)" fill="#000000" shape-rendering="crispEdges"/></g>
      </svg>

      """
  }

  private static func corners(_ width: Double, _ height: Double, _ colour: Colour) -> String {
    [(38.0, 38.0), (width - 38, 38), (38, height - 38), (width - 38, height - 38)].map { x, y in
      "<path d=\"M\(x) \(y - 6)L\(x + 6) \(y)L\(x) \(y + 6)L\(x - 6) \(y)Z\" fill=\"\(colour.hex)\"/>"
    }.joined()
  }

  private static func texts(
    _ subject: AwardSubject, _ size: (width: Double, height: Double)
  ) throws(ArtworkError) -> String {
    let badge = subject.badge
    let ink = badge.palette.ink
    let grey = Colour(red: 0.27, green: 0.27, blue: 0.3)
    let (width, height) = size
    // The column of texts, to the right of the picture.
    let (left, right) = (306.0, width - 64)
    let middle = (left + right) / 2
    let room = right - left
    func line(
      _ text: String, _ y: Double, _ height: Double, _ lines: Int, _ sizes: ClosedRange<Double>,
      _ face: Typeface, _ colour: Colour
    ) throws(ArtworkError) -> String {
      try TextBox(width: room, height: height, lines: lines, sizes: sizes, face: face)
        .set(text).svg(x: middle, middle: y, colour: colour, face: face)
    }
    let name = subject.learner ?? ""
    var result = try line(badge.institution, 82, 44, 2, 12...20, .bold, ink)
    result += try line("This is to certify that", 134, 18, 1, 11...13, .regular, grey)
    result += try line(name, 182, 66, 2, 16...36, .serif, .black)
    result +=
      "<path d=\"M\(middle - 130) 222H\(middle + 130)\" stroke=\"\(badge.palette.accent.hex)\"/>"
    result += try line("has earned the micro-credential", 246, 18, 1, 11...13, .regular, grey)
    result += try line(badge.title, 300, 76, 3, 14...30, .bold, ink)
    let facts = [badge.creditMark, "earned on \(subject.earned)"].joined(separator: " · ")
    result += try line(facts, 358, 20, 1, 10...14, .regular, .black)
    result += try line(subject.summary, 402, 48, 3, 9...11.5, .regular, grey)
    let foot = TextBox(
      width: width - 168 - left - 12, height: 34, lines: 2, sizes: 6.5...10, face: .regular)
    result += try TextBox(
      width: width - 168 - left - 12, height: 20, lines: 1, sizes: 8...11, face: .bold
    ).set("Issued by \(badge.institution)").svg(
      x: left, middle: height - 126, colour: .black, face: .bold, anchor: "start")
    result +=
      "<path d=\"M\(left) \(height - 110)H\(width - 184)\" stroke=\"\(grey.hex)\" stroke-width=\".7\"/>"
    result += try foot.set("Verify at \(subject.address)").svg(
      x: left, middle: height - 88, colour: .black, face: .regular, anchor: "start")
    return result
  }
}
