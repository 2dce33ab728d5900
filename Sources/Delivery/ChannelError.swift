/// Why a channel, a parcel or a key cannot be used as it is written; never with a secret in it.
public struct ChannelError: Error, Hashable, CustomStringConvertible {
  /// A sentence that says what is wrong, and what would be right.
  public let description: String

  init(_ description: String) { self.description = description }
}
