/// A piece of a program file: text, a list or a mapping, with the place where it begins. Numbers,
/// dates and truth values are text as it was written.
struct Entry {
  enum Value {
    case text(String)
    case list([Entry])
    case mapping([Field])
  }

  /// One key of a mapping with its value.
  struct Field {
    var key: String
    var place: Place
    var value: Entry
  }

  var place: Place
  var value: Value

  /// What the entry is, in the words of an error message.
  var kind: String {
    switch value {
    case .text(let text): text.isEmpty ? "nothing" : "'\(shortened(text))'"
    case .list: "a list"
    case .mapping: "a mapping of keys"
    }
  }
}

/// The text on one line and not longer than an error message bears.
func shortened(_ text: some StringProtocol) -> String {
  var line = ""
  for character in text {
    if line.count == 40 { return line + "…" }
    line.append(character.isWhitespace || character.isNewline ? " " : character)
  }
  return line
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
