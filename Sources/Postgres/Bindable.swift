/// A value that can be a parameter of a statement, in PostgreSQL's binary format.
///
/// An enumeration or a wrapper with a bindable raw value only has to declare the conformance.
public protocol Bindable: PostgresTyped, Sendable {
  /// Whether the value is SQL's null; then `encode` is not called.
  var isNull: Bool { get }
  /// Appends the binary form; throws for a value that PostgreSQL cannot hold.
  func encode(into buffer: inout ParameterBuffer) throws(Unbindable)
  /// Appends the binary form of an array of such values.
  static func encode(array: [Self], into buffer: inout ParameterBuffer) throws(Unbindable)
}

extension Bindable {
  /// Only an absent optional is null.
  @inlinable public var isNull: Bool { false }
}

extension Bindable where Self: RawRepresentable, RawValue: Bindable {
  /// Encodes the raw value.
  @inlinable public func encode(into buffer: inout ParameterBuffer) throws(Unbindable) {
    try rawValue.encode(into: &buffer)
  }
}

/// Why a value cannot be a parameter; the statement that holds it fails before it is sent.
public struct Unbindable: Error, Sendable {
  /// The reason, without the value.
  public let reason: String

  /// A reason in plain words that does not repeat the value.
  public init(_ reason: String) { self.reason = reason }
}
