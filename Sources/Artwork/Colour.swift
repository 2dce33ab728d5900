import Foundation

/// A colour of the sRGB space (IEC 61966-2-1), its parts from 0 to 1.
public struct Colour: Sendable, Hashable {
  /// The red part.
  public let red: Double
  /// The green part.
  public let green: Double
  /// The blue part.
  public let blue: Double

  /// White.
  public static let white = Colour(red: 1, green: 1, blue: 1)
  /// Black.
  public static let black = Colour(red: 0, green: 0, blue: 0)

  /// Makes a colour; parts outside of 0 to 1 are brought inside.
  public init(red: Double, green: Double, blue: Double) {
    self.red = min(max(red, 0), 1)
    self.green = min(max(green, 0), 1)
    self.blue = min(max(blue, 0), 1)
  }

  /// A colour written `#1a2b3c`; nil for everything else.
  public init?(hex: String) {
    let digits = hex.utf8.dropFirst()
    guard hex.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      digits.allSatisfy({ (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0 | 0x20) }),
      let number = Int(hex.dropFirst(), radix: 16)
    else { return nil }
    self.init(
      red: Double(number >> 16) / 255, green: Double(number >> 8 & 255) / 255,
      blue: Double(number & 255) / 255)
  }

  /// A colour of a hue in degrees, a saturation and a lightness from 0 to 1.
  public init(hue: Double, saturation: Double, lightness: Double) {
    let amplitude = saturation * min(lightness, 1 - lightness)
    func part(_ offset: Double) -> Double {
      let place = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
      return lightness - amplitude * max(-1, min(place - 3, 9 - place, 1))
    }
    self.init(red: part(0), green: part(8), blue: part(4))
  }

  /// As SVG writes it: `#1a2b3c`.
  public var hex: String {
    let number = [red, green, blue].reduce(0) { $0 << 8 | Int(($1 * 255).rounded()) }
    let digits = String(number, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The relative luminance (WCAG 2.2).
  public var luminance: Double {
    func linear(_ part: Double) -> Double {
      part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio with another colour, from 1 to 21 (WCAG 2.2, success criterion 1.4.3).
  public func contrast(with other: Colour) -> Double {
    let (first, second) = (luminance, other.luminance)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  /// The colour mixed with another: 0 is this one, 1 the other.
  public func mixed(with other: Colour, _ share: Double) -> Colour {
    Colour(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// The nearest colour on the way to `end` that has the contrast with `ground`; `end` itself where
  /// none has.
  func moved(to end: Colour, until ratio: Double, with ground: Colour) -> Colour {
    for step in 0...50 {
      let colour = Colour(hex: mixed(with: end, Double(step) / 50).hex) ?? end
      if colour.contrast(with: ground) >= ratio { return colour }
    }
    return end
  }
}
