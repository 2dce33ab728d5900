import Foundation

/// Parameters as a URL's query and a form's body write them (`application/x-www-form-urlencoded`).
enum FormText {
  static func encoded(_ parameters: [(name: String, value: String)]) -> String {
    parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
  }

  /// Everything but RFC 3986's unreserved characters becomes percent signs.
  static func encoded(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      if unreserved.contains(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Nil when a name or a value is not percent-encoded UTF-8.
  static func decoded(_ text: String) -> [(name: String, value: String)]? {
    var parameters: [(name: String, value: String)] = []
    for pair in text.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = plain(sides[0]), let value = plain(sides.count > 1 ? sides[1] : "") else {
        return nil
      }
      parameters.append((name, value))
    }
    return parameters
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
  private static let unreserved = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

  private static func plain(_ text: Substring) -> String? {
    String(text).replacing("+", with: " ").removingPercentEncoding
  }
}
