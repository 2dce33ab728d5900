import LinkedData

/// Credits as an exact decimal that every verifier reads alike.
public struct Credits: Sendable, Hashable {
  /// Why a text is not a number of credits.
  public enum Refused: Error, Equatable, CustomStringConvertible {
    /// Not a plain decimal from 0 with at most nine digits before and six after the point.
    case notADecimal
    /// A decimal such as 8.2 whose signed form differs between JSON-LD libraries (some round it
    /// to 8.199999999999999): half of the verifiers would call the badge forged.
    case notPortable

    /// One sentence for a person.
    public var description: String {
      switch self {
      case .notADecimal: "write credits as a decimal such as 3 or 1.5"
      case .notPortable:
        "verifiers disagree on this number of credits; use a neighbour such as a quarter credit"
      }
    }
  }

  let number: JSONNumber
  /// The lexical form in the signed RDF, such as `6.5E0`.
  let lexical: String

  /// The decimal without superfluous zeros.
  public var text: String { number.text }

  /// Credits from a decimal text such as `6.5`; trailing zeros are dropped.
  public init(_ text: String) throws(Refused) {
    let parts = [UInt8](text.utf8).split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.joined().allSatisfy({ (0x30...0x39).contains($0) }),
      (1...9).contains(parts[0].count),
      parts.count == 1 || (1...6).contains(parts[1].count)
    else { throw .notADecimal }
    var kept = parts.count == 2 ? parts[1] : []
    while kept.last == UInt8(ascii: "0") { kept.removeLast() }
    let digits = kept.isEmpty ? [UInt8](parts[0]) : parts[0] + [UInt8(ascii: ".")] + kept
    let decimal = String(decoding: digits, as: UTF8.self)
    guard let number = JSONNumber(decimal), let lexical = number.rdfLexical
    else { throw .notADecimal }
    guard number.isPortable else { throw .notPortable }
    self.number = number
    self.lexical = lexical.text
  }
}
