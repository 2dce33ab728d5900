import Delivery
import Foundation
import HTTPTypes
import HummingbirdTesting
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

  @Test func `browsers find a small picture for their tabs`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let icon = try await api.client.execute(uri: "/favicon.ico", method: .get)
      #expect(icon.status == .ok && icon.headers[.contentType] == "image/svg+xml")
    }
  }
}
