import Foundation

/// A connection that sends what a well-behaved client never would.
final class RawSocket {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw NeverHappened() }
  }

  deinit { close(descriptor) }

  /// Sends bytes; those that nobody takes any more are lost.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// The first line of the answer; empty when none comes within a minute. It waits without holding
  /// a thread, which the server may need.
  func statusLine() async throws -> String {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        return String(decoding: bytes.prefix(count).prefix { $0 != 13 }, as: UTF8.self)
      }
      if count == 0 { return "" }
      try await Task.sleep(for: .milliseconds(10))
    }
    return ""
  }
}
