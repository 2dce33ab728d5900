import Foundation
import Testing

@testable import Filing

@Suite(.enabled(if: Clamd.path != nil || Peer.isCI), .serialized) struct ClamAVTests {
  @Test func `a scanner finds what it knows, and nothing in the rest`() async throws {
    let scratch = try Scratch()
    let clamd = try Clamd(scratch)
    var random = Seeded(state: 8)
    for address in [clamd.socket, clamd.port] {
      let scanner = ClamAV(address)
      #expect(try await scanner.scan(scratch.spooled(Media.text)) == .clean)
      #expect(try await scanner.scan(scratch.spooled(random.bytes(1_500_000))) == .clean)
      let harmful = try await scratch.spooled(Array(Clamd.harmful.utf8))
      #expect(
        try await scanner.scan(harmful) == .infected(signature: "Conferral.Sample.UNOFFICIAL"))
      let behind = random.bytes(1_000_000) + Array(Clamd.harmful.utf8)
      #expect(
        try await scanner.scan(scratch.spooled(behind))
          == .infected(signature: "Conferral.Sample.UNOFFICIAL"))
      let long = try await scratch.spooled(Media.zeros(4 * Clamd.streamLimit))
      #expect(await kind { try await scanner.scan(long) } == .tooLarge)
    }
    let socket = clamd.socket
    let file = try await scratch.spooled(Media.pdf)
    try await withThrowingTaskGroup(of: ClamAV.Verdict.self) { group in
      for _ in 0..<20 { group.addTask { try await ClamAV(socket).scan(file) } }
      for try await verdict in group { #expect(verdict == .clean) }
    }
    clamd.stop()
    #expect(await kind { try await ClamAV(clamd.socket).scan(file) } == .unavailable)
    #expect(await kind { try await ClamAV(clamd.port).scan(file) } == .unavailable)
  }
}

@Suite struct ClamAVFailureTests {
  @Test func `a scanner that is not there or has no proper address is unavailable`() async throws {
    let scratch = try Scratch()
    let file = try await scratch.spooled(Media.pdf)
    let addresses: [ClamAV.Address] = [
      .socket(path: scratch.url.appending(path: "none").path), .socket(path: ""),
      .socket(path: String(repeating: "a", count: 200)), .host("localhost", port: 0),
      .host("localhost", port: 99_999), .host("no-such-host.invalid", port: 3_310),
    ]
    for address in addresses {
      #expect(await kind { try await ClamAV(address).scan(file) } == .unavailable)
    }
  }

  @Test func `a scanner that is silent, hangs up or babbles gives no verdict`() async throws {
    let silent = try LoopbackServer { _, _ in [] }
    let file = try await spooled(Media.zeros(1_000))
    let start = ContinuousClock.now
    let scanner = ClamAV(.host("127.0.0.1", port: silent.port), patience: .milliseconds(400))
    #expect(await kind { try await scanner.scan(file) } == .unavailable)
    #expect(start.duration(to: .now) < .seconds(10))
    for answer in ["", "stream: ERROR\0", "UNKNOWN COMMAND\0", "stream: OK nothing\0", "OK\0"] {
      #expect(throws: FilingError.self) { try ClamAV.verdict(answer) }
    }
  }

  @Test func `answers are read as clamd writes them`() throws {
    #expect(try ClamAV.verdict("stream: OK\0") == .clean)
    #expect(
      try ClamAV.verdict("stream: Win.Test.EICAR_HDB-1 FOUND\0")
        == .infected(signature: "Win.Test.EICAR_HDB-1"))
    let error = #expect(throws: FilingError.self) {
      try ClamAV.verdict("INSTREAM size limit exceeded. ERROR\0")
    }
    #expect(error?.kind == .tooLarge)
  }
}
