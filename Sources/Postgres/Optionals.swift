extension Optional: PostgresTyped where Wrapped: PostgresTyped {
  /// The wrapped type.
  @inlinable public static var postgresType: PostgresType { Wrapped.postgresType }

  /// The wrapped type's array.
  @inlinable public static var postgresArrayType: PostgresType {
    PostgresType(
      oid: Wrapped.postgresType.arrayOID, arrayOID: 0, name: Wrapped.postgresType.name + "[]")
  }
}

extension Optional: Bindable where Wrapped: Bindable {
  /// Absent is SQL's null.
  @inlinable public var isNull: Bool {
    switch self {
    case .none: true
    case .some(let value): value.isNull
    }
  }

  /// The wrapped value's form.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    if case .some(let value) = self { try value.encode(into: &buffer) }
  }
}

extension Optional: Readable where Wrapped: Readable {
  /// Whatever the wrapped type accepts.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { Wrapped.accepts(oid) }

  /// Absent for SQL's null.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = cell.isNull ? nil : .some(try Wrapped(cell: cell))
  }
}
