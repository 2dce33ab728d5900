import Foundation
import TestSupport
import Testing

/// What systemd is told by a unit with `Type=notify`.
@Suite(.enabled(if: Daemon.isPresent), .database(.conferral)) struct NoticeTests {
  @Test(arguments: [false, true])
  func `the supervisor hears that the daemon serves, lives and stops`(isAbstract: Bool) async throws
  {
    let campus = try await Campus.open()
    let name = isAbstract ? "conferral-\(UUID().uuidString)" : campus.folder.url.path + "/notify"
    let supervisor = try Supervisor(name: name, isAbstract: isAbstract)
    let daemon = try campus.daemon(
      "serve", port: FreePort.next(),
      settings: [
        "NOTIFY_SOCKET": (isAbstract ? "@" : "") + name, "WATCHDOG_USEC": "300000",
      ])
    try await eventually { supervisor.hear().count >= 3 || !daemon.isRunning }
    #expect(supervisor.heard.first?.hasPrefix("READY=1\n") == true)
    #expect(supervisor.heard.dropFirst().prefix(2) == ["WATCHDOG=1", "WATCHDOG=1"])
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(supervisor.hear().last?.hasPrefix("STOPPING=1\n") == true)
  }
}

/// The receiving end of NOTIFY_SOCKET.
private final class Supervisor {
  private let descriptor: Int32
  private(set) var heard: [String] = []

  init(name: String, isAbstract: Bool) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = (isAbstract ? [0] : []) + Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let size = socklen_t(2 + path.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
    }
    guard isBound else { throw NeverHappened() }
  }

  deinit { close(descriptor) }

  /// Everything up to now.
  func hear() -> [String] {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return heard }
      heard.append(String(decoding: buffer.prefix(count), as: UTF8.self))
    }
  }
}
