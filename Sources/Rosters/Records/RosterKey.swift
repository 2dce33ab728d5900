import Microcredentials

/// The stable identity of what a row says, for mappings that name none.
enum RosterKey {
  /// The parts in order with `|` between them, without the empty ones at the end; a `|` or `\` in
  /// a part has a `\` before it, so that different parts never give the same key.
  static func of(_ parts: String?...) -> String {
    var key = ""
    var separators = 0
    for part in parts {
      if let part, !part.isEmpty {
        for _ in 0..<separators { key += "|" }
        separators = 0
        key += escaped(part)
      }
      separators += 1
    }
    return key
  }

  /// A code as ``Code/key(_:)`` writes it, so that `ghy 217` and `GHY217` are one.
  static func code(_ code: String) -> String {
    let isPlain = code.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(97...122).contains($0) }
    return isPlain ? code : Code.key(code)
  }

  private static func escaped(_ part: String) -> String {
    let special = { (byte: UInt8) in byte == UInt8(ascii: "|") || byte == UInt8(ascii: "\\") }
    guard part.utf8.contains(where: special) else { return part }
    return part.unicodeScalars.reduce(into: "") { text, scalar in
      if scalar == "|" || scalar == "\\" { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
  }
}
