import Filing
import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Files from upload to download.
@Suite(.database(.conferral)) struct UploadsAPITests {
  static let pdf = Array("%PDF-1.7\nThe plan, with its budget.\n%%EOF\n".utf8)

  static func cabinet(
    _ folder: TemporaryFolder, limits: Spool.Limits = Spool.Limits(), scanner: ClamAV? = nil
  ) throws -> FilingCabinet {
    let files = try FileFolder(folder.url.appendingPathComponent("uploads"))
    return FilingCabinet(
      store: .folder(files), spool: Spool(folder: files.incoming, limits: limits),
      scanner: scanner)
  }

  private func incoming(_ folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appendingPathComponent("uploads/incoming").path)
  }

  @Test func `an uploaded file is handed in, reviewed, and embedded by its hash`() async throws {
    let folder = try TemporaryFolder()
    let atelier = try await Atelier.open(cabinet: try Self.cabinet(folder))
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let upload = try await api.upload(Self.pdf, "application/pdf", by: ada)
      #expect(upload.status == 201)
      #expect(upload["mediaType"] == "application/pdf")
      #expect(upload["state"] == "unscanned")
      let hash = try #require(upload["sha256"])
      #expect(hash == ContentID(of: Self.pdf).hex)
      #expect(try await api.upload(Self.pdf, nil, by: ada)["sha256"] == hash)
      #expect(try await api.get("/uploads/\(hash)", by: ada)["state"] == "unscanned")
      // Not handed in yet, it is the learner's alone.
      #expect(try await api.get("/uploads/\(hash)/content", by: coordinator).status == 404)
      let work: JSONValue = [
        "requirement": "evidence", "kind": "portfolio", "title": "Plan",
        "items": [["sha256": .string(hash)]],
      ]
      let path = try await api.handIn(
        work, for: try await atelier.enrollment(atelier.ada), by: ada)
      let content = try await api.get("/uploads/\(hash)/content", by: coordinator)
      #expect(content.status == 200)
      #expect(content.body == Self.pdf)
      #expect(content.headers[.contentType] == "application/octet-stream")
      #expect(
        content.headers[.contentDisposition]
          == "attachment; filename=\"evidence-\(hash.prefix(12)).pdf\"")
      #expect(content.headers[.xContentTypeOptions] == "nosniff")
      #expect(content.headers[.contentSecurityPolicy]?.contains("sandbox") == true)
      #expect(content.headers[.cacheControl] == "private, no-store")
      let accepted = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
      #expect(accepted["state"] == "accepted")
      try await atelier.campus.reconcile()
    }
    let badge = try #require(try await atelier.campus.badges().first)
    #expect(
      String(decoding: badge.document, as: UTF8.self)
        .contains("SHA-256 of the content: \(ContentID(of: Self.pdf).hex)"))
    #expect(try incoming(folder).isEmpty)
  }

  @Test func `an upload is seen by who brought it, the learner it is for, and reviewers`()
    async throws
  {
    let folder = try TemporaryFolder()
    let atelier = try await Atelier.open(cabinet: try Self.cabinet(folder))
    try await atelier.campus.owner(
      """
      insert into unit (institution_id, code, name)
      select institution_id, c, c from institution, unnest(array['ARTS', 'LAW']) c
      """)
    try await atelier.campus.owner("update program set unit = 'ARTS'")
    try await APIClient.serve(atelier.campus) { api in
      let advisor = try await api.person(.advisor)
      let ada = try await api.person(learner: atelier.ada)
      let grace = try await api.person(learner: atelier.grace)
      let hash = try #require(
        try await api.upload(Self.pdf, "application/pdf", by: advisor)["sha256"])
      let enrollment = try await atelier.enrollment(atelier.ada)
      let work: JSONValue = [
        "requirement": "evidence", "kind": "portfolio", "title": "Plan",
        "items": [["sha256": .string(hash)]], "reason": "Brought on paper.",
      ]
      // A hash alone is no upload of one's own.
      #expect(try await api.post("\(enrollment)/evidence", work, by: ada).status == 404)
      #expect(try await api.post("\(enrollment)/evidence", work, by: advisor).status == 201)
      let path = "/uploads/\(hash)/content"
      for visitor in [advisor, ada] {
        #expect(try await api.get(path, by: visitor).status == 200)
      }
      #expect(try await api.get(path, as: api.token(.coordinator, unit: "ARTS")).status == 200)
      #expect(try await api.get(path, as: api.token(.coordinator, unit: "LAW")).status == 404)
      #expect(try await api.get(path, by: grace).status == 404)
      #expect(try await api.get(path, by: api.person(.advisor)).status == 404)
      #expect(try await api.get(path, by: api.person(.registrar)).status == 403)
      #expect(try await api.get("/uploads/x/content", by: ada).status == 404)
    }
  }

  @Test func `too large, too slow, deceptive or killed uploads leave nothing`() async throws {
    let folder = try TemporaryFolder()
    let limits = Spool.Limits(
      bytes: 100_000, deadline: .seconds(8), minimumRate: 1, grace: .seconds(8))
    let atelier = try await Atelier.open(cabinet: try Self.cabinet(folder, limits: limits))
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let large = Self.pdf + [UInt8](repeating: 32, count: 100_000)
      #expect(try await api.upload(large, "application/pdf", by: ada).status == 413)
      let refused: [([UInt8], String?)] = [
        (Array("<!DOCTYPE html><script>alert(1)</script>".utf8), "text/plain"),
        (Array("MZ\u{0}\u{1}\u{2}".utf8), nil), (Self.pdf, "image/png"), ([], "application/pdf"),
      ]
      for (bytes, type) in refused {
        let answer = try await api.upload(bytes, type, by: ada)
        #expect(answer.status == 422, "\(answer.text)")
        #expect(answer.problem == "file-refused")
      }
      let port = try #require(api.client.port)
      let head = "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\n" + api.fields(of: ada)
      let bomb = try RawSocket(port: port)
      bomb.send(head + "Transfer-Encoding: chunked\r\n\r\n")
      for _ in 0..<20 { bomb.send("4000\r\n\(String(repeating: "a", count: 0x4000))\r\n") }
      #expect(try await bomb.statusLine().contains("413"))
      let stalled = try RawSocket(port: port)
      stalled.send(head + "Content-Length: 50000\r\n\r\n%PDF-1.7\n")
      #expect(try await stalled.statusLine().contains("408"))
      do {
        let killed = try RawSocket(port: port)
        killed.send(head + "Content-Length: 50000\r\n\r\n%PDF-1.7\n")
        try await eventually { try !incoming(folder).isEmpty }
      }
      try await eventually { try incoming(folder).isEmpty }
    }
    #expect(try await atelier.campus.count("select count(*) from upload") == 0)
  }

  @Test func `where no files are kept a link is asked for instead`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let answer = try await api.upload(Self.pdf, "application/pdf", by: ada)
      #expect(answer.status == 503)
      #expect(answer.text.contains("link"))
    }
  }
}

extension APIClient {
  func upload(
    _ bytes: [UInt8], _ type: String?, by visitor: Visitor
  ) async throws -> Answer {
    var headers = visitor.headers
    headers[.contentType] = type
    return try await raw(.post, "/uploads", bytes, as: nil, headers)
  }

  /// The header fields of a visitor as they are sent.
  func fields(of visitor: Visitor) -> String {
    visitor.headers.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
  }
}
