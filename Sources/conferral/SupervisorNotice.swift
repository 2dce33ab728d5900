import Foundation
import Logging
import ServiceLifecycle

/// Tells the supervisor that started the daemon (systemd, `Type=notify`) how it fares: sd_notify(3)
/// is a datagram to the socket that NOTIFY_SOCKET names.
struct SupervisorNotice: Sendable {
  private let socketPath: String
  /// How often the supervisor wants a sign of life; nil when it does not ask.
  let watchdog: Duration?

  /// Nil where nobody wants to be told.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"),
      path.utf8.count < 108
    else { return nil }
    socketPath = path
    let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    watchdog = isOurs ? environment["WATCHDOG_USEC"].flatMap(Self.microseconds) : nil
  }

  private static func microseconds(_ text: String) -> Duration? {
    Int64(text).flatMap { $0 > 0 ? .microseconds($0) : nil }
  }

  /// Sends a notice; one that cannot be sent is left out, the supervisor sees the consequences.
  func send(_ text: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = Array(socketPath.utf8)
    // An abstract name begins with a zero byte.
    if path[0] == UInt8(ascii: "@") { path[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let size =
      socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path) ?? 2) + socklen_t(path.count)
    let bytes = Array(text.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, size)
      }
    }
  }
}

/// Says that the daemon is ready once it answers, then that it lives, and at last that it stops.
struct Noticing: Service {
  let notice: SupervisorNotice
  let host: String
  let port: Int

  func run() async throws {
    await cancelledByStop {
      while !Listener.answers(host: host, port: port) {
        try await Task.sleep(for: .milliseconds(20))
      }
      notice.send("READY=1\nSTATUS=It serves http://\(host):\(port).")
      guard let watchdog = notice.watchdog else { return try await gracefulShutdown() }
      while true {
        notice.send("WATCHDOG=1")
        try await Task.sleep(for: watchdog / 3)
      }
    }
    notice.send("STOPPING=1\nSTATUS=It finishes or undoes what is begun.")
  }

  private func cancelledByStop(_ work: @Sendable @escaping () async throws -> Void) async {
    _ = try? await cancelWhenGracefulShutdown { try await work() }
  }
}

/// Whether something listens at an address of this machine.
enum Listener {
  static func answers(host: String, port: Int) -> Bool {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    // The address of everybody is no address to go to; the loopback one is among it.
    let name = ["0.0.0.0": "127.0.0.1", "::": "::1"][host] ?? host
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(name, "\(port)", &hints, &found) == 0, let found else { return false }
    defer { freeaddrinfo(found) }
    let address = found.pointee
    let descriptor = socket(address.ai_family, address.ai_socktype | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return connect(descriptor, address.ai_addr, address.ai_addrlen) == 0
  }
}
