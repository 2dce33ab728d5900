extension String: Bindable, Readable {
  /// `text`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 25, arrayOID: 1009, name: "text")
  }

  /// Every type whose binary form is its characters: text, varchar, char(n), name, json, xml, and
  /// user-defined enumerations (user-defined OIDs start at 16384).
  @inlinable public static func accepts(_ oid: UInt32) -> Bool {
    switch oid {
    case 25, 1043, 1042, 19, 114, 142, 705: true
    default: oid >= 16384
    }
  }

  /// UTF-8 bytes; PostgreSQL's text cannot hold the NUL character.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    let start = buffer.bytes.count
    buffer.bytes.append(contentsOf: utf8)
    if buffer.bytes[start...].contains(0) {
      throw Unbindable("the text holds a NUL character; remove it")
    }
  }

  /// UTF-8 bytes.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = String(decoding: try cell.bytes(), as: UTF8.self)
  }
}
