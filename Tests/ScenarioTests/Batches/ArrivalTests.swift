import Delivery
import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import NIOCore
import Office
import Postgres
import Storage
import TestSupport
import NIOCore
import Testing

@testable import Web

/// A registrar sees whether a batch arrived, and else why not.
@Suite(.database(.conferral)) struct ArrivalTests {
  @Test func `the page of a batch tells when it was released, and what became of bringing it`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let missing = try campus.inbox(isThere: false)
    try await campus.declare(more: "deliver: {directory: \(missing.path)}")
    try await campus.send()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.person(.registrar)
      func page(_ path: String) async throws -> String {
        try await api.client.execute(
          uri: path, method: .get,
          headers: [.accept: "text/html", .cookie: registrar.headers[.cookie] ?? ""]
        ) { String(buffer: $0.body) }
      }
      #expect(try await page("/account").contains("href=\"/feed\""))
      let before = try await page("/feed/banner/1")
      #expect(
        before.contains("Nobody has brought it so far") && before.contains("(America/New_York)"))
      _ = try await campus.office.deliver(through: Carrier())
      let putOff = try await page("/feed/banner/1")
      #expect(putOff.contains("Put off, and tried again"))
      #expect(putOff.contains("is not there: make it, or mount what it lies on."))
      try FileManager.default.createDirectory(at: missing, withIntermediateDirectories: true)
      try await campus.makeMessagesDue()
      _ = try await campus.office.deliver(through: Carrier())
      #expect(try await page("/feed/banner/1").contains("banner-000001.csv was written."))
    }
    let batch = try await campus.office.batch(1, of: "banner", institution: campus.id)
    let tries = try await campus.office.deliveries(of: batch, institution: campus.id)
    #expect(tries.map(\.outcome) == [.brought, .putOff])
  }

  @Test func `the API tells where bringing a batch stands, and a system not why`() async throws {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox(isThere: false)
    try await campus.declare(
      clients: ["banner's"], more: "deliver: {directory: \(inbox.path)}")
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let system = try await api.token(.feedClient, named: "banner's")
      func arrival(_ token: String) async throws -> [JSONValue] {
        let batch = try await api.get("/feed/consumers/banner/batches/1", as: token)
        return batch.json["deliveries"]?.elements ?? [.null]
      }
      try await campus.office.prepareBatch(for: "banner", of: campus.id, by: "operator:test")
      #expect(try await arrival(registrar).isEmpty)
      try await campus.office.releaseBatch(
        nil, of: "banner", reason: "It is due.", institution: campus.id, by: "operator:test")
      let queued = try #require(try await arrival(registrar).first)
      #expect(queued["channel"]?.string == "directory" && queued["state"]?.string == "waiting")
      #expect(queued.number("attempts") == 0 && queued["lastError"] == nil)
      _ = try await campus.office.deliver(through: Carrier())
      let putOff = try #require(try await arrival(registrar).first)
      #expect(putOff["state"]?.string == "waiting" && putOff["nextTry"] != nil)
      #expect(putOff["lastError"]?.string?.contains("is not there: make it") == true)
      let seen = try #require(try await arrival(system).first)
      #expect(seen["state"]?.string == "waiting" && seen["lastError"] == nil)
      try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
      try await campus.makeMessagesDue()
      _ = try await campus.office.deliver(through: Carrier())
      for token in [registrar, system] {
        let brought = try #require(try await arrival(token).first)
        #expect(brought["state"]?.string == "sent" && brought["deliveredAt"] != nil)
        #expect(brought["nextTry"] == nil && brought["lastError"] == nil)
        #expect(brought.number("attempts") == 1 && brought["channel"]?.string == "directory")
      }
    }
  }

  @Test func `what is given up and what nobody takes stand beside each other, without secrets`()
    async throws
  {
    let campus = try await Campus.withLedger(1)
    let inbox = try campus.inbox()
    let secret = try campus.folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", to: "secret")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
    let port = try FreePort.next()
    try await campus.declare(
      more: """
        deliver: {directory: \(inbox.path)}
        webhook: {url: "http://127.0.0.1:\(port)/hook", secret file: "\(secret.path)"}
        """)
    try Data("other".utf8).write(to: inbox.appendingPathComponent("banner-000001.csv"))
    try await campus.send()
    for _ in 0..<2 { _ = try await campus.office.deliver(through: Carrier()) }
    try await APIClient.serve(campus) { api in
      let auditor = try await api.token(.auditor)
      let batch = try await api.get("/feed/consumers/banner/batches/1", as: auditor)
      let told = batch.json["deliveries"]?.elements ?? []
      #expect(told.compactMap { $0["channel"]?.string } == ["directory", "webhook"])
      #expect(told.compactMap { $0["state"]?.string } == ["dead", "waiting"])
      #expect(told.first?["lastError"]?.string?.contains("never overwritten") == true)
      #expect(told.last?["lastError"] != nil && !batch.text.contains("whsec_"))
    }
  }

  @Test func `browsers find a small picture for their tabs`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let icon = try await api.client.execute(uri: "/favicon.ico", method: .get)
      #expect(icon.status == .ok && icon.headers[.contentType] == "image/svg+xml")
    }
  }
}
