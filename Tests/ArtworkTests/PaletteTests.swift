import Testing

@testable import Artwork

@Suite struct PaletteTests {
  @Test func `every text has the contrast that WCAG asks for, on whatever colours`() {
    let steps = [0.0, 0.1, 0.25, 0.4, 0.45, 0.5, 0.55, 0.6, 0.75, 0.9, 1.0]
    let colours = steps.flatMap { red in
      steps.flatMap { green in steps.map { Colour(red: red, green: green, blue: $0) } }
    }
    for (place, colour) in colours.enumerated() {
      let colour = Colour(hex: colour.hex)!
      let second = place % 2 == 0 ? colours[(place * 7) % colours.count] : nil
      check(Palette(institution: "esu", colour: colour, second: second), colour.hex)
    }
  }

  @Test func `an institution without a colour has one that follows from its code`() {
    for place in 0..<500 { check(Palette(institution: "code-\(place)"), "code-\(place)") }
    #expect(Palette(institution: "esu") == Palette(institution: "esu"))
    #expect(Palette(institution: "esu").field != Palette(institution: "mit").field)
  }

  @Test func `contrast is that of the standard`() {
    #expect(abs(Colour.white.contrast(with: .black) - 21) < 0.001)
    let grey = Colour(hex: "#767676")!
    #expect(abs(grey.contrast(with: .white) - 4.54) < 0.01)
    #expect(Colour(hex: "#12345") == nil && Colour(hex: "123456 ") == nil)
    #expect(Colour(hex: "#1a2B3c")?.hex == "#1a2b3c")
  }

  private func check(_ palette: Palette, _ name: String) {
    #expect(palette.text.contrast(with: palette.field) >= 4.5, "\(name): text on the field")
    #expect(palette.text.contrast(with: palette.fade) >= 4.5, "\(name): text at the foot")
    #expect(palette.ink.contrast(with: palette.paper) >= 4.5, "\(name): title on the panel")
    #expect(palette.ink.contrast(with: .white) >= 4.5, "\(name): text of the certificate")
  }
}
