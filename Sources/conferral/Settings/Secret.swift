/// A text that shows itself only to who asks for it by name: a structure that holds one can be
/// logged, and libraries do.
struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The secret itself.
  let text: String

  init(_ text: String) { self.text = text }

  var description: String { "(set)" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }
}
