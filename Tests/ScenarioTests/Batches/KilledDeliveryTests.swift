import Foundation
import TestSupport
import Testing

/// The daemon dies while a batch is on its way.
@Suite(.enabled(if: Daemon.isPresent && PushPeer.isExpected), .database(.conferral))
struct KilledDeliveryTests {
  @Test func `nothing of a batch is left in the temporary folder`() async throws {
    let campus = try await Campus.withLedger(3)
    let peer = try PushPeer(in: try campus.inbox("tls"))
    try await campus.declare(
      more: """
        deliver: {https: {url: "https://127.0.0.1:\(peer.port)/in", ca file: \(peer.certificates)}}
        """)
    try await campus.send()
    try peer.become(.init(.hangsAfter))
    let temporary = try campus.inbox("temporary")
    let daemon = try campus.daemon(
      "serve", port: FreePort.next(), settings: ["TMPDIR": temporary.path])
    try await eventually { peer.isHanging || !daemon.isRunning }
    #expect(peer.isHanging, "\(daemon.said)")
    await daemon.end()
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
  }
}
