import AsyncHTTPClient
import Foundation
import Logging
import TestSupport
import Testing

@testable import Filing

/// Runs with a client of its own and shuts it down.
private func withStore<Result>(
  _ options: ObjectStorageOptions, _ work: (FileStore) async throws -> Result
) async throws -> Result {
  let client = HTTPClient(configuration: ObjectStorage.clientConfiguration)
  do {
    let store = FileStore.objects(
      ObjectStorage(options, client: client, logger: Logger(label: "filing")))
    let result = try await work(store)
    try await client.shutdown()
    return result
  } catch {
    try await client.shutdown()
    throw error
  }
}

@Suite(.enabled(if: MotoServer.isExpected)) struct ObjectStorageTests {
  @Test func `what is put comes back from a storage that checks signatures`() async throws {
    let server = try MotoServer()
    let scratch = try Scratch()
    var random = Seeded(state: 3)
    try await withStore(server.options()) { store in
      for size in [1, 70_000, 3_000_000] {
        let content = random.bytes(size)
        let file = try await scratch.spooled(content)
        #expect(try await !store.has(file.id))
        #expect(await kind { try await store.get(file.id) } == .notFound)
        try await store.put(file)
        try await store.put(file)
        #expect(try await store.has(file.id))
        let stored = try await store.get(file.id)
        #expect(stored.length == size)
        #expect(try await stored.bytes(upTo: size) == content)
      }
    }
  }

  @Test func `a wrong secret is refused by the storage and shown to nobody`() async throws {
    let server = try MotoServer()
    let file = try await spooled([1])
    let secret = "not-the-secret-key-of-anybody"
    try await withStore(server.options(secret: secret)) { store in
      let error = await #expect(throws: FilingError.self) { try await store.get(file.id) }
      #expect(error?.kind == .unavailable)
      #expect(error?.description.contains("SignatureDoesNotMatch") == true)
      #expect(error?.description.contains(secret) == false)
    }
  }

  @Test func `a bucket that is not there is not a missing file`() async throws {
    let server = try MotoServer()
    try await withStore(server.options(bucket: "elsewhere")) { store in
      #expect(await kind { try await store.get(ContentID(of: [1])) } == .unavailable)
    }
  }
}

@Suite struct ObjectStorageFailureTests {
  /// An answer is waited for longer than a busy machine needs, unless the test is about silence.
  private func options(_ port: Int, patience: Int = 60) throws -> ObjectStorageOptions {
    var options = try ObjectStorageOptions(
      endpoint: "http://127.0.0.1:\(port)", region: "us-east-1", bucket: "evidence",
      accessKey: "id", secret: Secret("hush-hush"))
    options.pause = .milliseconds(5)
    options.patience = patience
    return options
  }

  @Test func `passing failures are tried again with all of the body`() async throws {
    let server = try LoopbackServer { call, before in
      if call.head.hasPrefix("HEAD") { return LoopbackServer.reply(404) }
      return LoopbackServer.reply(before < 3 ? 503 : 200)
    }
    let content = Media.zeros(100_000)
    let file = try await spooled(content)
    try await withStore(options(server.port)) { try await $0.put(file) }
    let puts = server.calls.filter { $0.head.hasPrefix("PUT") }
    #expect(puts.map(\.body) == [content, content, content])
    #expect(puts.allSatisfy { $0.path == "/evidence/\(file.id.path)" })
    #expect(puts.allSatisfy { $0.head.contains("x-amz-content-sha256: \(file.id.hex)") })
    #expect(puts.allSatisfy { !$0.head.contains("hush-hush") })
  }

  @Test func `a storage that keeps failing is given up`() async throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.reply(500) }
    #expect(
      await kind {
        try await withStore(options(server.port)) { try await $0.has(ContentID(of: [1])) }
      } == .unavailable)
    #expect(server.calls.count == 4)
  }

  @Test func `a storage that is silent is given up`() async throws {
    let server = try LoopbackServer { _, _ in [.pause(3)] }
    var impatient = try options(server.port, patience: 1)
    impatient.attempts = 2
    let start = ContinuousClock.now
    #expect(
      await kind {
        try await withStore(impatient) { try await $0.has(ContentID(of: [1])) }
      } == .unavailable)
    #expect(start.duration(to: .now) < .seconds(10))
  }

  @Test func `a storage that sends something else is not believed`() async throws {
    let server = try LoopbackServer { call, _ in
      if call.path.hasSuffix(ContentID(of: [65]).hex) {
        return [.text("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nAA")]
      }
      return LoopbackServer.reply(200, "", "AAAA")
    }
    try await withStore(options(server.port)) { store in
      let other = ContentID(of: Array("BBBB".utf8))
      #expect(await kind { try await store.get(other).bytes(upTo: 9) } == .damaged)
      let broken = ContentID(of: [65])
      #expect(await kind { try await store.get(broken).bytes(upTo: 9) } == .interrupted)
    }
  }

  @Test func `a full storage is called so`() async throws {
    let server = try LoopbackServer { call, _ in
      call.head.hasPrefix("HEAD")
        ? LoopbackServer.reply(404)
        : LoopbackServer.reply(
          507, "", "<Error><Code>XMinioStorageFull</Code><Message>id hush</Message></Error>")
    }
    let file = try await spooled([1])
    #expect(
      await kind { try await withStore(options(server.port)) { try await $0.put(file) } } == .full)
  }

  @Test func `no description shows the secret`() throws {
    var shown = ""
    let options = try options(1)
    dump(options, to: &shown)
    shown += "\(options) \(String(reflecting: options)) \(Secret("hush-hush"))"
    #expect(!shown.contains("hush"))
  }

  @Test(arguments: [
    ("ftp://example.edu", "evidence", "us-east-1", ""),
    ("https://example.edu/path", "evidence", "us-east-1", ""),
    ("https://user:word@example.edu", "evidence", "us-east-1", ""),
    ("https://example.edu", "Evidence/..", "us-east-1", ""),
    ("https://example.edu", "ab", "us-east-1", ""),
    ("https://example.edu", "evidence", "", ""),
    ("https://example.edu", "evidence", "us-east-1", "no-slash"),
    ("https://example.edu", "evidence", "us-east-1", "../"),
  ])
  func `wrong options are refused at once`(
    _ endpoint: String, _ bucket: String, _ region: String, _ prefix: String
  ) {
    #expect(throws: FilingError.self) {
      try ObjectStorageOptions(
        endpoint: endpoint, region: region, bucket: bucket, prefix: prefix, accessKey: "id",
        secret: Secret("hush"))
    }
  }
}
