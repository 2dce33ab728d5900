import Foundation

/// A connection of somebody who keeps to no rule, from an address of loopback of their own.
final class HostileSocket: Sendable {
  private let descriptor: Int32
  private let patience: Int

  init(port: Int, from source: String = "127.0.0.1", patience: Int = 15) throws {
    self.patience = patience
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    let isBound = Self.with(source, 0) { bind(descriptor, $0, $1) == 0 }
    let isConnected = isBound && Self.with("127.0.0.1", port) { connect(descriptor, $0, $1) == 0 }
    guard isConnected else {
      close(descriptor)
      throw NeverHappened()
    }
  }

  deinit { close(descriptor) }

  private static func with(
    _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool
  ) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Whether the bytes were taken at once.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    return Foundation.send(descriptor, bytes, bytes.count, flags) == bytes.count
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// What comes in one piece; empty when the connection is closed or nothing comes in time. It
  /// waits without holding a thread, which the server may need.
  func receive() async throws -> String {
    let end = ContinuousClock.now + .seconds(patience)
    while peek() < 0, ContinuousClock.now < end, !isClosed {
      try await Task.sleep(for: .milliseconds(5))
    }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Whether the other side has ended the connection, and all of what it sent was received.
  var isClosed: Bool {
    let count = peek()
    return count == 0 || count < 0 && errno != EAGAIN && errno != EWOULDBLOCK
  }

  /// Whether there is something to receive.
  var hasSomething: Bool { peek() > 0 }

  private func peek() -> Int {
    var byte: UInt8 = 0
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
  }

  /// Whether the connection ends once what was sent is received.
  func endsAfterReading(within most: Duration) async throws -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < most {
      if isClosed { return true }
      if hasSomething {
        _ = try await receive()
      } else {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
    return false
  }

  /// After how long the other side ended the connection, which it does within `most`.
  func closes(within most: Duration) async throws -> Duration? {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < most {
      if isClosed { return ContinuousClock.now - start }
      try await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }

  /// The status of an answer; 0 where there is none.
  static func status(_ answer: String) -> Int {
    guard answer.hasPrefix("HTTP/1.1 ") else { return 0 }
    return Int(answer.dropFirst(9).prefix(3)) ?? 0
  }
}
