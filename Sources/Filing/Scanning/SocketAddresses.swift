import Foundation

/// The addresses to try for a daemon.
struct SocketAddresses {
  private var addresses: [[UInt8]] = []

  init(_ address: ClamAV.Address) throws {
    switch address {
    case .socket(let path): addresses = [try SocketAddresses.local(path)]
    case .host(let host, let port):
      guard (1...65_535).contains(port) else { throw ClamAV.unavailable("has no proper port") }
      addresses = Resolution.addresses(of: host, port: port)
    }
  }

  /// A non-blocking descriptor connected to the first address that answers.
  func firstConnected(until end: ContinuousClock.Instant) throws -> Int32 {
    for address in addresses {
      if let descriptor = try connected(address, until: end) { return descriptor }
    }
    throw ClamAV.unavailable("cannot be reached")
  }

  private func connected(_ address: [UInt8], until end: ContinuousClock.Instant) throws -> Int32? {
    let family = address.withUnsafeBytes { $0.loadUnaligned(as: sockaddr.self).sa_family }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(Int32(family), type, 0)
    guard descriptor >= 0 else { return nil }
    do {
      if try connect(descriptor, address, until: end) { return descriptor }
      close(descriptor)
      return nil
    } catch {
      close(descriptor)
      throw error
    }
  }

  private func connect(
    _ descriptor: Int32, _ address: [UInt8], until end: ContinuousClock.Instant
  ) throws -> Bool {
    let result = address.withUnsafeBytes {
      Foundation.connect(
        descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    if result == 0 { return true }
    guard errno == EINPROGRESS else { return false }
    _ = try Polling.wait(descriptor, for: POLLOUT, until: end)
    var error: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0
  }

  private static func local(_ path: String) throws -> [UInt8] {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let name = Array(path.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard !name.isEmpty, name.count < room, !name.contains(0) else {
      throw ClamAV.unavailable("has a socket path that is empty or longer than \(room - 1) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    return withUnsafeBytes(of: address, Array.init)
  }
}
