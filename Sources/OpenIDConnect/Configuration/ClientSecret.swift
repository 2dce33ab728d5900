/// The password of this program at its provider; it never appears in a description or a dump.
public struct ClientSecret: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  let text: String

  /// Takes the secret as the provider gave it.
  public init(_ text: String) { self.text = text }

  var isEmpty: Bool { text.isEmpty }

  /// Says nothing.
  public var description: String { "(client secret)" }

  /// Shows nothing.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }

  /// Compares without telling by its duration where the difference is.
  public static func == (left: Self, right: Self) -> Bool { left.text.isSame(as: right.text) }
}
