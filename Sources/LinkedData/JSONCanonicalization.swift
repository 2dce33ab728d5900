extension JSONValue {
  /// JSON Canonicalization Scheme (RFC 8785); nil when a number is not a finite double.
  public var canonicalized: [UInt8]? {
    var out: [UInt8] = []
    return writeCanonical(to: &out) ? out : nil
  }

  private func writeCanonical(to out: inout [UInt8]) -> Bool {
    switch self {
    case .null, .bool: write(to: &out)
    case .number(let number):
      guard let double = number.double else { return false }
      out.append(utf8: DecimalDigits(shortest: double).ecmaScript)
    case .string(let text): JSONText.append(text, to: &out, escapingBraces: false)
    case .array(let elements):
      out.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(0x2C) }
        guard element.writeCanonical(to: &out) else { return false }
      }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      let members = object.members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(0x2C) }
        JSONText.append(member.name, to: &out, escapingBraces: false)
        out.append(0x3A)
        guard member.value.writeCanonical(to: &out) else { return false }
      }
      out.append(0x7D)
    }
    return true
  }
}
