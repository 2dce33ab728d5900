import Crypto
import Foundation

/// AWS Signature Version 4 in the Authorization header (Amazon S3 API Reference, "Signature
/// Calculations for the Authorization Header").
struct SignatureV4 {
  struct Request {
    var method: String
    /// Percent-encoded as it is sent.
    var path: String
    /// Names and values, not yet encoded.
    var query: [(name: String, value: String)] = []
    /// All that are signed, `host` and `x-amz-date` among them.
    var headers: [(name: String, value: String)]
    /// The SHA-256 of the body in hexadecimal digits.
    var payload: String
  }

  let accessKey: String
  let secret: Secret
  let region: String
  var service = "s3"

  /// The value of the Authorization header; `stamp` is that of `x-amz-date`.
  func authorization(_ request: Request, stamp: String) -> String {
    let scope = "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
    let digest = HexDigits.text(SHA256.hash(data: Array(canonical(request).utf8)))
    let text = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(digest)"
    var key = SymmetricKey(data: Array("AWS4\(secret.value)".utf8))
    for part in scope.split(separator: "/") { key = SymmetricKey(data: mac(String(part), key)) }
    let signature = HexDigits.text(mac(text, key))
    return "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), "
      + "SignedHeaders=\(signedNames(request)), Signature=\(signature)"
  }

  func canonical(_ request: Request) -> String {
    let query = request.query
      .map { (PercentEncoding.strict($0.name), PercentEncoding.strict($0.value)) }
      .sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    let headers = grouped(request).map { "\($0.name):\($0.value)\n" }.joined()
    return [
      request.method, request.path, query, headers, signedNames(request), request.payload,
    ].joined(separator: "\n")
  }

  /// `20130524T000000Z`, in UTC.
  static func stamp(_ date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ number: Int32, _ width: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return digits(parts.tm_year + 1_900, 4) + digits(parts.tm_mon + 1) + digits(parts.tm_mday)
      + "T" + digits(parts.tm_hour) + digits(parts.tm_min) + digits(parts.tm_sec) + "Z"
  }

  private func signedNames(_ request: Request) -> String {
    grouped(request).map(\.name).joined(separator: ";")
  }

  private func grouped(_ request: Request) -> [(name: String, value: String)] {
    let trimmed = request.headers.map { header in
      (
        name: header.name.lowercased(),
        value: header.value.split(separator: " ", omittingEmptySubsequences: true)
          .joined(separator: " ")
      )
    }
    return Dictionary(grouping: trimmed, by: \.name)
      .map { ($0.key, $0.value.map(\.value).joined(separator: ",")) }
      .sorted { $0.0 < $1.0 }
  }

  private func mac(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
  }
}
