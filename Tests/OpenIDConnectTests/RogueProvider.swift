import Foundation
import Synchronization

/// A provider of ours that answers whatever a test wants, from plain sockets on loopback.
final class RogueProvider: Sendable {
  /// One answer of an HTTP server.
  struct Reply: Sendable {
    var status = 200
    var location: String?
    var body: Data
    /// How long to wait before the head, and before each byte of the body.
    var delay: Duration = .zero
    var delayPerByte: Duration = .zero

    static func json(_ value: Any, status: Int = 200) -> Reply {
      Reply(
        status: status,
        body: (try? JSONSerialization.data(withJSONObject: value)) ?? Data())
    }
  }

  let issuer: String
  private let listener: Int32
  private let replies = Mutex<[String: Reply]>([:])
  private let counts = Mutex<[String: Int]>([:])

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
    issuer = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    // Who accepts closes: a number closed elsewhere would soon be another listener's, whose
    // connections this thread would take.
    Thread.detachNewThread { [weak self] in
      defer { close(listener) }
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let provider = self else {
          close(connection)
          return
        }
        Thread.detachNewThread {
          provider.serve(connection)
          close(connection)
        }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  func answer(_ path: String, _ reply: Reply) { replies.withLock { $0[path] = reply } }

  /// How often a path was asked for.
  func count(_ path: String) -> Int { counts.withLock { $0[path] ?? 0 } }

  private func serve(_ connection: Int32) {
    guard let path = path(from: connection) else { return }
    counts.withLock { $0[path, default: 0] += 1 }
    let reply =
      replies.withLock { $0[path] } ?? Reply(status: 404, body: Data("not here".utf8))
    var head = "HTTP/1.1 \(reply.status) Answer\r\nConnection: close\r\n"
    if let location = reply.location { head += "Location: \(location)\r\n" }
    head += "Content-Type: application/json\r\nContent-Length: \(reply.body.count)\r\n\r\n"
    sleep(reply.delay)
    guard send(Data(head.utf8), connection) else { return }
    guard reply.delayPerByte > .zero else {
      _ = send(reply.body, connection)
      return
    }
    for byte in reply.body {
      sleep(reply.delayPerByte)
      guard send(Data([byte]), connection) else { return }
    }
  }

  /// Reads one request to the end of its body; nil when it cannot be read.
  private func path(from connection: Int32) -> String? {
    var text = ""
    var chunk = [UInt8](repeating: 0, count: 8_192)
    while true {
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: chunk[..<count], as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let length = text[..<end.lowerBound].lowercased().firstMatch(of: /content-length: (\d+)/)
      guard text[end.upperBound...].utf8.count >= length.flatMap({ Int($0.1) }) ?? 0 else {
        continue
      }
      return text.split(separator: " ").dropFirst().first.map(String.init)
    }
  }

  private func send(_ data: Data, _ connection: Int32) -> Bool {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private func sleep(_ duration: Duration) {
    guard duration > .zero else { return }
    let parts = duration.components
    Thread.sleep(forTimeInterval: Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
  }
}
