/// A text that no description, log or dump ever shows.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let value: String

  /// Wraps a secret.
  public init(_ value: String) {
    self.value = value
  }

  /// Nothing of the secret.
  public var description: String { "(secret)" }
  /// Nothing of the secret.
  public var debugDescription: String { description }
  /// Nothing of the secret.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
