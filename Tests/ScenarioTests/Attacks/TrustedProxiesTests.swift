import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Office
import TestSupport
import Testing

@testable import Web

/// Who is counted by limits, behind a proxy and before one.
@Suite(.database(.conferral)) struct TrustedProxiesTests {
  /// The peer, X-Forwarded-For, Forwarded; and who is counted.
  private static let cases: [(String?, String?, String?, String)] = [
    ("192.0.2.9", "203.0.113.5", nil, "192.0.2.9"),
    ("192.0.2.9", nil, "for=203.0.113.5", "192.0.2.9"),
    ("10.0.0.1", nil, nil, "10.0.0.1"), ("10.0.0.1", "203.0.113.5", nil, "203.0.113.5"),
    ("::ffff:10.0.0.1", "203.0.113.5", nil, "203.0.113.5"),
    ("10.0.0.1", "1.1.1.1, 203.0.113.5", nil, "203.0.113.5"),
    ("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.7", nil, "203.0.113.5"),
    ("10.0.0.1", "203.0.113.5, 192.0.2.9, 10.0.0.7", nil, "192.0.2.9"),
    ("10.0.0.1", "203.0.113.5:4711", nil, "203.0.113.5"),
    ("10.0.0.1", "10.0.0.8, 10.0.0.7", nil, "10.0.0.8"),
    ("10.0.0.1", "1.1.1.1, unknown", nil, "10.0.0.1"), ("10.0.0.1", ", ,", nil, "10.0.0.1"),
    ("10.0.0.1", "127.1", nil, "10.0.0.1"), ("10.0.0.1", "x' or 1=1--", nil, "10.0.0.1"),
    ("10.0.0.1", nil, "for=1.1.1.1, For=\"203.0.113.5:80\";proto=https", "203.0.113.5"),
    ("10.0.0.1", nil, "for=\"[2001:db8:1:2::9]:443\"", "2001:db8:1:2::/64"),
    ("10.0.0.1", nil, "for=1.1.1.1, by=10.0.0.1", "10.0.0.1"),
    ("10.0.0.1", "203.0.113.5", "for=1.1.1.1", "10.0.0.1"),
    ("10.0.0.1", "203.0.113.5", "for=203.0.113.5", "203.0.113.5"),
    ("2001:db8:1:2:3:4:5:6", "1.1.1.1", nil, "2001:db8:1:2::/64"),
    ("fd00::1", "203.0.113.5", nil, "203.0.113.5"), (nil, "203.0.113.5", nil, "unknown"),
  ]

  @Test(arguments: cases)
  func `the rightmost address that is no proxy of ours counts`(
    _ peer: String?, _ forwardedFor: String?, _ forwarded: String?, _ client: String
  ) throws {
    let proxies = try #require(TrustedProxies("10.0.0.0/8, fd00::1"))
    var headers = HTTPFields()
    headers[.xForwardedFor] = forwardedFor
    headers[.forwarded] = forwarded
    #expect(proxies.client(of: peer, headers) == client)
  }

  @Test func `several fields of one name are one list`() throws {
    let proxies = try #require(TrustedProxies("10.0.0.1"))
    var headers = HTTPFields()
    headers.append(HTTPField(name: .xForwardedFor, value: "1.1.1.1"))
    headers.append(HTTPField(name: .xForwardedFor, value: "203.0.113.5"))
    #expect(proxies.client(of: "10.0.0.1", headers) == "203.0.113.5")
  }

  @Test(arguments: ["", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.1,", "1/2/3"])
  func `what is no address and no network is a mistake`(_ text: String) {
    #expect(TrustedProxies(text) == nil)
  }

  /// Statuses of 20 requests that each claim to come from elsewhere.
  private func statuses(behind proxies: TrustedProxies, on campus: Campus) async throws -> Set<Int>
  {
    let application = buildApplication(
      campus.office, at: WebAddress(host: "127.0.0.1", port: 0),
      options: WebOptions(trustedProxies: proxies), logger: .quiet
    ) { [] }
    return try await application.test(.live) { client in
      var statuses: Set<Int> = []
      for number in 1...20 {
        let status = try await client.execute(
          uri: "/claim-link", method: .post,
          headers: [
            .contentType: "application/x-www-form-urlencoded",
            .xForwardedFor: "203.0.113.\(number)",
          ], body: ByteBuffer(string: "email=nobody%40example.edu")
        ) { $0.status.code }
        statuses.insert(status)
      }
      return statuses
    }
  }

  @Test func `only a trusted proxy has a limit for each of its clients`() async throws {
    let campus = try await Campus.open()
    let strangers = try await statuses(behind: TrustedProxies(), on: campus)
    #expect(strangers.contains(429))
    let trusted = try #require(TrustedProxies("127.0.0.0/8, ::1"))
    #expect(try await statuses(behind: trusted, on: campus) == [200])
  }
}
