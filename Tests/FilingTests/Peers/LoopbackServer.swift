import Foundation
import Synchronization

/// A web server on this machine that answers as a test tells it, also wrongly and slowly.
final class LoopbackServer: Sendable {
  enum Piece: Sendable {
    case text(String)
    case bytes(Int)
    case pause(Double)
  }

  struct Call: Sendable {
    var head: String
    var body: [UInt8]
    var path: String { head.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
  }

  let port: Int
  private let listener: Int32
  private let seen = Mutex<[Call]>([])
  private let answer: @Sendable (Call, Int) -> [Piece]

  var calls: [Call] { seen.withLock { $0 } }

  /// The second argument is the number of calls before this one.
  init(_ answer: @escaping @Sendable (Call, Int) -> [Piece]) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw CocoaError(.fileNoSuchFile) }
    port = Int(UInt16(bigEndian: address.sin_port))
    // Who accepts closes: a number closed elsewhere would soon be another listener's, whose
    // connections this thread would take.
    Thread.detachNewThread { [weak self] in
      defer { close(listener) }
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let server = self else {
          close(connection)
          return
        }
        Thread.detachNewThread { server.serve(connection) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  static func reply(_ status: Int, _ headers: String = "", _ body: String = "") -> [Piece] {
    let line = "HTTP/1.1 \(status) X\r\ncontent-length: \(body.utf8.count)\r\n"
    return [.text(line + headers + "connection: close\r\n\r\n" + body)]
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let call = read(connection) else { return }
    let before = seen.withLock { calls in
      calls.append(call)
      return calls.count - 1
    }
    for piece in answer(call, before) {
      switch piece {
      case .text(let text): send(connection, Array(text.utf8))
      case .bytes(let count): send(connection, [UInt8](repeating: 65, count: count))
      case .pause(let seconds): Thread.sleep(forTimeInterval: seconds)
      }
    }
    shutdown(connection, Int32(SHUT_WR))
    var rest = [UInt8](repeating: 0, count: 4_096)
    while recv(connection, &rest, rest.count, 0) > 0 {}
  }

  private func send(_ connection: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes {
        Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }

  private func read(_ connection: Int32) -> Call? {
    var received: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      received += piece.prefix(count)
      let text = String(decoding: received, as: UTF8.self)
      guard let end = text.range(of: "\r\n\r\n") else { continue }
      let head = String(text[..<end.upperBound])
      let announced = head.lowercased().firstMatch(of: /content-length: (\d+)/)
      let length = announced.flatMap { Int($0.1) } ?? 0
      let body = received.dropFirst(head.utf8.count)
      if body.count >= length { return Call(head: head, body: Array(body)) }
    }
  }
}
