/// Text set into a box: as large as it fits in at most so many lines, measured by the renderer.
struct TextBox {
  var width: Double
  var height: Double
  var lines: Int
  /// The largest and the smallest size of the font.
  var sizes: ClosedRange<Double>
  var face: Typeface
  /// From one line to the next, in the size of the font.
  var leading = 1.2

  /// Lines that fit.
  struct Setting: Equatable {
    var lines: [String]
    var widths: [Double]
    var size: Double
  }

  /// A piece that is not broken.
  private struct Atom {
    var text: String
    var followsSpace: Bool
    var width = 0.0
    /// Whether it is the head of a broken word, which gets a hyphen at the end of a line.
    var isBroken = false
  }

  /// How wide a hyphen is at a size of 100.
  private static let hyphen = 42.0

  func set(_ text: String) throws(ArtworkError) -> Setting {
    let line = ShownText.line(text)
    var atoms = try measured(TextBox.atoms(of: line))
    guard !atoms.isEmpty else { return Setting(lines: [], widths: [], size: sizes.upperBound) }
    var size = sizes.upperBound
    while size > sizes.lowerBound {
      if let lines = balanced(atoms, size) { return try checked(lines, size) }
      size *= 0.95
    }
    size = sizes.lowerBound
    atoms = try shortened(atoms, to: width * 100 / size)
    if let lines = balanced(atoms, size) { return try checked(lines, size) }
    let wrapped = wrap(atoms, within: width * 100 / size)
    return try checked(try cut(wrapped, size), size)
  }

  /// The pieces between which a line may end: words, characters of scripts without spaces, and
  /// what a hyphen or a slash joins.
  private static func atoms(of line: String) -> [Atom] {
    var atoms: [Atom] = []
    var isNew = true
    var followsSpace = false
    for character in line {
      if character == " " {
        (isNew, followsSpace) = (true, true)
        continue
      }
      let isAlone = isIdeographic(character)
      if isNew || (isAlone && !isClosing(character)) {
        atoms.append(Atom(text: String(character), followsSpace: followsSpace))
      } else {
        atoms[atoms.count - 1].text.append(character)
      }
      isNew = isAlone || "-/–—".contains(character)
      followsSpace = false
    }
    return atoms
  }

  private static func isIdeographic(_ character: Character) -> Bool {
    character.unicodeScalars.contains { scalar in
      switch scalar.value {
      case 0x2E80...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFFEF, 0x20000...0x3FFFF,
        0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF:
        true
      default: false
      }
    }
  }

  /// What does not begin a line.
  private static func isClosing(_ character: Character) -> Bool {
    "、。，．：；！？）」』】〉》ー々％".contains(character)
  }

  private func measured(_ atoms: [Atom]) throws(ArtworkError) -> [Atom] {
    let widths = try face.widths(of: atoms.map(\.text))
    var atoms = atoms
    for place in atoms.indices {
      atoms[place].width = widths[place] + (atoms[place].isBroken ? TextBox.hyphen : 0)
    }
    return atoms
  }

  /// Lines of about the same length, as few as there need be; nil when they do not fit.
  private func balanced(_ atoms: [Atom], _ size: Double) -> [[Atom]]? {
    let limit = width * 100 / size
    guard atoms.allSatisfy({ $0.width <= limit }) else { return nil }
    let most = min(lines, Int(height / (size * leading)))
    let loose = wrap(atoms, within: limit)
    guard loose.count <= most else { return nil }
    var (low, high) = (atoms.map(\.width).max() ?? 0, limit)
    for _ in 0..<12 {
      let middle = (low + high) / 2
      if wrap(atoms, within: middle).count <= loose.count { high = middle } else { low = middle }
    }
    return wrap(atoms, within: high)
  }

  private func wrap(_ atoms: [Atom], within limit: Double) -> [[Atom]] {
    var lines: [[Atom]] = []
    var used = 0.0
    for atom in atoms {
      let space = atom.followsSpace ? face.space * 100 : 0
      if !lines.isEmpty, used + space + atom.width <= limit {
        lines[lines.count - 1].append(atom)
        used += space + atom.width
      } else {
        lines.append([atom])
        used = atom.width
      }
    }
    return lines
  }

  /// Breaks pieces that are wider than a line, with a hyphen between letters.
  private func shortened(_ atoms: [Atom], to limit: Double) throws(ArtworkError) -> [Atom] {
    var atoms = atoms
    for _ in 0..<10 where atoms.contains(where: { $0.width > limit && $0.text.count > 1 }) {
      var pieces: [Atom] = []
      for atom in atoms {
        guard atom.width > limit, atom.text.count > 1 else {
          pieces.append(atom)
          continue
        }
        let share = (limit - TextBox.hyphen) / atom.width
        let count = max(1, min(atom.text.count - 1, Int(Double(atom.text.count) * share * 0.95)))
        let head = String(atom.text.prefix(count))
        let isWord = head.last?.isLetter == true
        pieces.append(Atom(text: head, followsSpace: atom.followsSpace, isBroken: isWord))
        pieces.append(
          Atom(
            text: String(atom.text.dropFirst(count)), followsSpace: false, isBroken: atom.isBroken))
      }
      atoms = try measured(pieces)
    }
    return atoms
  }

  /// The lines that there is room for; the last one ends in an ellipsis.
  private func cut(_ wrapped: [[Atom]], _ size: Double) throws(ArtworkError) -> [[Atom]] {
    let most = max(1, min(lines, Int(height / (size * leading))))
    guard wrapped.count > most else { return wrapped }
    var kept = Array(wrapped.prefix(most))
    var last = TextBox.text(of: kept[most - 1])
    let limit = width * 100 / size
    while last.count > 1, try face.widths(of: [last + "…"])[0] > limit { last.removeLast() }
    while let end = last.last, end == " " || end == "-" || end == "," { last.removeLast() }
    kept[most - 1] = [Atom(text: last + "…", followsSpace: false)]
    return kept
  }

  private static func text(of line: [Atom]) -> String {
    line.enumerated().map { ($0 > 0 && $1.followsSpace ? " " : "") + $1.text }.joined()
      + (line.last?.isBroken == true ? "-" : "")
  }

  /// Measures whole lines, in which letters may join, and goes smaller where one is too wide.
  private func checked(_ lines: [[Atom]], _ size: Double) throws(ArtworkError) -> Setting {
    let texts = lines.map(TextBox.text)
    let widths = try face.widths(of: texts)
    let widest = (widths.max() ?? 0) * size / 100
    let fitting = widest > width ? size * width / widest : size
    return Setting(lines: texts, widths: widths.map { $0 * fitting / 100 }, size: fitting)
  }
}
