import Delivery
import Foundation
import TestSupport
import Testing

/// What is brought need not fit into memory. Each test is a process of its own: what others take
/// meanwhile is not counted.
@Suite struct MemoryTests {
  private static let carrier = Carrier(connectSeconds: 5, parcelSeconds: 60, silenceSeconds: 5)

  @Test func `a hundred megabytes for a folder need little memory`() async {
    await #expect(processExitsWith: .success) {
      let bench = try Bench()
      let folder = try bench.folder("inbox").path
      try await Self.bringTwice(try bench.large(), to: .directory(DirectoryPlace(path: folder)))
    }
  }

  @Test(.enabled(if: SSHServer.isExpected))
  func `a hundred megabytes over SFTP need little memory`() async {
    await #expect(processExitsWith: .success) {
      let bench = try Bench()
      let server = try SSHServer(in: bench.folder("ssh"))
      let place = try SFTPPlace(
        host: "127.0.0.1", port: server.port, user: server.user, proof: .key(file: server.key),
        hostKeys: .pinned([server.fingerprint]), folder: server.inbox.path)
      try await Self.bringTwice(try bench.large(), to: .sftp(place))
    }
  }

  @Test(.enabled(if: PushPeer.isExpected))
  func `a hundred megabytes over HTTPS need little memory`() async {
    await #expect(processExitsWith: .success) {
      let bench = try Bench()
      let peer = try PushPeer(in: bench.folder)
      let large = try bench.large()
      try await Self.bringTwice(large, to: Self.place(peer))
      #expect(try peer.requests().map(\.hash) == [large.hash, large.hash])
    }
  }

  @Test(.enabled(if: PushPeer.isExpected))
  func `an answer without end is cut off, and counts by its status`() async {
    await #expect(processExitsWith: .success) {
      let bench = try Bench()
      let peer = try PushPeer(in: bench.folder)
      try peer.become(.init(.floods, 200))
      try await Self.bringTwice(try .of("x"), to: Self.place(peer))
      let ended = bench.folder.appendingPathComponent("flood.ended").path
      #expect(try await eventually { FileManager.default.fileExists(atPath: ended) })
    }
  }

  private static func place(_ peer: PushPeer) throws -> Channel {
    .https(
      try HTTPSPlace(
        url: "https://127.0.0.1:\(peer.port)/inbox",
        trust: HTTPSPlace.Trust(certificates: peer.certificates)))
  }

  private static func bringTwice(_ parcel: Parcel, to channel: Channel) async throws {
    let most = try await memory {
      for _ in 0..<2 { #expect(await carrier.bring(parcel, to: channel).isBrought) }
    }
    #expect(most < 40 << 20, "\(most >> 20) MiB")
  }

  /// The most memory that this process ever held meanwhile, beyond what it held before, in bytes.
  private static func memory(_ body: () async throws -> Void) async throws -> Int {
    func figure(_ name: String) throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
      return (line?.split(whereSeparator: { !$0.isNumber }).first).flatMap { Int($0) }! * 1_024
    }
    try Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    let before = try figure("VmRSS")
    try await body()
    return try figure("VmHWM") - before
  }
}
