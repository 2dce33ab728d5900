/// The colours of a picture: made from an institution's own so that every text on them has a
/// contrast of at least 4.5 to 1 (WCAG 2.2, success criterion 1.4.3).
public struct Palette: Sendable, Hashable {
  /// The contrast that every text has with what it stands on.
  public static let least = 4.5

  /// The field of the form: the institution's colour.
  public let field: Colour
  /// Where the field fades to; it is farther from the text than the field.
  public let fade: Colour
  /// Text on the field.
  public let text: Colour
  /// The light panel.
  public let paper: Colour
  /// Text on the panel.
  public let ink: Colour
  /// Lines and ornaments.
  public let accent: Colour
  /// Text on the accent.
  public let accentText: Colour

  /// The palette of an institution; without a colour of its own, one that follows from its code.
  public init(institution code: String, colour: Colour? = nil, second: Colour? = nil) {
    let field = colour ?? Palette.usual(for: code)
    let night = field.mixed(with: .black, 0.85)
    let isDark = Colour.white.contrast(with: field) >= Palette.least
    text = isDark ? .white : night.moved(to: .black, until: Palette.least, with: field)
    self.field = field
    fade = Palette.rounded(field.mixed(with: isDark ? .black : .white, isDark ? 0.35 : 0.25))
    paper = Palette.rounded(field.mixed(with: .white, 0.94))
    ink = field.moved(to: .black, until: 7, with: paper)
    let gold = Colour(red: 0.91, green: 0.73, blue: 0.36)
    accent = second ?? (isDark ? gold : field.mixed(with: .black, 0.6))
    accentText =
      Colour.white.contrast(with: accent) >= Palette.least
      ? .white : field.mixed(with: .black, 0.7).moved(to: .black, until: 4.5, with: accent)
  }

  /// What is written has eight bits a part, so that is what is measured.
  private static func rounded(_ colour: Colour) -> Colour { Colour(hex: colour.hex) ?? colour }

  private static func usual(for code: String) -> Colour {
    let hue = Double(StableNumber.of(code) % 360)
    // Yellows and greens look brighter than blues of the same lightness.
    let lightness = (45...190).contains(hue) ? 0.21 : 0.29
    return rounded(Colour(hue: hue, saturation: 0.58, lightness: lightness))
  }
}

/// A number that follows from a text, the same everywhere and for ever (FNV-1a).
enum StableNumber {
  static func of(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
