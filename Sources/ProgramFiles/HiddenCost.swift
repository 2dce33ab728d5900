/// What makes a small YAML text cost the parser without bound. Looked for before it is parsed.
///
/// Nesting needs no look: the parser refuses more than 1,000 levels, which take about 1 MiB of
/// stack.
enum HiddenCost {
  /// `*name` after `&name`: a few lines of nested aliases stand for billions of nodes. In prose the
  /// pair hardly occurs.
  case alias(Place, name: String)
  /// Many `? key` of YAML's long form, which can nest whole trees in keys; the parser compares the
  /// keys of each level with each other.
  case questionKeys(Place)

  private static let questionLimit = 16

  static func first(in text: String) -> HiddenCost? {
    var scan = Scan()
    for scalar in text.unicodeScalars {
      if let found = scan.next(scalar) { return found }
    }
    return scan.next("\n")
  }

  private struct Scan {
    var place = Place(line: 1, column: 1)
    var previous: Unicode.Scalar = "\n"
    /// The last scalar of the line that is not white space.
    var lastVisible: Unicode.Scalar?
    var anchors: Set<String> = []
    var mark: (sign: Unicode.Scalar, place: Place, name: String)?
    var isQuestion = false
    var questions = 0

    mutating func next(_ scalar: Unicode.Scalar) -> HiddenCost? {
      defer { advance(past: scalar) }
      return alias(before: scalar) ?? question(before: scalar)
    }

    private mutating func alias(before scalar: Unicode.Scalar) -> HiddenCost? {
      if mark != nil, HiddenCost.isNamePart(scalar) {
        mark?.name.unicodeScalars.append(scalar)
        return nil
      }
      defer {
        let opens = (scalar == "&" || scalar == "*") && HiddenCost.canPrecedeToken(previous)
        mark = opens ? (scalar, place, "") : nil
      }
      guard let mark, !mark.name.isEmpty else { return nil }
      if mark.sign == "&" { anchors.insert(mark.name) }
      guard mark.sign == "*", anchors.contains(mark.name) else { return nil }
      return .alias(mark.place, name: mark.name)
    }

    private mutating func question(before scalar: Unicode.Scalar) -> HiddenCost? {
      if isQuestion, scalar.properties.isWhitespace { questions += 1 }
      isQuestion = scalar == "?" && lastVisible.map(HiddenCost.isIndicator) ?? true
      return questions > HiddenCost.questionLimit ? .questionKeys(place) : nil
    }

    private mutating func advance(past scalar: Unicode.Scalar) {
      previous = scalar
      if scalar == "\n" {
        place = Place(line: place.line + 1, column: 1)
        lastVisible = nil
      } else {
        place.column = (place.column ?? 1) + 1
        if !scalar.properties.isWhitespace { lastVisible = scalar }
      }
    }
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }

  private static func canPrecedeToken(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || isIndicator(scalar) || "]}\"'".unicodeScalars.contains(scalar)
  }

  private static func isIndicator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "[", "{", ",", ":", "-", "?": true
    default: false
    }
  }
}
