/// What a badge picture says.
public struct BadgeSubject: Sendable, Hashable {
  /// What kind of program it is for, which gives the picture its form.
  public enum Kind: Sendable, Hashable {
    /// For credit: a hexagon.
    case forCredit
    /// For credit at the level of graduates: a shield.
    case graduate
    /// Not for credit: a round seal.
    case notForCredit
  }

  /// The badge's name.
  public var title: String
  /// The institution's name.
  public var institution: String
  /// The institution's short code: its monogram, and its colour where it names none.
  public var institutionCode: String
  /// The program's code: its ornament.
  public var programCode: String
  /// Which form the picture has.
  public var kind: Kind
  /// The credits, as digits; nil where none are stated.
  public var credits: String?
  /// The year that it shows.
  public var year: Int?
  /// The colours.
  public var palette: Palette

  /// Makes a subject.
  public init(
    title: String, institution: String, institutionCode: String, programCode: String, kind: Kind,
    credits: String? = nil, year: Int? = nil, palette: Palette? = nil
  ) {
    self.title = title
    self.institution = institution
    self.institutionCode = institutionCode
    self.programCode = programCode
    self.kind = kind
    self.credits = credits
    self.year = year
    self.palette = palette ?? Palette(institution: institutionCode)
  }

  /// The credit mark: `3 credits`, `For credit`, `Non-credit`.
  public var creditMark: String {
    switch (kind, credits) {
    case (.notForCredit, _): "Non-credit"
    case (_, "1"?): "1 credit"
    case (_, let credits?): "\(credits) credits"
    case (_, nil): "For credit"
    }
  }

  /// What the picture shows, in words, for whoever cannot see it.
  public var alternativeText: String {
    let year = year.map { ", \($0)" } ?? ""
    return "Badge: \(plain(title)), \(plain(institution)), \(creditMark.lowercased())\(year)"
  }

  /// What stands in the medallion: a short code in capitals, or else initials of the name.
  var monogram: String {
    let code = ShownText.line(institutionCode).uppercased()
    if (1...4).contains(code.count), code.allSatisfy({ $0.isASCII && $0.isLetter }) { return code }
    let initials = ShownText.line(institution).split(separator: " ").compactMap(\.first)
      .filter { $0.isUppercase || !$0.isCased }
    return initials.isEmpty ? String(code.prefix(3)) : String(initials.prefix(3))
  }

  private func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { ShownText.isXML($0) && $0.value >= 0x20 }))
  }
}
