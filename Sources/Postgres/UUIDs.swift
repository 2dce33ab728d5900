public import Foundation

extension UUID: Bindable, Readable {
  /// `uuid`.
  public static var postgresType: PostgresType {
    PostgresType(oid: 2950, arrayOID: 2951, name: "uuid")
  }

  /// Sixteen bytes.
  public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    withUnsafeBytes(of: uuid) { buffer.append($0) }
  }

  /// Sixteen bytes.
  public init(cell: borrowing Cell) throws(Unreadable) {
    let bytes = try cell.bytes()
    guard bytes.count == 16 else { throw Unreadable("its length is wrong") }
    self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }
}
