extension Bool: Bindable, Readable {
  /// `boolean`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 16, arrayOID: 1000, name: "boolean")
  }

  /// One byte.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(UInt8(self ? 1 : 0))
  }

  /// One byte.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = try cell.integer(UInt8.self) != 0
  }
}

extension Int16: Bindable, Readable {
  /// `smallint`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 21, arrayOID: 1005, name: "smallint")
  }

  /// Two bytes.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(self)
  }

  /// Two bytes.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = try cell.integer(Int16.self)
  }
}

extension Int32: Bindable, Readable {
  /// `integer`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 23, arrayOID: 1007, name: "integer")
  }

  /// `integer` and `smallint`.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { oid == 23 || oid == 21 }

  /// Four bytes.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(self)
  }

  /// Four bytes, or two.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = cell.oid == 21 ? Int32(try Int16(cell: cell)) : try cell.integer(Int32.self)
  }
}

extension Int64: Bindable, Readable {
  /// `bigint`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 20, arrayOID: 1016, name: "bigint")
  }

  /// Every integer type.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool {
    oid == 20 || oid == 23 || oid == 21
  }

  /// Eight bytes.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(self)
  }

  /// Eight bytes, or fewer from a smaller type.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = cell.oid == 20 ? try cell.integer(Int64.self) : Int64(try Int32(cell: cell))
  }
}

extension Int: Bindable, Readable {
  /// `bigint`.
  @inlinable public static var postgresType: PostgresType { Int64.postgresType }

  /// Every integer type.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { Int64.accepts(oid) }

  /// Eight bytes.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    buffer.append(Int64(self))
  }

  /// Eight bytes, or fewer from a smaller type.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = Int(try Int64(cell: cell))
  }
}
