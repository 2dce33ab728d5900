/// The word among some that a misspelled one was meant to be.
package enum Spelling {
  /// What to do about a word that is none of those: the nearest one, or all of them.
  package static func remedy(for word: String, among words: [String]) -> String {
    let near = words.map { ($0, distance(word.lowercased(), $0.lowercased())) }
      .filter { $0.1 <= max(1, $0.0.count / 3) }
      .min { $0.1 < $1.1 }
    if let near { return "did you mean “\(near.0)”?" }
    if words.isEmpty { return "take it out" }
    return "it can be \(words.map { "“\($0)”" }.joined(separator: ", "))"
  }

  /// The least number of characters to insert, delete or replace (Levenshtein).
  private static func distance(_ a: String, _ b: String) -> Int {
    let (first, second) = (Array(a.prefix(100)), Array(b.prefix(100)))
    var row = Array(0...second.count)
    for (index, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, other) in second.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (character == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[second.count]
  }
}
