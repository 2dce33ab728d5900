import Foundation

/// The outline of a badge on a square of 600 units, and the room inside of it.
struct BadgeForm {
  /// The outline as path data.
  let outline: String
  /// The width that texts have at the foot: of the institution's name, and of the credit mark.
  let nameWidth: Double
  let markWidth: Double
  /// Where the foot's lines stand.
  let nameHeight: Double
  let markHeight: Double

  init(_ kind: BadgeSubject.Kind) {
    switch kind {
    case .forCredit:
      outline = BadgeForm.hexagon
      (nameWidth, markWidth, nameHeight, markHeight) = (390, 190, 442, 494)
    case .graduate:
      outline = BadgeForm.shield
      (nameWidth, markWidth, nameHeight, markHeight) = (390, 200, 440, 492)
    case .notForCredit:
      outline = BadgeForm.seal
      (nameWidth, markWidth, nameHeight, markHeight) = (400, 250, 446, 504)
    }
  }

  /// A hexagon that stands on a rounded corner.
  private static let hexagon: String = {
    let points = (0..<6).map { place -> (Double, Double) in
      let angle = Double(place) * .pi / 3 - .pi / 2
      return (300 + 292 * cos(angle), 300 + 292 * sin(angle))
    }
    return rounded(points, by: 34)
  }()

  private static let shield =
    "M300 10C372 44 462 58 540 52C552 51 560 60 560 72V318C560 440 440 540 312 587"
    + "Q300 592 288 587C160 540 40 440 40 318V72C40 60 48 51 60 52C138 58 228 44 300 10Z"

  /// A round seal with a scalloped edge.
  private static let seal: String = {
    let count = 24
    var path = ""
    for place in 0...count {
      let angle = Double(place) / Double(count) * 2 * .pi - .pi / 2
      let before = angle - .pi / Double(count)
      let end = point(278, angle)
      path += place == 0 ? "M\(end)" : "Q\(point(304, before)) \(end)"
    }
    return path + "Z"
  }()

  static func point(_ radius: Double, _ angle: Double) -> String {
    "\(number(300 + radius * cos(angle))) \(number(300 + radius * sin(angle)))"
  }

  /// With at most two digits after the point.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    if hundredths % 100 == 0 { return "\(hundredths / 100)" }
    return "\(Double(hundredths) / 100)"
  }

  private static func rounded(_ points: [(Double, Double)], by radius: Double) -> String {
    var path = ""
    for (place, corner) in points.enumerated() {
      func toward(_ other: (Double, Double)) -> String {
        let length = hypot(other.0 - corner.0, other.1 - corner.1)
        return number(corner.0 + (other.0 - corner.0) * radius / length) + " "
          + number(corner.1 + (other.1 - corner.1) * radius / length)
      }
      let before = toward(points[(place + points.count - 1) % points.count])
      let after = toward(points[(place + 1) % points.count])
      path += "\(place == 0 ? "M" : "L")\(before)Q\(number(corner.0)) \(number(corner.1)) \(after)"
    }
    return path + "Z"
  }
}
