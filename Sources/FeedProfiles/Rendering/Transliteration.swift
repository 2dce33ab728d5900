/// Latin letters and punctuation in plainer ones, for encodings that lack them.
///
/// A table of our own, because those of systems and libraries differ and change, and a batch has
/// the same bytes for ever. Scripts other than Latin are not in it: how a name is written in Latin
/// letters is for its bearer to say.
enum Transliteration {
  /// What is written for the character; nil when nothing can be.
  static func text(for scalar: Unicode.Scalar) -> String? {
    if let text = table[scalar] { return text }
    switch scalar.value {
    // Accents that follow their letter.
    case 0x0300...0x036F: return ""
    // The ASCII characters in the width of an ideograph.
    case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0).map { String($0) }
    default: return nil
    }
  }

  private static let table: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for (text, characters) in letters + marks {
      for scalar in characters.unicodeScalars { table[scalar] = text }
    }
    return table
  }()

  private static let letters: [(String, String)] = [
    ("A", "ÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺẠẢẤẦẨẪẬẮẰẲẴẶḀ"), ("a", "àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặḁªẚ"),
    ("AE", "ÆǢǼ"), ("ae", "æǣǽ"), ("B", "ƁɃḂḄḆ"), ("b", "ƀɓḃḅḇ"),
    ("C", "ÇĆĈĊČƇȻḈ"), ("c", "çćĉċčƈȼḉ"), ("D", "ĎĐƉƊḊḌḎḐḒÐ"), ("d", "ďđɖɗḋḍḏḑḓð"),
    ("DZ", "ǄǱ"), ("Dz", "ǅǲ"), ("dz", "ǆǳ"),
    ("E", "ÈÉÊËĒĔĖĘĚȄȆȨɆẸẺẼẾỀỂỄỆḔḖḘḚḜ"), ("e", "èéêëēĕėęěȅȇȩɇẹẻẽếềểễệḕḗḙḛḝ"),
    ("E", "Ə"), ("e", "ə"), ("F", "ƑḞ"), ("f", "ƒḟ"),
    ("G", "ĜĞĠĢǤǦǴƓḠ"), ("g", "ĝğġģǥǧǵɠḡ"), ("H", "ĤĦȞḢḤḦḨḪ"), ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("I", "ÌÍÎÏĨĪĬĮİǏȈȊƗỈỊḬḮ"), ("i", "ìíîïĩīĭįıǐȉȋɨỉịḭḯ"), ("IJ", "Ĳ"), ("ij", "ĳ"),
    ("J", "ĴɈ"), ("j", "ĵɉǰ"), ("K", "ĶǨƘḰḲḴ"), ("k", "ķǩƙḱḳḵĸ"),
    ("L", "ĹĻĽĿŁȽḶḸḺḼ"), ("l", "ĺļľŀłƚḷḹḻḽ"), ("LJ", "Ǉ"), ("Lj", "ǈ"), ("lj", "ǉ"),
    ("M", "ḾṀṂ"), ("m", "ḿṁṃ"), ("N", "ÑŃŅŇǸƝṄṆṈṊ"), ("n", "ñńņňǹɲṅṇṉṋ"),
    ("'n", "ŉ"), ("N", "Ŋ"), ("n", "ŋ"), ("NJ", "Ǌ"), ("Nj", "ǋ"), ("nj", "ǌ"),
    ("O", "ÒÓÔÕÖØŌŎŐƠǑǪǬǾȌȎȪȬȮȰỌỎỐỒỔỖỘỚỜỞỠỢṌṎṐṒ"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱọỏốồổỗộớờởỡợṍṏṑṓº"),
    ("OE", "Œ"), ("oe", "œ"), ("P", "ƤṔṖ"), ("p", "ƥṕṗ"),
    ("R", "ŔŖŘȐȒɌṘṚṜṞ"), ("r", "ŕŗřȑȓɍṙṛṝṟ"), ("S", "ŚŜŞŠȘṠṢṤṦṨ"), ("s", "śŝşšșſṡṣṥṧṩ"),
    ("SS", "ẞ"), ("ss", "ß"), ("T", "ŢŤŦȚṪṬṮṰ"), ("t", "ţťŧțṫṭṯṱẗ"), ("TH", "Þ"), ("th", "þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄỤỦỨỪỬỮỰṲṴṶṸṺ"), ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗʉụủứừửữựṳṵṷṹṻ"),
    ("V", "ṼṾƲ"), ("v", "ṽṿʋ"), ("W", "ŴẀẂẄẆẈ"), ("w", "ŵẁẃẅẇẉẘ"), ("X", "ẊẌ"), ("x", "ẋẍ"),
    ("Y", "ÝŶŸȲƳỲỴỶỸẎ"), ("y", "ýÿŷȳƴỳỵỷỹẏẙ"), ("Z", "ŹŻŽƵȤẐẒẔ"), ("z", "źżžƶȥẑẓẕ"),
    ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ffi", "ﬃ"), ("ffl", "ﬄ"), ("st", "ﬅﬆ"),
  ]

  private static let marks: [(String, String)] = [
    (
      "'",
      "\u{2018}\u{2019}\u{201A}\u{201B}\u{2032}\u{02B9}\u{02BB}\u{02BC}\u{02BD}\u{00B4}\u{02CB}"
    ),
    ("\"", "\u{201C}\u{201D}\u{201E}\u{201F}\u{2033}\u{00AB}\u{00BB}"),
    ("'", "\u{2039}\u{203A}"),
    ("-", "\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}"),
    (" ", "\u{00A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}"),
    (" ", "\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}\u{3000}"),
    ("", "\u{00AD}\u{200B}\u{200C}\u{200D}\u{2060}\u{FEFF}"),
    ("...", "\u{2026}"), (".", "\u{00B7}\u{2024}"), ("..", "\u{2025}"), ("*", "\u{2022}"),
    ("/", "\u{2044}\u{2215}"), ("x", "\u{00D7}"), ("/", "\u{00F7}"), ("+/-", "\u{00B1}"),
    ("(C)", "\u{00A9}"), ("(R)", "\u{00AE}"), ("(TM)", "\u{2122}"), ("No", "\u{2116}"),
    ("EUR", "\u{20AC}"), ("GBP", "\u{00A3}"), ("JPY", "\u{00A5}"), ("ct", "\u{00A2}"),
    ("!", "\u{00A1}"), ("?", "\u{00BF}"), ("|", "\u{00A6}"), ("S", "\u{00A7}"), ("P", "\u{00B6}"),
    ("1", "\u{00B9}"), ("2", "\u{00B2}"), ("3", "\u{00B3}"), ("u", "\u{00B5}\u{03BC}"),
    ("1/4", "\u{00BC}"), ("1/2", "\u{00BD}"), ("3/4", "\u{00BE}"), ("deg", "\u{00B0}"),
  ]
}
