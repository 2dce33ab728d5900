import Foundation
import Synchronization

/// A wire between a daemon and PostgreSQL, on a socket of its own, that does what a test wants with
/// the COMMIT of the next call that has an Idempotency-Key.
final class DatabaseWire: Sendable {
  /// What becomes of that COMMIT.
  enum Fate: Sendable {
    /// It goes through, and so does its answer.
    case passes
    /// It goes through, and its answer never arrives.
    case isNotAnswered
    /// The connection breaks before it.
    case isLost
    /// The connection breaks after it, before the answer arrives.
    case isCutOff
  }

  private struct State {
    var fate = Fate.passes
    var hits = 0
    var isClosed = false
  }

  /// In the statement that keeps the answer, the last one before the COMMIT.
  private static let mark = Array("insert into answered_call".utf8)
  private static let commit = Array("commit".utf8)

  private let state = Mutex(State())
  private let folder: TemporaryFolder
  private let listener: Int32
  private let server: String
  private let name: String

  /// Lays the wire before the database of a connection string.
  init(to conninfo: String) throws {
    let pairs = conninfo.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1) }
    func value(_ key: String) -> String {
      pairs.first { $0[0] == key }.map { $0[1].filter { $0 != "'" } } ?? ""
    }
    name = value("dbname")
    server = value("host") + "/.s.PGSQL.5432"
    folder = try TemporaryFolder()
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let isListening =
      try Self.with(folder.url.path + "/.s.PGSQL.6544") { bind(listener, $0, $1) } == 0
      && listen(listener, 64) == 0
    guard isListening else { throw NeverHappened() }
    Thread.detachNewThread { self.accept() }
  }

  /// The connection string of the near end.
  var conninfo: String { "host=\(folder.url.path) port=6544 user=postgres dbname=\(name)" }

  /// How many COMMITs have met their fate.
  var hits: Int { state.withLock { $0.hits } }

  /// Decides about the next COMMIT of a call with a key, once.
  func next(_ fate: Fate) { state.withLock { $0.fate = fate } }

  func close() {
    state.withLock { $0.isClosed = true }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private static func with<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw NeverHappened()
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private func accept() {
    while true {
      let near = Foundation.accept(listener, nil, nil)
      guard near >= 0 else { break }
      let far = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      guard (try? Self.with(server) { connect(far, $0, $1) }) == 0 else {
        // The server is away: the client hears so as if it had asked itself.
        Foundation.close(far)
        Foundation.close(near)
        continue
      }
      let pair = Pair(near: near, far: far)
      Thread.detachNewThread { self.carryRequests(pair) }
      Thread.detachNewThread { self.carryAnswers(pair) }
    }
    Foundation.close(listener)
  }

  private func carryRequests(_ pair: Pair) {
    var isMarked = false
    while let bytes = pair.read(pair.near) {
      isMarked = isMarked || bytes.contains(Self.mark)
      var fate = Fate.passes
      if isMarked, bytes.contains(Self.commit) {
        isMarked = false
        fate = state.withLock { state in
          defer { state.fate = .passes }
          if state.fate != .passes { state.hits += 1 }
          return state.fate
        }
      }
      if fate == .isLost { break }
      if fate != .passes { pair.fate.withLock { $0 = fate } }
      guard pair.write(bytes, to: pair.far) else { break }
    }
    pair.end()
  }

  private func carryAnswers(_ pair: Pair) {
    while let bytes = pair.read(pair.far) {
      switch pair.fate.withLock({ $0 }) {
      case .isNotAnswered: continue
      case .isCutOff, .isLost: return pair.end()
      case .passes: guard pair.write(bytes, to: pair.near) else { return pair.end() }
      }
    }
    pair.end()
  }
}

/// Both ends of one connection; the last of its two threads closes them.
private final class Pair: Sendable {
  let near: Int32
  let far: Int32
  let fate = Mutex(DatabaseWire.Fate.passes)
  private let ended = Mutex(0)

  init(near: Int32, far: Int32) {
    self.near = near
    self.far = far
  }

  func read(_ descriptor: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }

  func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  func end() {
    shutdown(near, Int32(SHUT_RDWR))
    shutdown(far, Int32(SHUT_RDWR))
    let isLast = ended.withLock { ended in
      ended += 1
      return ended == 2
    }
    if isLast {
      close(near)
      close(far)
    }
  }
}
