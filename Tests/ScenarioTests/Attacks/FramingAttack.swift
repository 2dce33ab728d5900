import Foundation

/// Bytes that are no proper HTTP, or too much of it, and the statuses that may come back.
struct FramingAttack: Sendable {
  let name: String
  let bytes: [UInt8]
  let wanted: Set<Int>

  init(_ name: String, _ text: String, _ wanted: Set<Int> = [400]) {
    self.init(name, Array(text.utf8), wanted)
  }

  init(_ name: String, _ bytes: [UInt8], _ wanted: Set<Int>) {
    self.name = name
    self.bytes = bytes
    self.wanted = wanted
  }

  private init(target: String, _ wanted: Set<Int>) {
    self.init(target, "GET \(target) HTTP/1.1\r\nHost: localhost\r\n\r\n", wanted)
  }

  /// Request targets.
  static var targets: [FramingAttack] {
    found.map { FramingAttack(target: $0, [200]) }
      + nowhere.map { FramingAttack(target: $0, [404]) }
      + long.map { FramingAttack(target: $0, [400]) }
      + foreign.map { bytes in
        let head = Array("GET /".utf8) + bytes + Array(" HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        return FramingAttack("invalid UTF-8 \(bytes)", head, [400])
      }
  }

  private static let found = [
    "http://", "http://%zz/healthz", "http://[", "http://a:b:c/healthz", "http://h:", "http://h?x",
    "x://?", "http:///healthz", "http://user@evil.example/healthz",
  ]

  private static let nowhere = [
    "*", "/%", "/%zz", "/healthz/%", "/healthz%00", "/healthz%2f..", "/%2e%2e/etc/passwd",
    "/../../etc/passwd", "/programs/../../etc/passwd", "/programs/%00/versions/1",
    "/programs/1/versions/%00", "/programs/%ff/versions/1", "/programs/%/versions/1",
    "/programs/%2e%2e%2f/versions/1/criteria", "/programs/x'%20or%201=1%20--/versions/1",
    "/credentials/%00", "/credentials/..%2f..", "/status/99999999999999999999", "/status/-1",
    "/status/9223372036854775807", "/.well-known/..%2fdid.json", "/.git/config",
    "/sign-in/callback?code=%ff&state=%00", "/api/v1/../../etc/passwd",
  ]

  private static let long = [
    "/a" + String(repeating: "b", count: 20_000), "/?" + String(repeating: "a=b&", count: 5_000),
    "/\u{2028}", "/?\u{1F600}",
  ]

  private static let foreign: [[UInt8]] = [[0xFF, 0xFE], [0xC3], [0x80, 0x3F, 0x80]]

  /// Heads and bodies whose end, length or parts can be read in two ways, and too large ones; by
  /// somebody whose request would be carried out if it were understood.
  static func heads(by token: String) -> [FramingAttack] {
    let post =
      "POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
      + "Content-Type: application/json\r\n"
    return lengths.map { FramingAttack($0.0, post + $0.1) }
      + chunks.map { FramingAttack($0.0, post + "Transfer-Encoding: chunked\r\n\r\n" + $0.1) }
      + malformed + tooMuch + odd
      + [
        FramingAttack(
          "a length beyond all limits", post + "Content-Length: 9223372036854775807\r\n\r\n{}",
          [413]),
        FramingAttack(
          "a compressed body", post + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", [415]
        ),
      ]
  }

  private static let smuggled = "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

  private static let lengths: [(String, String)] = [
    ("length and chunks", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n" + smuggled),
    ("chunks and length", "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n" + smuggled),
    ("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
    ("a list of lengths", "Content-Length: 2, 2\r\n\r\n{}"),
    ("a negative length", "Content-Length: -2\r\n\r\n{}"),
    ("a signed length", "Content-Length: +2\r\n\r\n{}"),
    ("a hexadecimal length", "Content-Length: 0x2\r\n\r\n{}"),
    ("an endless length", "Content-Length: 99999999999999999999999\r\n\r\n{}"),
    ("a space before the colon", "Content-Length : 2\r\n\r\n{}"),
    ("an unknown coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("chunked not last", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    ("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ("a folded field", "X: a\r\n b\r\nContent-Length: 2\r\n\r\n{}"),
    ("a folded coding", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
  ]

  private static let chunks: [(String, String)] = [
    ("a chunk of no size", "ZZ\r\n{}\r\n0\r\n\r\n"),
    ("a chunk with a wrong end", "2\r\n{}XX0\r\n\r\n"),
    ("a chunk beyond numbers", "FFFFFFFFFFFFFFFFF\r\n{}"),
    ("an open quote after a chunk", "2;a=\"b\r\n{}\r\n0\r\n\r\n"),
    ("a length in trailers", "2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n"),
    (
      "a thousand trailers",
      "2\r\n{}\r\n0\r\n" + String(repeating: "X: y\r\n", count: 1_000) + "\r\n"
    ),
  ]

  private static let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

  private static let malformed: [FramingAttack] = [
    FramingAttack("lines without carriage return", "GET /healthz HTTP/1.1\nHost: a\n\n"),
    FramingAttack("lines without line feed", "GET /healthz HTTP/1.1\rHost: a\r\r"),
    FramingAttack("NUL in a field", get + "X: a\u{0}b\r\n\r\n"),
    FramingAttack("a strange field name", get + "X(y): a\r\n\r\n"),
    FramingAttack("two hosts", get + "Host: evil.example\r\n\r\n"),
    FramingAttack("no version", "GET /healthz\r\n\r\n"),
    FramingAttack("HTTP/2 out of the blue", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    FramingAttack("an unheard-of method", "FOO / HTTP/1.1\r\nHost: a\r\n\r\n"),
    FramingAttack("TLS on a plain port", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}"),
  ]

  private static let large = "X: " + String(repeating: "a", count: 3_500) + "\r\n"

  private static let tooMuch: [FramingAttack] = [
    FramingAttack("a field of 9 KiB", get + "X: \(String(repeating: "a", count: 9_000))\r\n\r\n"),
    FramingAttack("20 KiB of fields", get + String(repeating: large, count: 6) + "\r\n"),
    FramingAttack("a thousand fields", get + String(repeating: "X: a\r\n", count: 1_000) + "\r\n"),
  ]

  private static let odd: [FramingAttack] = [
    FramingAttack(
      "a host of rubbish", "GET /healthz HTTP/1.1\r\nHost: a/b@c:999999 d\r\n\r\n", [200]),
    FramingAttack(
      "TRACE", "TRACE /api/v1/learners HTTP/1.1\r\nHost: a\r\nCookie: secret\r\n\r\n", [405]),
    FramingAttack("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", [404]),
    FramingAttack(
      "an upgrade nobody offers", get + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", [200]),
  ]
}
