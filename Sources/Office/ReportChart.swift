import Artwork
public import Storage

/// A report as horizontal bars in SVG: for each group how many enrolled, were awarded and notated.
///
/// It is read without colour, as every bar is named and has its number; without sight, by its title
/// and description; on a light ground and on a dark one. Equal reports give equal bytes.
public struct ReportChart {
  /// The most groups that are drawn; the largest ones of more.
  public static let mostGroups = 20
  /// What is drawn of each group.
  public static let figures: [Reports.Figure] = [.enrolled, .awarded, .notated]

  private static let width = 360
  private static let barStart = 84
  private static let barMost = 216
  private static let barHeight = 16
  private static let groupGap = 18

  private let report: Report

  /// Makes the chart of a report.
  public init(of report: Report) { self.report = report }

  /// What is drawn, the group with most people first where there are too many.
  private var groups: [Reports.Group] {
    let all = report.found.groups
    guard all.count > Self.mostGroups else { return all }
    let largest = all.enumerated().sorted {
      ($1.element.figures[.enrolled], $0.offset) < ($0.element.figures[.enrolled], $1.offset)
    }.prefix(Self.mostGroups)
    return largest.sorted { $0.offset < $1.offset }.map(\.element)
  }

  /// What it shows, in one line.
  public var title: String {
    "Enrolled, awarded and notated by \(report.question.grouping.title.lowercased()), "
      + "at the end of \(report.moment.day)"
  }

  /// All of its numbers in words.
  public var description: String {
    let (shown, label) = (groups, report.question.grouping.label(of:))
    let words = shown.map { group in
      let numbers = Self.figures.map { "\($0.rawValue) \(group.figures[$0])" }
      return "\(label(group)): \(numbers.joined(separator: ", "))"
    }
    if shown.isEmpty { return "There is nothing to count." }
    return words.joined(separator: "; ") + "." + (omission.map { " \($0)" } ?? "")
  }

  private var omission: String? {
    let count = report.found.groups.count
    guard count > Self.mostGroups else { return nil }
    return "The \(Self.mostGroups) groups with most people of \(count); the table has all."
  }

  /// The document.
  public var svg: String {
    let shown = groups
    let most = shown.flatMap { group in Self.figures.map { group.figures[$0] } }.max() ?? 0
    var (parts, y): ([String], Int) = ([], 10)
    for group in shown {
      y += 18
      parts.append(text(label(of: group), x: 4, y: y, isBold: true))
      y += 8
      for (place, figure) in Self.figures.enumerated() {
        parts.append(bar(figure, group.figures[figure], of: most, place, y))
        y += Self.barHeight + 4
      }
      y += Self.groupGap - 8
    }
    for line in notes(whenEmpty: shown.isEmpty) {
      y += 18
      parts.append(text(line, x: 4, y: y))
    }
    return document(parts, height: y + 14)
  }

  private func notes(whenEmpty isEmpty: Bool) -> [String] {
    if isEmpty { return ["There is nothing to count."] }
    return omission == nil
      ? [] : ["The \(Self.mostGroups) largest of \(report.found.groups.count) groups."]
  }

  private func document(_ parts: [String], height: Int) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" \
    width="\(Self.width)" height="\(height)" role="img" aria-labelledby="title desc" lang="en">
    <title id="title">\(ShownText.escaped(title))</title>
    <desc id="desc">\(ShownText.escaped(description))</desc>
    <style>\(Self.style)</style>
    <g font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13" fill="#1b1f24">
    \(parts.joined(separator: "\n"))
    </g>
    </svg>

    """
  }

  /// Only what a dark ground needs: without it the attributes of the elements hold.
  private static let style =
    "@media screen and (prefers-color-scheme: dark) { text { fill: #e8eaed; } "
    + ".b0 { fill: #8ab8f5; stroke: #8ab8f5; } .b1 { fill: #3d6ea8; stroke: #8ab8f5; } "
    + ".b2 { stroke: #8ab8f5; } }"

  private func bar(
    _ figure: Reports.Figure, _ count: Int, of most: Int, _ place: Int, _ y: Int
  ) -> String {
    // In tenths of a unit, in whole numbers; what is there at all can be seen.
    let tenths = most == 0 ? 0 : max(count == 0 ? 0 : 10, count * Self.barMost * 10 / most)
    let base = y + Self.barHeight - 4
    let end = Self.barStart + tenths / 10 + 6
    let looks = [
      "fill=\"#0b4f9c\" stroke=\"#0b4f9c\"", "fill=\"#9cc3ee\" stroke=\"#0b4f9c\"",
      "fill=\"none\" stroke=\"#0b4f9c\" stroke-dasharray=\"4 2\"",
    ]
    return text(figure.title, x: 12, y: base)
      + "<rect class=\"b\(place)\" x=\"\(Self.barStart)\" y=\"\(y)\" "
      + "width=\"\(tenths / 10).\(tenths % 10)\" height=\"\(Self.barHeight)\" \(looks[place])/>"
      + text("\(count)", x: end, y: base)
  }

  private func label(of group: Reports.Group) -> String {
    let label = report.question.grouping.label(of: group)
    // Letters of East Asia are twice as wide.
    var (room, shown) = (44, "")
    for character in label where room > 0 {
      shown.append(character)
      room -= character.unicodeScalars.contains { $0.value >= 0x1100 } ? 2 : 1
    }
    return shown.count < label.count ? shown + "…" : shown
  }

  private func text(_ text: String, x: Int, y: Int, isBold: Bool = false) -> String {
    "<text x=\"\(x)\" y=\"\(y)\"\(isBold ? " font-weight=\"600\"" : "")>"
      + ShownText.escaped(text) + "</text>"
  }
}
