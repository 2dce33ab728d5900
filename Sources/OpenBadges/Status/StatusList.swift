import LinkedData

/// A list of bits, one for each credential (Bitstring Status List v1.0); bit 0 is the most
/// significant bit of the first byte.
public struct StatusList: Sendable, Equatable {
  /// The fewest entries a list may have, so that a credential hides among them.
  public static let minimumCount = 131_072
  /// The most entries that are read: 2 MiB of bits.
  public static let maximumCount = 16_777_216

  /// Why a list is not usable.
  public enum Refused: Error, Equatable, CustomStringConvertible {
    /// Fewer or more entries than allowed, or not a whole number of bytes.
    case count(Int)
    /// The entry is outside the list.
    case index(Int)
    /// The encoded list is not Multibase base64url of GZIP.
    case encoding

    /// One sentence for a person.
    public var description: String {
      switch self {
      case .count(let count):
        "a status list of \(count) entries; use a multiple of 8 from 131072 to 16777216"
      case .index(let index): "entry \(index) is outside the status list"
      case .encoding: "the encodedList of the status list is not 'u', base64url and GZIP"
      }
    }
  }

  private var bytes: [UInt8]

  /// How many entries there are.
  public var count: Int { bytes.count * 8 }

  /// A list of clear bits; the count is a multiple of 8 within the limits.
  public init(count: Int = minimumCount) throws(Refused) {
    guard count % 8 == 0, (Self.minimumCount...Self.maximumCount).contains(count) else {
      throw .count(count)
    }
    bytes = [UInt8](repeating: 0, count: count / 8)
  }

  /// Reads an `encodedList`; a list that unpacks to more than the limit is refused unread.
  public init(encodedList: String) throws(Refused) {
    guard encodedList.utf8.first == UInt8(ascii: "u"),
      let packed = Multibase.decode(encodedList),
      let bytes = Gzip.decompress(packed, limit: Self.maximumCount / 8)
    else { throw .encoding }
    guard bytes.count * 8 >= Self.minimumCount else { throw .count(bytes.count * 8) }
    self.bytes = bytes
  }

  /// Whether an entry is set.
  public func isSet(_ index: Int) throws(Refused) -> Bool {
    guard (0..<count).contains(index) else { throw .index(index) }
    return bytes[index >> 3] & (0x80 >> UInt8(index & 7)) != 0
  }

  /// Sets or clears an entry.
  public mutating func set(_ index: Int, to value: Bool = true) throws(Refused) {
    guard (0..<count).contains(index) else { throw .index(index) }
    let mask: UInt8 = 0x80 >> UInt8(index & 7)
    if value { bytes[index >> 3] |= mask } else { bytes[index >> 3] &= ~mask }
  }

  /// Clears an entry.
  public mutating func clear(_ index: Int) throws(Refused) { try set(index, to: false) }

  /// `u` and base64url of the GZIP of the bits; equal lists encode alike.
  public var encodedList: String { Multibase.base64URL(Gzip.compress(bytes)) }
}
