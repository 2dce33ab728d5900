/// A moment, PostgreSQL's `timestamptz`: microseconds since 1970-01-01T00:00:00Z.
public struct PostgresInstant: Sendable, Hashable, Comparable, Bindable, Readable {
  /// Microseconds since 1970-01-01T00:00:00Z; negative before.
  public let microsecondsSince1970: Int64

  /// The moment so many microseconds after 1970-01-01T00:00:00Z.
  @inlinable public init(microsecondsSince1970: Int64) {
    self.microsecondsSince1970 = microsecondsSince1970
  }

  /// `timestamptz`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 1184, arrayOID: 1185, name: "timestamptz")
  }

  /// Microseconds between 1970-01-01 and PostgreSQL's epoch, 2000-01-01.
  @usableFromInline static var epoch: Int64 { 946_684_800_000_000 }

  /// Microseconds since 2000-01-01T00:00:00Z.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    let (time, overflow) = microsecondsSince1970.subtractingReportingOverflow(Self.epoch)
    guard !overflow, time != .min else { throw Unbindable("the moment is too far in the past") }
    buffer.append(time)
  }

  /// Microseconds since 2000-01-01T00:00:00Z; infinity is refused.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    let time = try cell.integer(Int64.self)
    let (since1970, overflow) = time.addingReportingOverflow(Self.epoch)
    guard !overflow, time != .min, time != .max else { throw Unreadable("it is infinite") }
    self.init(microsecondsSince1970: since1970)
  }

  /// Earlier is less.
  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.microsecondsSince1970 < right.microsecondsSince1970
  }
}
