/// The binary parameters of one statement, one after another in one piece of memory.
public struct ParameterBuffer: Sendable {
  @usableFromInline struct Slot: Sendable {
    var oid: UInt32
    var start: Int
    /// Bytes; negative for null.
    var count: Int
  }

  @usableFromInline var bytes: [UInt8] = []
  var slots: [Slot] = []

  /// Appends raw bytes.
  @inlinable public mutating func append(_ source: some Sequence<UInt8>) {
    bytes.append(contentsOf: source)
  }

  /// Appends an integer in network order.
  @inlinable public mutating func append<I: FixedWidthInteger>(_ integer: I) {
    Swift.withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a length, then what `body` appends; the length is filled in afterwards.
  @inlinable mutating func appendCounted(
    _ body: (inout ParameterBuffer) throws(Unbindable) -> Void
  ) throws(Unbindable) {
    let place = bytes.count
    append(Int32(0))
    try body(&self)
    guard let count = Int32(exactly: bytes.count - place - 4) else {
      throw Unbindable("it is larger than 2 GiB")
    }
    Swift.withUnsafeBytes(of: count.bigEndian) { source in
      for (offset, byte) in source.enumerated() { bytes[place + offset] = byte }
    }
  }

  mutating func appendParameter<V: Bindable>(_ value: V) throws(Unbindable) {
    let start = bytes.count
    guard !value.isNull else {
      slots.append(Slot(oid: V.postgresType.oid, start: start, count: -1))
      return
    }
    try value.encode(into: &self)
    guard bytes.count - start <= Int(Int32.max) else { throw Unbindable("it is larger than 2 GiB") }
    slots.append(Slot(oid: V.postgresType.oid, start: start, count: bytes.count - start))
  }

  mutating func append(contentsOf other: ParameterBuffer) {
    let shift = bytes.count
    bytes.append(contentsOf: other.bytes)
    for var slot in other.slots {
      slot.start += shift
      slots.append(slot)
    }
  }
}
