/// A borrowed view onto one cell: its type and its bytes, valid only while it is being read.
public struct Cell: ~Copyable {
  /// The OID of the column, or of the array's elements.
  public let oid: UInt32
  @usableFromInline let start: UnsafeRawPointer?
  @usableFromInline let count: Int

  @inlinable init(oid: UInt32, start: UnsafeRawPointer?, count: Int) {
    self.oid = oid
    self.start = start
    self.count = count
  }

  /// Whether the cell is SQL's null.
  @inlinable public var isNull: Bool { start == nil }

  /// The bytes; throws for null. They must not leave the decoding initialiser.
  @inlinable public func bytes() throws(Unreadable) -> UnsafeRawBufferPointer {
    guard let start else { throw Unreadable("it is null") }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  /// The bytes as one big-endian integer of exactly that width.
  @inlinable public func integer<I: FixedWidthInteger>(_: I.Type) throws(Unreadable) -> I {
    guard let start else { throw Unreadable("it is null") }
    guard count == MemoryLayout<I>.size else { throw Unreadable("its length is wrong") }
    return I(bigEndian: start.loadUnaligned(as: I.self))
  }
}
