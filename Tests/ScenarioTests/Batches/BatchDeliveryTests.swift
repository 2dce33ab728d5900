import Delivery
import Foundation
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// Released batches are brought to those who get them, in their order and once.
@Suite(.database(.conferral)) struct BatchDeliveryTests {
  @Test func `a released batch lies in the consumer's folder, with its hash beside it`()
    async throws
  {
    let campus = try await Campus.withLedger(2)
    let inbox = try campus.inbox()
    try await campus.declare(more: "deliver: {directory: \(inbox.path)}")
    let batch = try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    let file = inbox.appendingPathComponent("banner-000001.csv")
    let (brought, written) = (try Data(contentsOf: file), try await campus.file(of: batch))
    #expect(Array(brought) == written)
    let sidecar = try String(contentsOf: file.appendingPathExtension("sha256"), encoding: .utf8)
    let hash = try #require(batch.release).sha256.map { String(format: "%02x", $0) }.joined()
    #expect(sidecar == "\(hash)  banner-000001.csv\n")
    #expect(try await campus.deliveries() == ["directory brought"])
    #expect(try await campus.messages() == ["feed: delivery sent"])
    #expect(try await campus.office.deliver(through: Carrier()).taken == 0)
    try await Conferral.check(campus.database)
  }

  @Test func `a batch waits for the one before it, and both come when the place is there`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox(isThere: false)
    try await campus.declare(more: "deliver: {directory: \(inbox.path)}")
    try await campus.send()
    try await campus.more(1, from: 100)
    try await campus.send()
    for _ in 0..<3 {
      #expect(try await campus.office.deliver(through: Carrier()).taken == 1)
      #expect(try await campus.office.deliver(through: Carrier()).taken == 0)
      try await campus.makeMessagesDue()
    }
    #expect(try await campus.deliveries() == ["directory put off"])
    try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
    for _ in 0..<2 { #expect(try await campus.office.deliver(through: Carrier()).done == 1) }
    let names = try FileManager.default.contentsOfDirectory(atPath: inbox.path).sorted()
    #expect(names.filter { $0.hasSuffix(".csv") } == ["banner-000001.csv", "banner-000002.csv"])
    try await Conferral.check(campus.database)
  }

  @Test func `what is refused is dead and told of, until an operator sends it again`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox()
    try await campus.declare(more: "deliver: {directory: \(inbox.path)}")
    try await campus.send()
    let file = inbox.appendingPathComponent("banner-000001.csv")
    try Data("other".utf8).write(to: file)
    #expect(try await campus.office.deliver(through: Carrier()).done == 0)
    let dead = try #require(
      try await campus.office.messages(in: .dead, after: nil, limit: 9, of: campus.id).first)
    #expect(dead.lastError?.contains("never overwritten") == true)
    let backlog = try await campus.office.deliveryBacklogs()
    #expect(backlog.map(\.dead) == [1] && backlog.map(\.waiting) == [0])
    try FileManager.default.removeItem(at: file)
    try await campus.office.resend(dead.id, of: campus.id, by: "operator:test")
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    #expect(try await campus.deliveries() == ["directory refused", "directory brought"])
    #expect(try await campus.office.deliveryBacklogs().map(\.dead) == [0])
    try await Conferral.check(campus.database)
  }

  @Test(.enabled(if: SSHServer.isExpected)) func `a batch goes to a server of SFTP`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let server = try SSHServer(in: try campus.inbox("ssh"))
    try await campus.declare(
      more: """
        deliver:
          sftp:
            host: 127.0.0.1
            port: \(server.port)
            user: \(server.user)
            folder: \(server.inbox.path)
            key file: \(server.key)
            host key: \(server.fingerprint)
        """)
    let batch = try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    let brought = try Data(contentsOf: server.inbox.appendingPathComponent("banner-000001.csv"))
    let written = try await campus.file(of: batch)
    #expect(Array(brought) == written)
    #expect(try await campus.deliveries() == ["sftp brought"])
  }

  @Test(.enabled(if: SSHServer.canTakePassword))
  func `a batch goes to a server that takes a password and stands in a file of known hosts`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let server = try SSHServer(in: try campus.inbox("ssh"), password: "open sesame")
    let secret = try campus.folder.write(Data("open sesame\n".utf8), to: "sftp.password")
    chmod(secret.path, 0o600)
    // Who runs the server is not who runs the tests.
    chmod(campus.folder.url.path, 0o755)
    try await campus.declare(
      more: """
        deliver:
          sftp: {host: 127.0.0.1, port: \(server.port), user: \(server.user), \
        password file: \(secret.path), known hosts file: \(server.knownHosts)}
        """)
    try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: server.inbox.path).count == 2)
    #expect(try await campus.deliveries() == ["sftp brought"])
    try FileManager.default.removeItem(at: secret)
    try await campus.more(1, from: 100)
    try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 0)
    let waiting = try await campus.office.messages(
      in: .waiting, after: nil, limit: 9, of: campus.id)
    #expect(waiting.first?.lastError?.contains("sftp.password cannot be read") == true)
  }

  @Test(.enabled(if: PushPeer.isExpected))
  func `a batch is put to a server that asks for a certificate, through a proxy`() async throws {
    let campus = try await Campus.withLedger(1)
    let peer = try PushPeer(in: try campus.inbox("tls"), .mutual)
    let proxy = try TunnelPeer()
    try await campus.declare(
      more: """
        deliver:
          https: {url: "https://127.0.0.1:\(peer.port)/in", method: put, ca file: \(peer.certificates), \
        certificate file: \(peer.clientCertificate), key file: \(peer.clientKey), \
        proxy: "http://127.0.0.1:\(proxy.port)"}
        """)
    try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    let request = try #require(try peer.requests().first)
    #expect(request.method == "PUT" && request.path == "/in/banner-000001.csv")
    #expect(proxy.tunnels.count == 1)
    #expect(try await campus.deliveries() == ["https brought"])
  }

  @Test(.enabled(if: PushPeer.isExpected))
  func `a webhook says which batch and how far, signed, and nothing of anybody`() async throws {
    let campus = try await Campus.withLedger(3)
    let peer = try PushPeer(in: try campus.inbox("hooks"), .plain)
    let secret = "whsec_" + Data(repeating: 9, count: 32).base64EncodedString()
    try peer.know([secret])
    let file = try campus.folder.write(Data(secret.utf8), to: "hook.secret")
    chmod(file.path, 0o600)
    let lines = "webhook: {url: 'http://127.0.0.1:\(peer.port)/hook', secret file: \(file.path)}"
    try await campus.declare(more: lines)
    let batch = try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    let request = try #require(try peer.requests().first)
    #expect(request.verdicts == ["v1"])
    let ending =
      "\"data\":{\"consumer\":\"banner\",\"batch\":\"\(batch.id.text)\",\"number\":1,\"position\":3}}"
    #expect(request.text.hasPrefix("{\"type\":\"feed.batch.released\",\"timestamp\":\"2"))
    #expect(request.text.hasSuffix(ending))
    _ = try JSONSerialization.jsonObject(with: Data(request.text.utf8))
    #expect(try await campus.deliveries() == [])
    try peer.become(.init(.answers, 410))
    for first in [100, 200] {
      try await campus.more(1, from: first)
      try await campus.send()
      #expect(try await campus.office.deliver(through: Carrier()).done == 0)
    }
    #expect(
      try await campus.messages() == [
        "feed: webhook sent", "feed: webhook dead", "feed: webhook dropped",
      ])
    #expect(try peer.requests().count == 2)
    try peer.become(.init(.answers, 204))
    try await campus.declare(more: lines)
    try await campus.more(1, from: 300)
    try await campus.send()
    #expect(try await campus.office.deliver(through: Carrier()).done == 1)
    try await Conferral.check(campus.database)
  }
}

extension Campus {
  /// A folder that batches are brought to.
  func inbox(_ name: String = "inbox", isThere: Bool = true) throws -> URL {
    let url = folder.url.appendingPathComponent(name)
    if isThere {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    return url
  }

  /// What became of bringing batches, in order: channel and outcome.
  func deliveries() async throws -> [String] {
    let id = id
    return try await database.read(as: Scopes.institution(id)) { transaction in
      try transaction.query(
        "select channel, outcome from feed_delivery order by delivered_at, delivery_id"
      ).map { row in
        let (channel, outcome) = (try row.next(String.self), try row.next(String.self))
        return "\(channel) \(outcome)"
      }
    }
  }
}
