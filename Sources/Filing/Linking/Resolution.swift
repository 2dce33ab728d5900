import Foundation
import NIOCore
import NIOPosix

/// Names to addresses, by the system's resolver.
enum Resolution {
  /// Socket addresses for a connection, in the system's order; none when there are none.
  static func addresses(of host: String, port: Int) -> [[UInt8]] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_family = AF_UNSPEC
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var addresses: [[UInt8]] = []
    var next = list
    while let entry = next, addresses.count < 32 {
      if let address = entry.pointee.ai_addr {
        addresses.append(
          Array(UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))))
      }
      next = entry.pointee.ai_next
    }
    return addresses
  }

  /// The addresses of a name, or an error when the resolver takes longer than the deadline. The
  /// resolver cannot be interrupted; its thread is left to end by itself.
  static func addresses(of host: String, until deadline: NIODeadline) async throws -> [IPAddress] {
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    let promise = loop.makePromise(of: [IPAddress].self)
    let alarm = loop.scheduleTask(deadline: deadline) {
      promise.fail(
        FilingError(.unavailable, "The name of the linked host is not resolved in time."))
    }
    promise.completeWithTask {
      try await OwnThread.run { addresses(of: host, port: 0).compactMap(IPAddress.init(socket:)) }
    }
    defer { alarm.cancel() }
    return try await promise.futureResult.get()
  }
}

extension IPAddress {
  /// The address within a `sockaddr_in` or `sockaddr_in6`.
  init?(socket: [UInt8]) {
    guard socket.count >= MemoryLayout<sockaddr_in>.size else { return nil }
    let family = socket.withUnsafeBytes { $0.loadUnaligned(as: sockaddr.self).sa_family }
    switch Int32(family) {
    case AF_INET: self.init(bytes: Array(socket[4..<8]))
    case AF_INET6 where socket.count >= 24: self.init(bytes: Array(socket[8..<24]))
    default: return nil
    }
  }
}
