import Foundation
import Synchronization

/// Ports of loopback for servers that are told their port.
public enum FreePort {
  /// Below those that the kernel gives to callers by itself.
  private static let ports = 20_000..<32_000
  private static let last = Mutex(Int.random(in: ports))

  /// A port that nobody listens on; never the same twice in a process.
  public static func next() throws -> Int {
    for _ in ports {
      let port = last.withLock { port in
        port = port + 1 < ports.upperBound ? port + 1 : ports.lowerBound
        return port
      }
      if isFree(port) { return port }
    }
    throw NoPort(description: "There is no free port.")
  }

  private struct NoPort: Error, CustomStringConvertible {
    let description: String
  }

  private static func isFree(_ port: Int) -> Bool {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(handle) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
