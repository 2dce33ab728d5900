import Foundation

/// One conversation with clamd, within a time. An answer is looked for while sending, because
/// clamd answers and hangs up in the middle when a file is too long.
struct ScannerConnection: ~Copyable {
  private static let portion = 65_536
  private static let answerLimit = 4_096
  private let descriptor: Int32
  private let end: ContinuousClock.Instant

  init(_ address: ClamAV.Address, until end: ContinuousClock.Instant) throws {
    self.end = end
    descriptor = try SocketAddresses(address).firstConnected(until: end)
  }

  deinit { close(descriptor) }

  func scan(_ file: OpenFile) throws -> ClamAV.Verdict {
    try ClamAV.verdict(try converse(file))
  }

  private func converse(_ file: OpenFile) throws -> String {
    var isHeard = try send(Array("zINSTREAM\0".utf8))
    var position = 0
    while isHeard {
      let bytes = try file.read(ScannerConnection.portion, at: position)
      let length = UInt32(bytes.count).bigEndian
      isHeard = try send(withUnsafeBytes(of: length, Array.init) + bytes)
      position += bytes.count
      if bytes.isEmpty { break }
    }
    return try answer()
  }

  /// False when clamd has begun to answer or does not listen any more.
  private func send(_ bytes: [UInt8]) throws -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let events = try wait(for: POLLIN | POLLOUT)
      if events & Int16(POLLIN | POLLERR | POLLHUP) != 0 { return false }
      let sent = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent >= 0 {
        rest = rest.dropFirst(sent)
      } else if errno != EINTR, errno != EAGAIN {
        return false
      }
    }
    return true
  }

  private func answer() throws -> String {
    var answer: [UInt8] = []
    while answer.count < ScannerConnection.answerLimit, !answer.contains(0) {
      _ = try wait(for: POLLIN)
      var piece = [UInt8](repeating: 0, count: 512)
      let count = recv(descriptor, &piece, piece.count, 0)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        break
      }
      answer += piece.prefix(count)
    }
    guard !answer.isEmpty else {
      throw ClamAV.unavailable("hung up (files longer than its StreamMaxLength make it do so)")
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func wait(for events: Int32) throws -> Int16 {
    try Polling.wait(descriptor, for: events, until: end)
  }
}

/// Waiting for a descriptor, within a time.
enum Polling {
  static func wait(
    _ descriptor: Int32, for events: Int32, until end: ContinuousClock.Instant
  ) throws -> Int16 {
    while true {
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero else { throw ClamAV.unavailable("did not answer in time") }
      var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
      let milliseconds = min(left / .milliseconds(1), 60_000).rounded(.up)
      if poll(&request, 1, Int32(milliseconds)) > 0 { return request.revents }
    }
  }
}
