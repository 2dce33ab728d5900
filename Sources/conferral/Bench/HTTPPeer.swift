import Foundation
import Office

/// The smallest client that can measure: one kept-alive connection to loopback, blocking, used by
/// one thread; only answers with a Content-Length are understood, and those are all of ours.
final class HTTPPeer {
  struct Answer {
    let status: Int
    let body: ArraySlice<UInt8>
  }

  private let socket: LoopbackSocket
  private let port: Int
  private var buffer: [UInt8]

  /// Connects; an answer may have so many bytes.
  init(port: Int, room: Int = 64 << 10) throws {
    self.port = port
    buffer = [UInt8](repeating: 0, count: room)
    socket = try LoopbackSocket()
    try socket.connect(to: port)
  }

  func get(_ path: String, token: String?) throws -> Answer {
    try exchange(Self.request("GET", path, token: token, port: port))
  }

  func post(_ path: String, json: String, token: String) throws -> Answer {
    try exchange(Self.request("POST", path, token: token, port: port, json: json))
  }

  /// The bytes of a request, to be used again and again.
  static func request(
    _ method: String, _ path: String, token: String?, port: Int, json: String? = nil
  ) -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    if let token { text += "Authorization: Bearer \(token)\r\n" }
    if let json {
      text += "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n"
    }
    return Array((text + "\r\n" + (json ?? "")).utf8)
  }

  /// Sends a request and waits for its answer.
  func exchange(_ request: [UInt8]) throws -> Answer {
    try socket.send(request)
    var count = 0
    while true {
      count += try socket.receive(into: &buffer, from: count)
      guard let head = buffer[..<count].endOfHead else { continue }
      let lines = buffer[..<head]
      guard let status = lines.status else { throw Self.misunderstood }
      let end = head + (status == 304 || status == 204 ? 0 : lines.contentLength ?? -1)
      guard end >= head, end <= buffer.count else { throw Self.misunderstood }
      while count < end { count += try socket.receive(into: &buffer, from: count) }
      return Answer(status: status, body: buffer[head..<end])
    }
  }

  private static let misunderstood = Refusal(.unavailable, "The daemon's answer has no length.")
}

extension ArraySlice<UInt8> {
  /// Where the body begins.
  fileprivate var endOfHead: Int? {
    withUnsafeBytes { bytes in
      var place = 3
      while place < bytes.count {
        if bytes[place] == 10, bytes[place - 1] == 13, bytes[place - 2] == 10 {
          return startIndex + place + 1
        }
        place += 1
      }
      return nil
    }
  }

  /// From "HTTP/1.1 200 OK".
  fileprivate var status: Int? {
    let digits = dropFirst(9).prefix(3)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  fileprivate var contentLength: Int? {
    withUnsafeBytes { bytes in
      let name = "\r\ncontent-length:"
      var place = 0
      while place + name.utf8.count < bytes.count {
        guard bytes[place] == 13 else {
          place += 1
          continue
        }
        let line = bytes[place..<place + name.utf8.count]
        guard zip(line, name.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
          place += 1
          continue
        }
        let value = bytes[(place + name.utf8.count)...].drop { $0 == 32 }.prefix { $0 != 13 }
        return Int(String(decoding: value, as: UTF8.self))
      }
      return nil
    }
  }
}
