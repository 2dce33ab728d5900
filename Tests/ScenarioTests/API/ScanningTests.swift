import Filing
import Foundation
import HTTPTypes
import LinkedData
import Logging
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Uploads leave the quarantine only by a scanner's word.
@Suite(.database(.conferral), .enabled(if: Clamd.isWanted)) struct ScanningTests {
  private static let harmful = Array("%PDF-1.7\n\(Clamd.harmful)\n%%EOF\n".utf8)

  private func work(_ hash: String) -> JSONValue {
    [
      "requirement": "evidence", "kind": "portfolio", "title": "Plan",
      "items": [["sha256": .string(hash)]],
    ]
  }

  @Test func `nothing counts before it was scanned, and nothing infected ever`() async throws {
    let folder = try TemporaryFolder()
    let clamd = try await Clamd(in: folder)
    let cabinet = try UploadsAPITests.cabinet(
      folder, scanner: ClamAV(.socket(path: clamd.socket)))
    let atelier = try await Atelier.open(cabinet: cabinet)
    let campus = atelier.campus
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let enrollment = try await atelier.enrollment(atelier.ada)
      var paths: [String] = []
      for bytes in [UploadsAPITests.pdf, Self.harmful] {
        let upload = try await api.upload(bytes, "application/pdf", by: ada)
        #expect(upload["state"] == "quarantined")
        let hash = try #require(upload["sha256"])
        paths.append(try await api.handIn(work(hash), for: enrollment, by: ada))
        #expect(try await api.get("/uploads/\(hash)/content", by: ada).status == 409)
      }
      for path in paths {
        #expect(try await api.flags(of: path, by: coordinator) == ["quarantined"])
        let early = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
        #expect(early.problem == "wrong-state")
      }
      // Two daemons at once scan each file once.
      let colleague = Office(
        database: campus.database, keys: campus.office.keys, daemon: "colleague", logger: .quiet,
        cabinet: cabinet)
      async let here = drain(campus.office)
      async let there = drain(colleague)
      #expect(try await here + there == 2)
      #expect(try await api.flags(of: paths[0], by: coordinator).isEmpty)
      #expect(try await api.flags(of: paths[1], by: coordinator) == ["infected"])
      let bad = try await api.post(paths[1] + "/reviews", Atelier.accept(), by: coordinator)
      #expect(bad.problem == "wrong-state")
      let hash = ContentID(of: Self.harmful).hex
      #expect(try await api.get("/uploads/\(hash)/content", by: coordinator).status == 422)
      #expect(try await api.upload(Self.harmful, nil, by: ada).status == 422)
      let good = try await api.post(paths[0] + "/reviews", Atelier.accept(), by: coordinator)
      #expect(good["state"] == "accepted")
    }
    #expect(try await campus.journal("upload") == ["find infected daemon quarantined infected"])
    #expect(
      try await campus.journal("evidence").contains("find infected daemon quarantined infected"))
  }

  private func drain(_ office: Office) async throws -> Int {
    var count = 0
    while try await office.scanNext() { count += 1 }
    return count
  }

  @Test func `a scanner that is away leaves uploads in the quarantine for a later try`()
    async throws
  {
    let folder = try TemporaryFolder()
    let missing = folder.url.appendingPathComponent("nobody.socket").path
    let atelier = try await Atelier.open(
      cabinet: try UploadsAPITests.cabinet(folder, scanner: ClamAV(.socket(path: missing))))
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let upload = try await api.upload(UploadsAPITests.pdf, nil, by: ada)
      #expect(try await atelier.campus.office.scanNext())
      #expect(try await !atelier.campus.office.scanNext())
      let hash = try #require(upload["sha256"])
      #expect(try await api.get("/uploads/\(hash)", by: ada)["state"] == "quarantined")
    }
    #expect(
      try await atelier.campus.count(
        """
        select count(*) from upload
         where attempts = 1 and next_try < clock_timestamp() + interval '3 seconds'
        """) == 1)
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `the daemon takes uploads, scans them and keeps them over a restart`() async throws {
    let campus = try await Campus.open()
    let clamd = try await Clamd(in: campus.folder)
    let secret = try await campus.office.createToken(
      named: "test", role: .coordinator, unit: nil, days: 1, of: campus.id, by: "test"
    ).secret.text
    let port = try FreePort.next()
    let environment = ["CONFERRAL_CLAMAV": clamd.socket]
    let daemon = try campus.daemon("serve", port: port, settings: environment)
    let request = """
      POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(secret)\r\n\
      Content-Length: \(UploadsAPITests.pdf.count)\r\nConnection: close\r\n\r\n
      """
    try await eventually {
      guard let socket = try? RawSocket(port: port) else { return false }
      socket.send(request + String(decoding: UploadsAPITests.pdf, as: UTF8.self))
      return try await socket.statusLine().contains("201")
    }
    try await eventually {
      try await campus.count("select count(*) from upload where state = 'clean'") == 1
    }
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    let again = try campus.daemon("serve", port: port, settings: environment)
    let path = "/api/v1/uploads/\(ContentID(of: UploadsAPITests.pdf).hex)/content"
    try await eventually {
      guard let socket = try? RawSocket(port: port) else { return false }
      socket.send(
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(secret)\r\n\r\n")
      return try await socket.statusLine().contains("200")
    }
    #expect(await again.end(with: SIGTERM) == 0, "\(again.said)")
  }
}
