extension Array: PostgresTyped where Element: PostgresTyped {
  /// The element's array type; `[UInt8]` is `bytea`.
  @inlinable public static var postgresType: PostgresType { Element.postgresArrayType }
}

extension Array: Bindable where Element: Bindable {
  /// The elements with their lengths, null where an element is.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    try Element.encode(array: self, into: &buffer)
  }
}

extension Bindable {
  /// PostgreSQL's array format: dimensions, null flag, element type, length, lower bound, elements.
  @inlinable public static func encode(
    array: [Self], into buffer: inout ParameterBuffer
  ) throws(Unbindable) {
    guard postgresArrayType.oid != 0 else {
      throw Unbindable("an array of arrays has no type in PostgreSQL")
    }
    guard let count = Int32(exactly: array.count) else {
      throw Unbindable("the array has too many elements")
    }
    buffer.append(Int32(count == 0 ? 0 : 1))
    buffer.append(Int32(array.contains { $0.isNull } ? 1 : 0))
    buffer.append(postgresType.oid)
    guard count > 0 else { return }
    buffer.append(count)
    buffer.append(Int32(1))
    for element in array {
      if element.isNull {
        buffer.append(Int32(-1))
      } else {
        try buffer.appendCounted { (inner) throws(Unbindable) in try element.encode(into: &inner) }
      }
    }
  }
}

extension Array: Readable where Element: Readable {
  /// The array type, or one whose elements can be read so.
  @inlinable public static func accepts(_ oid: UInt32) -> Bool {
    oid == Element.postgresArrayType.oid || oid == 1015 && Element.accepts(1043)
  }

  /// Reads an array of one dimension.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    self = try Element.array(cell: cell)
  }
}

extension Readable {
  /// Reads an array of one dimension; every length is checked against the cell.
  @inlinable public static func array(cell: borrowing Cell) throws(Unreadable) -> [Self] {
    var rest = try cell.bytes()[...]
    let dimensions = try rest.takeInteger()
    _ = try rest.takeInteger()
    let oid = UInt32(bitPattern: try rest.takeInteger())
    guard accepts(oid) else { throw Unreadable("its elements have another type") }
    if dimensions == 0 { return [] }
    guard dimensions == 1 else { throw Unreadable("it has more than one dimension") }
    let count = Int(try rest.takeInteger())
    _ = try rest.takeInteger()
    guard count >= 0, count <= rest.count / 4 else { throw Unreadable("its length is wrong") }
    var values: [Self] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try Self(cell: try rest.takeElement(oid: oid))) }
    return values
  }
}

extension Slice<UnsafeRawBufferPointer> {
  @inlinable mutating func takeInteger() throws(Unreadable) -> Int32 {
    guard count >= 4 else { throw Unreadable("its length is wrong") }
    let value = base.loadUnaligned(fromByteOffset: startIndex, as: Int32.self)
    self = self.dropFirst(4)
    return Int32(bigEndian: value)
  }

  @inlinable mutating func takeElement(oid: UInt32) throws(Unreadable) -> Cell {
    let length = Int(try takeInteger())
    guard length >= 0 else { return Cell(oid: oid, start: nil, count: 0) }
    guard length <= count, let start = base.baseAddress else {
      throw Unreadable("its length is wrong")
    }
    let cell = Cell(oid: oid, start: start + startIndex, count: length)
    self = self.dropFirst(length)
    return cell
  }
}
