import Foundation

/// Fine lines that follow from a text, so that every program has its own.
enum Ornament {
  /// A rosette of curves around the medallion, as on bank notes.
  static func rosette(of code: String, colour: Colour) -> String {
    let seed = StableNumber.of(code)
    let petals = Double(8 + seed % 9)
    let depth = 22 + Double(seed >> 8 & 3) * 7
    let twist = Double(seed >> 16 & 3) * 0.5 + 0.5
    var paths: [String] = []
    for ring in 0..<4 {
      let radius = 92 + Double(ring) * 17
      var path = ""
      for step in 0...180 {
        let angle = Double(step) / 180 * 2 * .pi
        let wave = radius + depth * cos(petals * angle + Double(ring) * twist)
        let x = BadgeForm.number(300 + wave * cos(angle))
        let y = BadgeForm.number(138 + wave * sin(angle))
        path += "\(step == 0 ? "M" : "L")\(x) \(y)"
      }
      paths.append("<path d=\"\(path)Z\"/>")
    }
    return "<g fill=\"none\" stroke=\"\(colour.hex)\" stroke-width=\"1.6\" opacity=\".2\">"
      + paths.joined() + "</g>"
  }
}
