/// A value that can be read from a cell of a result, in PostgreSQL's binary format.
///
/// An enumeration or a wrapper with a readable raw value only has to declare the conformance.
public protocol Readable: PostgresTyped {
  /// Whether a column of this OID can be read so; the type itself always can.
  static func accepts(_ oid: UInt32) -> Bool
  /// Decodes one cell; throws without repeating the value.
  init(cell: borrowing Cell) throws(Unreadable)
  /// Decodes a cell that holds an array of such values.
  static func array(cell: borrowing Cell) throws(Unreadable) -> [Self]
}

extension Readable {
  /// Only the type itself is accepted.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { oid == postgresType.oid }
}

extension Readable where Self: RawRepresentable, RawValue: Readable {
  /// Whatever the raw value accepts.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { RawValue.accepts(oid) }

  /// Decodes the raw value and refuses one that has no case.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    guard let value = Self(rawValue: try RawValue(cell: cell)) else {
      throw Unreadable("it is none of the known cases")
    }
    self = value
  }
}

/// Why a cell cannot be read as the type asked for, without its value.
public struct Unreadable: Error, Sendable {
  /// The reason in plain words.
  public let reason: String

  /// A reason in plain words that does not repeat the value.
  public init(_ reason: String) { self.reason = reason }
}
