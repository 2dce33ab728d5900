/// A byte alone is a `smallint`; bytes in a row are one `bytea`, not an array of numbers.
extension UInt8: Bindable, Readable {
  /// `smallint`, the smallest integer that PostgreSQL has.
  @inlinable public static var postgresType: PostgresType { Int16.postgresType }

  /// `bytea`.
  @inlinable public static var postgresArrayType: PostgresType {
    PostgresType(oid: 17, arrayOID: 1001, name: "bytea")
  }

  /// Two bytes.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(Int16(self))
  }

  /// The bytes as they are.
  @inlinable public static func encode(
    array: [UInt8], into buffer: inout ParameterBuffer
  ) throws(Unbindable) {
    buffer.append(array)
  }

  /// `smallint` within 0…255.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    guard let value = UInt8(exactly: try cell.integer(Int16.self)) else {
      throw Unreadable("it does not fit into one byte")
    }
    self = value
  }

  /// The bytes of a `bytea`.
  @inlinable public static func array(cell: borrowing Cell) throws(Unreadable) -> [UInt8] {
    [UInt8](try cell.bytes())
  }
}
