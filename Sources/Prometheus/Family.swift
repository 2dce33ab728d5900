/// One metric: its kind, what it is, and its series.
struct Family: Sendable {
  enum Kind: String, Sendable {
    case counter, gauge, histogram

    /// The names at the beginning of its lines.
    func names(of name: String) -> [String] {
      self == .histogram ? [name, name + "_bucket", name + "_sum", name + "_count"] : [name]
    }
  }

  let kind: Kind
  let help: String?
  var series: [Labels: any Series] = [:]
}

/// The labels of a series, in the order of their names.
struct Labels: Hashable, Comparable, Sendable {
  struct Label: Hashable, Sendable {
    let name: String
    let value: String
  }

  /// The series that takes what would be one too many.
  static let overflow = Labels([("overflow", "true")])

  let pairs: [Label]

  /// Names are made into what Prometheus allows; of two labels with one name the later one counts.
  init(_ dimensions: [(String, String)]) {
    var pairs: [Label] = []
    for (name, value) in dimensions {
      let label = Label(name: MetricName.ofLabel(name), value: Labels.shortened(value))
      pairs.removeAll { $0.name == label.name }
      pairs.append(label)
    }
    self.pairs = pairs.sorted { $0.name < $1.name }
  }

  /// A value is cut at 128 characters: what is longer is no value to group by.
  private static func shortened(_ value: String) -> String {
    guard value.utf8.count > 128 else { return value }
    return String(String.UnicodeScalarView(value.unicodeScalars.prefix(128)))
  }

  static func < (left: Self, right: Self) -> Bool {
    left.pairs.lexicographicallyPrecedes(right.pairs) { a, b in
      (a.name, a.value) < (b.name, b.value)
    }
  }
}
