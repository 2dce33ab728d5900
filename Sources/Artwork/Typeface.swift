import CRSVG

/// A face in which pictures are written.
enum Typeface: String {
  case regular, bold, serif

  /// As SVG attributes. A viewer without the first family has the others.
  var attributes: String {
    switch self {
    case .regular:
      "font-family=\"DejaVu Sans, Noto Sans, Droid Sans Fallback, Verdana, sans-serif\""
    case .bold:
      "font-family=\"DejaVu Sans, Noto Sans, Droid Sans Fallback, Verdana, sans-serif\" font-weight=\"bold\""
    case .serif:
      "font-family=\"DejaVu Serif, Noto Serif, DejaVu Sans, Droid Sans Fallback, Georgia, serif\""
    }
  }

  /// A space between words, in the size of the font.
  var space: Double { self == .bold ? 0.348 : 0.318 }

  /// How wide texts are at a size of 100, as the renderer itself sets them.
  func widths(of texts: [String]) throws(ArtworkError) -> [Double] {
    let lines = texts.enumerated().map { place, text in
      "<text id=\"t\(place)\" x=\"5000\" y=\"500\" text-anchor=\"middle\">"
        + "\(ShownText.escaped(text))</text>"
    }
    let svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10000 1000" width="10000" height="1000"
      ><g \(attributes) font-size="100">\(lines.joined())</g></svg>
      """
    let drawing = try Drawing(svg: Array(svg.utf8))
    var widths: [Double] = []
    for place in texts.indices { widths.append(try drawing.width(of: "#t\(place)")) }
    return widths
  }
}
