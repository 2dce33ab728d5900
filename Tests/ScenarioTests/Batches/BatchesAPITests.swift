import Crypto
import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Batches over the API, by those who may.
@Suite(.database(.conferral)) struct BatchesAPITests {
  private static let root = "/feed/consumers/banner/batches"

  @Test func `a registrar prepares, looks, releases, and the system fetches its file`()
    async throws
  {
    let campus = try await Campus.withLedger(3)
    try await campus.declare(clients: ["banner's"])
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let prepared = try await api.post(Self.root, ["reason": "It is due."], as: registrar)
      #expect(prepared.status == 201 && prepared["state"] == "prepared")
      #expect(prepared.headers[.location] == "\(API.root)\(Self.root)/1")
      let preview = try await api.get(Self.root + "/1", as: registrar)
      #expect(preview.json["totals"]?["added"]?.json == "3")
      let rows = try await api.get(Self.root + "/1/rows?limit=2", as: registrar)
      #expect(rows.json["items"]?.elements.count == 2)
      let next = try #require(rows["next"])
      let rest = try await api.get(Self.root + "/1/rows?limit=2&after=\(next)", as: registrar)
      #expect(rest.json["items"]?.elements.first?["position"]?.json == "3")
      #expect(try await api.get(Self.root + "/1/file", as: registrar).status == 409)
      let released = try await api.post(
        Self.root + "/1/release", ["reason": "As looked at."], as: registrar)
      #expect(released.status == 200 && released["state"] == "released")
      let system = try await api.token(.feedClient, named: "banner's")
      let file = try await api.get(Self.root + "/1/file", as: system)
      let hash = SHA256.hash(data: file.body).map { String(format: "%02x", $0) }.joined()
      #expect(file.status == 200 && released["sha256"] == hash)
      #expect(file.headers[.eTag] == "\"\(hash)\"")
      let digest = Data(SHA256.hash(data: file.body)).base64EncodedString()
      #expect(file.headers[HTTPField.Name("Content-Digest")!] == "sha-256=:\(digest):")
      let line = try await api.get(Self.root + "/1/file.sha256", as: system)
      #expect(line.text == "\(hash)  banner-000001.csv\n")
      let again = try await api.get(
        Self.root + "/1/file", as: system, [.ifNoneMatch: "\"\(hash)\""])
      #expect(again.status == 304)
      let list = try await api.get(Self.root, as: system)
      #expect(list.json["items"]?.elements.count == 1)
    }
  }

  @Test func `a system fetches its own batches only, and releases none`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.declare(clients: ["another"])
    try await campus.send()
    try await APIClient.serve(campus) { api in
      let system = try await api.token(.machineClient)
      #expect(try await api.get(Self.root + "/1/file", as: system).status == 404)
      #expect(try await api.get(Self.root, as: system).status == 404)
      #expect(try await api.post(Self.root, ["reason": "It is due."], as: system).status == 403)
      let auditor = try await api.token(.auditor)
      #expect(try await api.get(Self.root + "/1/file", as: auditor).status == 200)
      #expect(try await api.post(Self.root, ["reason": "It is due."], as: auditor).status == 403)
      let registrar = try await api.token(.registrar)
      #expect(try await api.post(Self.root, ["reason": "It is due."], as: registrar).status == 409)
      #expect(try await api.get("/feed/consumers/nobody/batches", as: registrar).status == 404)
      #expect(try await api.get(Self.root + "/7", as: registrar).status == 404)
    }
  }

  @Test func `a file that would differ breaks off before its end`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.declare()
    let batch = try await campus.send()
    try await campus.owner("alter table notation disable trigger history_is_only_added_to")
    try await campus.owner("update notation set name = name || '!'")
    let text = try await campus.office.text(of: batch, at: campus.id)
    var pieces = text.makeAsyncIterator()
    var seen: [UInt8] = []
    var isRefused = false
    do {
      while let piece = try await pieces.next() { seen += piece }
    } catch is Refusal {
      isRefused = true
    }
    #expect(isRefused && seen.count < (batch.release?.bytes ?? 0))
    try await campus.owner("update notation set name = rtrim(name, '!')")
    try await campus.owner("alter table notation enable trigger history_is_only_added_to")
  }
}

extension JSONValue {
  /// The value as JSON text.
  fileprivate var json: String { String(decoding: serialized, as: UTF8.self) }
}
