/// Names as Prometheus allows them: letters, digits and underscores, no digit first.
enum MetricName {
  /// The name of a metric, with a suffix unless it is there.
  static func of(_ label: String, ending: String = "") -> String {
    let name = allowed(label)
    return name.hasSuffix(ending) ? name : name + ending
  }

  /// The name of a label; what Prometheus keeps for itself (`le`, `quantile`, two underscores at
  /// the beginning) gets another beginning.
  static func ofLabel(_ label: String) -> String {
    let name = allowed(label)
    let isReserved = name == "le" || name == "quantile" || name.hasPrefix("__")
    return isReserved ? "label_" + name : name
  }

  private static func allowed(_ text: String) -> String {
    guard let first = text.utf8.first else { return "_" }
    if !isDigit(first), text.utf8.allSatisfy(isAllowed) { return text }
    let name = text.unicodeScalars.map { scalar in
      scalar.isASCII && isAllowed(UInt8(scalar.value)) ? Character(scalar) : "_"
    }
    return (isDigit(first) ? "_" : "") + String(name)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isDigit(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
  }
}

/// Numbers as Prometheus reads them.
enum Number {
  static func text(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value) { return "\(whole)" }
    return "\(value)"
  }
}
