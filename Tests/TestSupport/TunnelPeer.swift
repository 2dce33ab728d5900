import Foundation
import Synchronization

/// A proxy of HTTP on loopback that does nothing but tunnels (RFC 9110, section 9.3.6).
public final class TunnelPeer: Sendable {
  struct Failure: Error {}

  /// The port that it listens on.
  public let port: Int
  private let listener: Int32
  private let lines = Mutex<[String]>([])
  private let isRefusing = Atomic(false)

  /// The first line of each request, in order.
  public var tunnels: [String] { lines.withLock { $0 } }

  /// Listens until it is let go.
  public init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let number = listener
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, length) + listen(number, 8) + getsockname(number, $0, &length)
      }
    }
    guard result == 0 else { throw Failure() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [weak self, number] in
      while case let client = accept(number, nil, nil), client >= 0 {
        guard let self else {
          close(client)
          return
        }
        Thread.detachNewThread { self.serve(client) }
      }
    }
  }

  /// Refuses every tunnel from now on, as to somebody whom it does not know.
  public func refuse() { isRefusing.store(true, ordering: .relaxed) }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    var head: [UInt8] = []
    var byte: UInt8 = 0
    while !head.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)), read(client, &byte, 1) == 1 {
      head.append(byte)
    }
    let line = String(decoding: head.prefix { $0 != 13 }, as: UTF8.self)
    lines.withLock { $0.append(line) }
    let place = line.split(separator: " ").dropFirst().first?.split(separator: ":").last
    guard !isRefusing.load(ordering: .relaxed), let port = place.flatMap({ UInt16($0) }),
      let server = Self.connected(port)
    else {
      send(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
      return
    }
    defer { close(server) }
    send(client, "HTTP/1.1 200 Connection established\r\n\r\n")
    Thread.detachNewThread { Self.pass(from: server, to: client) }
    Self.pass(from: client, to: server)
  }

  private func send(_ client: Int32, _ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
  }

  private static func connected(_ port: UInt16) -> Int32? {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return result == 0 ? server : nil
  }

  private static func pass(from source: Int32, to target: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = read(source, &buffer, buffer.count), count > 0 {
      var sent = 0
      while sent < count {
        let put = buffer.withUnsafeBytes {
          Glibc.send(target, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
        }
        if put <= 0 { return }
        sent += put
      }
    }
    shutdown(target, Int32(SHUT_WR))
  }
}
