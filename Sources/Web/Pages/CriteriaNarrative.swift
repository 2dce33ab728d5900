/// Criteria as the badge has them, a Markdown list, as a tree that a person reads.
enum CriteriaNarrative {
  private struct Line {
    let depth: Int
    let text: String
    let isItem: Bool
  }

  /// Lists in lists; what is no item is a paragraph. Everything is escaped.
  static func html(_ markdown: String) -> String {
    var out = ""
    var open = 0
    func close(to depth: Int) {
      while open > depth {
        out += "</li></ul>"
        open -= 1
      }
    }
    for line in lines(markdown) {
      guard line.isItem else {
        close(to: 0)
        out += "<p>\(Markup.escaped(line.text))</p>"
        continue
      }
      // An item lies at most one below the one before it.
      let depth = min(line.depth + 1, open + 1, 24)
      if depth <= open {
        close(to: depth)
        out += "</li>"
      } else {
        out += open == 0 ? "<ul class=\"tree\">" : "<ul>"
        open += 1
      }
      out += "<li>\(Markup.escaped(line.text))"
    }
    close(to: 0)
    return out
  }

  private static func lines(_ markdown: String) -> [Line] {
    markdown.split(separator: "\n").compactMap { line in
      let indent = line.prefix { $0 == " " }.count
      let rest = line.dropFirst(indent)
      guard !rest.isEmpty else { return nil }
      let isItem = rest.hasPrefix("- ") || rest.hasPrefix("* ")
      return Line(
        depth: indent / 2, text: String(isItem ? rest.dropFirst(2) : rest), isItem: isItem)
    }
  }
}
