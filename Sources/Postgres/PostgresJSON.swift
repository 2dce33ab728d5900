/// A JSON text, PostgreSQL's `jsonb`; written as UTF-8 and parsed by PostgreSQL.
public struct PostgresJSON: Sendable, Hashable, Bindable, Readable {
  /// The text's UTF-8 bytes.
  public let bytes: [UInt8]

  /// A JSON text as UTF-8 bytes.
  @inlinable public init(bytes: [UInt8]) { self.bytes = bytes }

  /// A JSON text.
  @inlinable public init(_ text: String) { self.bytes = [UInt8](text.utf8) }

  /// The text.
  @inlinable public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// `jsonb`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 3802, arrayOID: 3807, name: "jsonb")
  }

  /// `jsonb` and `json`.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool { oid == 3802 || oid == 114 }

  /// Version 1, then the text.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    guard !bytes.contains(0) else { throw Unbindable("the JSON text holds a NUL character") }
    buffer.append(UInt8(1))
    buffer.append(bytes)
  }

  /// The text; for `jsonb` after its version.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    let bytes = try cell.bytes()
    if cell.oid == 114 {
      self.init(bytes: [UInt8](bytes))
    } else {
      guard bytes.first == 1 else { throw Unreadable("its jsonb version is unknown") }
      self.init(bytes: [UInt8](bytes.dropFirst()))
    }
  }
}
