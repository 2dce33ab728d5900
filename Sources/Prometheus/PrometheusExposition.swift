/// The text format of Prometheus, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
public enum PrometheusExposition {
  /// The media type of the text.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Everything that a registry holds: metrics by name, series by labels, buckets by bound.
  public static func text(of registry: PrometheusRegistry) -> String {
    var text = ""
    for (name, family) in registry.families.sorted(by: { $0.name < $1.name }) {
      guard !family.series.isEmpty else { continue }
      let help = family.help ?? "What the program records as \(name)."
      text += "# HELP \(name) \(escaped(help, quotes: false))\n"
      text += "# TYPE \(name) \(family.kind.rawValue)\n"
      for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
        let pairs = labels.pairs.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        for sample in series.samples { write(sample, name, pairs, to: &text) }
      }
    }
    return text
  }

  private static func write(
    _ sample: Sample, _ name: String, _ pairs: [String], to text: inout String
  ) {
    let all = pairs + (sample.bound.map { ["le=\"\($0)\""] } ?? [])
    let labels = all.isEmpty ? "" : "{\(all.joined(separator: ","))}"
    text += "\(name)\(sample.suffix)\(labels) \(sample.value)\n"
  }

  /// Scalars, not characters: a line feed after a carriage return is no character of its own.
  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
      case "\"" where quotes: escaped.append(contentsOf: "\\\"".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
