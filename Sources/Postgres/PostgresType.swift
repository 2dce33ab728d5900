/// A PostgreSQL type as the wire knows it: its OID, the OID of its array type, and its name.
public struct PostgresType: Sendable, Hashable {
  /// The type's OID.
  public let oid: UInt32
  /// The OID of the array of this type; 0 where there is none.
  public let arrayOID: UInt32
  /// The name that SQL uses.
  public let name: String

  /// A type of the catalog; user-defined types have no fixed OID and travel as text.
  @inlinable public init(oid: UInt32, arrayOID: UInt32, name: String) {
    self.oid = oid
    self.arrayOID = arrayOID
    self.name = name
  }
}

/// A Swift type that stands for a type of PostgreSQL.
public protocol PostgresTyped {
  /// The type of one value.
  static var postgresType: PostgresType { get }
  /// The type of an array of values.
  static var postgresArrayType: PostgresType { get }
}

extension PostgresTyped {
  /// The array type of the catalog.
  @inlinable public static var postgresArrayType: PostgresType {
    PostgresType(oid: postgresType.arrayOID, arrayOID: 0, name: postgresType.name + "[]")
  }
}

extension PostgresTyped where Self: RawRepresentable, RawValue: PostgresTyped {
  /// The raw value's type.
  @inlinable public static var postgresType: PostgresType { RawValue.postgresType }
}
