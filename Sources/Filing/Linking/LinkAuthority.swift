/// The host and port of a link (RFC 3986, section 3.2).
enum LinkAuthority {
  static func read(_ bytes: ArraySlice<UInt8>) throws -> (host: String, port: Int?) {
    guard !bytes.contains(UInt8(ascii: "@")) else {
      throw LinkCheck.refusal("The link has a user name before its host: remove it and the @.")
    }
    let host: ArraySlice<UInt8>
    if bytes.first == UInt8(ascii: "["), let close = bytes.firstIndex(of: UInt8(ascii: "]")) {
      host = bytes[...close]
    } else {
      host = bytes.prefix { $0 != UInt8(ascii: ":") }
    }
    let port = try port(bytes.dropFirst(host.count))
    return (try self.host(host), port)
  }

  private static func port(_ bytes: ArraySlice<UInt8>) throws -> Int? {
    if bytes.isEmpty { return nil }
    let digits = bytes.dropFirst()
    let isNumber = digits.count <= 5 && digits.allSatisfy { (0x30...0x39).contains($0) }
    guard bytes.first == UInt8(ascii: ":"), isNumber else { throw badPort }
    if digits.isEmpty { return nil }
    guard let port = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(port)
    else { throw badPort }
    return port
  }

  private static func host(_ bytes: ArraySlice<UInt8>) throws -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.hasPrefix("[") {
      guard let address = IPAddress(String(text.dropFirst().dropLast())), address.isV6 else {
        throw badHost
      }
      return "[\(address.text)]"
    }
    let name = text.lowercased()
    let plain = name.hasSuffix(".") ? String(name.dropLast()) : name
    let labels = plain.split(separator: ".", omittingEmptySubsequences: false)
    guard plain.utf8.count <= 253, labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 }),
      plain.unicodeScalars.allSatisfy(isHostScalar)
    else { throw badHost }
    return plain
  }

  /// International names are left as they are; only letters, marks and digits are possible in them.
  private static func isHostScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return PercentEncoding.isUnreserved(UInt8(scalar.value)) && scalar != "~"
    }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark,
      .decimalNumber:
      return true
    default: return false
    }
  }

  private static var badHost: FilingError {
    LinkCheck.refusal("The link has no proper host name: copy it from the browser.")
  }

  private static var badPort: FilingError {
    LinkCheck.refusal("The link's port is not a number from 1 to 65535: copy it from the browser.")
  }
}
