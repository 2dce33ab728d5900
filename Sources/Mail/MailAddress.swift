/// An e-mail address that may stand in a header and an envelope (RFC 5321, section 4.1.2).
public struct MailAddress: Sendable, Hashable {
  /// `local@domain`.
  public let text: String

  /// An address from text; nil when it has no local part and domain, is longer than 254 octets, or
  /// has white space, control characters or angle brackets, which would end it early.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), text.utf8.count <= 254,
      !text.unicodeScalars.contains(where: {
        $0.properties.isWhitespace || $0.properties.generalCategory == .control
          || "<>\",;:\\()[]".unicodeScalars.contains($0)
      })
    else { return nil }
    self.text = text
  }
}
