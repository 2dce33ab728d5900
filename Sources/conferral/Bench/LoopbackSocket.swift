import Foundation
import Office

/// A TCP socket on 127.0.0.1 that blocks, for ten seconds at most.
final class LoopbackSocket {
  private let descriptor: Int32

  init() throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Self.failure("made") }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  func connect(to port: Int) throws {
    let result = Self.withAddress(port) { address, size in
      Foundation.connect(descriptor, address, size)
    }
    guard result == 0 else { throw Self.failure("connected") }
  }

  /// Binds it to a port that is free now, and returns that.
  func bindToAnyPort() throws -> Int {
    guard Self.withAddress(0, { bind(descriptor, $0, $1) }) == 0 else {
      throw Self.failure("bound")
    }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    guard result == 0 else { throw Self.failure("bound") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// A port that is free now, and is not held.
  static func freePort() throws -> Int { try LoopbackSocket().bindToAnyPort() }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Foundation.send(
          descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Self.failure("written to") }
      sent += count
    }
  }

  /// Reads what is there, at least one byte, and returns how many.
  func receive(into buffer: inout [UInt8], from start: Int) throws -> Int {
    let count = buffer.withUnsafeMutableBytes { raw in
      recv(descriptor, raw.baseAddress.map { $0 + start }, raw.count - start, 0)
    }
    guard count > 0 else { throw Self.failure("read") }
    return count
  }

  private static func withAddress<Result>(
    _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private static func failure(_ what: String) -> Refusal {
    Refusal(
      .unavailable,
      "A connection to the daemon cannot be \(what): \(String(cString: strerror(errno))).")
  }
}
