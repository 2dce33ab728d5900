import AsyncHTTPClient
import Filing
import Foundation
import HTTPTypes
import Logging
import Office
import Postgres
import TestSupport
import Testing

@testable import Web

/// Uploads in an object store instead of a folder.
@Suite(.database(.conferral), .enabled(if: MotoServer.isExpected)) struct ObjectStoreTests {
  @Test func `a file is kept in the object store and comes back byte for byte`() async throws {
    let server = try MotoServer()
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: ObjectStorage.clientConfiguration)
    let folder = try TemporaryFolder()
    let spool = try Filing.TemporaryFolder(folder.url.appendingPathComponent("incoming"))
    let options = try ObjectStorageOptions(
      endpoint: server.access.endpoint, region: "us-east-1", bucket: server.access.bucket,
      accessKey: server.access.accessKey, secret: Filing.Secret(server.access.secret))
    let cabinet = FilingCabinet(
      store: .objects(ObjectStorage(options, client: client, logger: .quiet)),
      spool: Spool(folder: spool))
    let atelier = try await Atelier.open(cabinet: cabinet)
    let bytes = UploadsAPITests.pdf + [UInt8](repeating: 10, count: 300_000)
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      for _ in 0..<2 {
        #expect(try await api.upload(bytes, "application/pdf", by: ada).status == 201)
      }
      let path = "/uploads/\(ContentID(of: bytes).hex)/content"
      let content = try await api.get(path, by: ada)
      #expect(content.status == 200)
      #expect(content.body == bytes)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool.url.path).isEmpty)
    try await client.shutdown()
  }

  @Test func `an object store that is away is told without its secrets, and nothing is noted`()
    async throws
  {
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: ObjectStorage.clientConfiguration)
    let folder = try TemporaryFolder()
    let spool = try Filing.TemporaryFolder(folder.url.appendingPathComponent("incoming"))
    var options = try ObjectStorageOptions(
      endpoint: "http://127.0.0.1:9", region: "us-east-1", bucket: "evidence", accessKey: "key",
      secret: Filing.Secret("hush"))
    options.attempts = 1
    let cabinet = FilingCabinet(
      store: .objects(ObjectStorage(options, client: client, logger: .quiet)),
      spool: Spool(folder: spool))
    let atelier = try await Atelier.open(cabinet: cabinet)
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let answer = try await api.upload(UploadsAPITests.pdf, nil, by: ada)
      #expect(answer.status == 503)
      #expect(!answer.text.contains("127.0.0.1") && !answer.text.contains("hush"))
    }
    #expect(try await atelier.campus.count("select count(*) from upload") == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: spool.url.path).isEmpty)
    try await client.shutdown()
  }
}
