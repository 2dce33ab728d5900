import Delivery
import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Receivers that hang or refuse hold up no consumer that takes what it is brought.
@Suite(.database(.conferral)) struct DeliveryLaneTests {
  /// A campus whose consumer `well` took its first batch and waits for the second.
  private func waiting() async throws -> (campus: Campus, inbox: URL) {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox()
    try await campus.declare(consumer: "well", more: "deliver: {directory: \(inbox.path)}")
    try await campus.send(to: "well")
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    try await campus.more(1, from: 100)
    return (campus, inbox)
  }

  private func files(in inbox: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: inbox.path)
      .filter { $0.hasSuffix(".csv") }.sorted()
  }

  @Test func `a lane is kept for consumers that took what came before`() async throws {
    let (campus, inbox) = try await waiting()
    try await campus.declare(consumer: "new", more: "deliver: {directory: /nowhere/at/all}")
    try await campus.send(to: "new")
    #expect(try await campus.office.deliver(through: Carrier(), in: .proven).taken == 0)
    try await campus.send(to: "well")
    #expect(try await campus.office.deliver(through: Carrier(), in: .proven).done == 1)
    #expect(try files(in: inbox) == ["well-000001.csv", "well-000002.csv"])
    #expect(try await campus.office.deliver(through: Carrier(), in: .proven).taken == 0)
    try FileManager.default.removeItem(at: inbox)
    try await campus.more(1, from: 200)
    try await campus.send(to: "well")
    #expect(try await campus.office.deliver(through: Carrier(), in: .proven).taken == 1)
    try await campus.owner("update outbox set next_try = clock_timestamp() where sent_at is null")
    #expect(
      try await campus.office.deliver(through: Carrier(), in: .proven).taken == 0,
      "what was tried in vain has lost the lane")
    _ = try campus.inbox()
    for _ in 0..<2 { _ = try await campus.office.deliver(through: Carrier()) }
    #expect(try files(in: inbox) == ["well-000003.csv"])
  }

  @Test func `what was never tried comes before what was tried in vain`() async throws {
    let (campus, inbox) = try await waiting()
    for name in ["nowhere", "neither"] {
      try await campus.declare(consumer: name, more: "deliver: {directory: /nowhere/at/all}")
      try await campus.send(to: name)
      #expect(try await campus.office.deliver(through: Carrier()).taken == 1)
    }
    try await campus.owner(
      "update outbox set next_try = clock_timestamp() - interval '1 day' where sent_at is null")
    try await campus.send(to: "well")
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    #expect(try files(in: inbox).last == "well-000002.csv")
  }

  @Test(.enabled(if: Daemon.isPresent && PushPeer.isExpected))
  func `a daemon brings a batch while more receivers hang than it has lanes`() async throws {
    let (campus, inbox) = try await waiting()
    let peer = try PushPeer(in: try campus.inbox("tls"))
    try peer.become(.init(.hangsAfter))
    for number in 1...9 {
      try await campus.declare(
        consumer: "sick\(number)",
        more: """
          deliver: {https: {url: "https://127.0.0.1:\(peer.port)/in", ca file: \(peer.certificates)}}
          """)
      try await campus.send(to: "sick\(number)")
    }
    let daemon = try campus.daemon("serve", port: FreePort.next())
    let hanging: SQL =
      """
      select count(*) from outbox
       where sent_at is null and attempts = 1 and last_error is null
      """
    try await eventually { try await campus.count(hanging) == 4 }
    try await campus.send(to: "well")
    try await eventually { try files(in: inbox).last == "well-000002.csv" }
    #expect(try await campus.count(hanging) >= 4)
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
  }
}
