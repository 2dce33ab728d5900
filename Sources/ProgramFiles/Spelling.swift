/// Finds the word that somebody meant.
enum Spelling {
  /// The candidate that is nearest to the word, if one is near enough to be what was meant.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    let written = plain(word)
    guard written.count <= 40 else { return nil }
    let limit = written.count <= 4 ? 1 : written.count <= 8 ? 2 : 3
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = distance(written, plain(candidate))
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
  }

  /// Lower case, with one kind of separator: `At_Least` and `at-least` are `at least`.
  private static func plain(_ word: String) -> [Character] {
    word.lowercased().map { $0 == "_" || $0 == "-" ? " " : $0 }
  }

  /// How many letters must be put in, left out, changed or swapped with their neighbour.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    guard abs(a.count - b.count) <= 3 else { return .max }
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let change = previous[j] + (a[i] == b[j] ? 0 : 1)
        var least = min(change, previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      before = previous
      previous = row
    }
    return previous[b.count]
  }
}

/// `'a', 'b' or 'c'`
func alternatives(_ words: [String], quoted: Bool = true) -> String {
  let words = quoted ? words.map { "'\($0)'" } : words
  guard words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
}
