/// A calendar day, PostgreSQL's `date`: days since 1970-01-01.
public struct PostgresDay: Sendable, Hashable, Comparable, Bindable, Readable {
  /// Days since 1970-01-01; negative before.
  public let daysSince1970: Int32

  /// The day so many days after 1970-01-01.
  @inlinable public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// `date`.
  @inlinable public static var postgresType: PostgresType {
    PostgresType(oid: 1082, arrayOID: 1182, name: "date")
  }

  /// Days between 1970-01-01 and PostgreSQL's epoch, 2000-01-01.
  @usableFromInline static var epoch: Int32 { 10957 }

  /// Days since 2000-01-01.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    let (days, overflow) = daysSince1970.subtractingReportingOverflow(Self.epoch)
    guard !overflow, days != .min else { throw Unbindable("the day is too far in the past") }
    buffer.append(days)
  }

  /// Days since 2000-01-01; infinity is refused.
  @inlinable public init(cell: borrowing Cell) throws(Unreadable) {
    let days = try cell.integer(Int32.self)
    let (since1970, overflow) = days.addingReportingOverflow(Self.epoch)
    guard !overflow, days != .min, days != .max else { throw Unreadable("it is infinite") }
    self.init(daysSince1970: since1970)
  }

  /// Earlier is less.
  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }
}
