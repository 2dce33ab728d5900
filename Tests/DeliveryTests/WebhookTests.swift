import Crypto
import Delivery
import Foundation
import TestSupport
import Testing

/// Webhooks as Standard Webhooks 1.0.0 has them, against its reference implementation.
@Suite(.enabled(if: PushPeer.isExpected), .serialized) struct WebhookTests {
  private static let shared = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let body = Array("{\"test\": 2432232314}".utf8)

  private static func sender(
    _ peer: PushPeer, _ keys: [String], seconds: Int = 60
  ) throws -> WebhookSender {
    try WebhookSender(
      url: "https://127.0.0.1:\(peer.port)/hook",
      signer: try WebhookSigner(try keys.map { try WebhookKey($0) }),
      trust: HTTPSPlace.Trust(certificates: peer.certificates), seconds: seconds)
  }

  /// The vectors of the specification's own libraries.
  @Test(arguments: [
    (shared, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    (
      "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=",
      "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
    ),
  ])
  func `signatures are those of the known answers`(_ key: String, _ signature: String) throws {
    let headers = try WebhookSigner([WebhookKey(key)]).headers(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1_614_265_330, body: Self.body)
    #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(headers[2].value == signature)
  }

  @Test func `the reference implementation verifies both kinds, and each key of a rotation`()
    async throws
  {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let seed = Curve25519.Signing.PrivateKey().rawRepresentation.base64EncodedString()
    let own = try WebhookKey("whsk_\(seed)")
    let old = "whsec_" + Data((0..<64).map { UInt8($0) }).base64EncodedString()
    let strange = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()
    try peer.know([Self.shared, old, try #require(own.publicText), strange])
    let sender = try Self.sender(peer, [Self.shared, old, "whsk_\(seed)"])
    let id = UUID()
    for _ in 0..<2 { #expect(await sender.send(id: id, body: Self.body) == .taken) }
    let requests = try peer.requests()
    #expect(requests.count == 2)
    for request in requests {
      #expect(request.verdicts.prefix(3) == ["v1", "v1", "v1a"])
      #expect(request.verdicts.last?.contains("No matching signature") == true)
      #expect(request.headers["webhook-id"] == id.uuidString.lowercased())
      #expect(request.headers["content-type"] == "application/json")
      #expect(Array(request.text.utf8) == Self.body)
    }
  }

  @Test func `each answer comes to its outcome`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let other = try PushPeer(in: try bench.folder("other"))
    let sender = try Self.sender(peer, [Self.shared])
    let impatient = try Self.sender(peer, [Self.shared], seconds: 2)
    func outcome(_ mood: PushPeer.Mood, hangs: Bool = false) async throws -> WebhookOutcome {
      try peer.become(mood)
      return await (hangs ? impatient : sender).send(id: UUID(), body: Self.body)
    }
    for status in [200, 204, 299] { #expect(try await outcome(.init(.answers, status)) == .taken) }
    #expect(
      try await outcome(.init(.answers, 410))
        == .gone("The receiver answers 410: it wants no more webhooks."))
    #expect(
      try await outcome(.init(.answers, 429, ["Retry-After": "60"]))
        == .failed("The receiver answers 429.", rest: 60))
    let location = ["Location": "https://127.0.0.1:\(other.port)/"]
    for mood in [
      PushPeer.Mood(.answers, 301, location), .init(.answers, 308, location), .init(.answers, 404),
      .init(.answers, 500), .init(.resets),
    ] {
      guard case .failed = try await outcome(mood) else {
        Issue.record("\(mood) did not fail")
        continue
      }
    }
    for mood in [PushPeer.Mood(.hangs), .init(.hangsAfter)] {
      guard case .failed = try await outcome(mood, hangs: true) else {
        Issue.record("\(mood) did not fail")
        continue
      }
    }
    #expect(try other.requests().isEmpty)
    #expect(try await outcome(.init(.floods, 200)) == .taken)
    peer.stop()
    guard case .failed = await sender.send(id: UUID(), body: Self.body) else {
      Issue.record("nobody is there")
      return
    }
  }

  @Test func `a receiver whose certificate nobody vouches for is told nothing`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let old = try PushPeer(in: try bench.folder("old"), .old)
    let signer = try WebhookSigner([WebhookKey(Self.shared)])
    for (url, trust) in [
      ("https://127.0.0.1:\(peer.port)/", HTTPSPlace.Trust()),
      ("https://localhost:\(peer.port)/", HTTPSPlace.Trust(certificates: peer.certificates)),
      ("https://127.0.0.1:\(old.port)/", HTTPSPlace.Trust(certificates: old.certificates)),
    ] {
      let sender = try WebhookSender(url: url, signer: signer, trust: trust)
      guard case .failed(let words, _) = await sender.send(id: UUID(), body: Self.body) else {
        Issue.record("\(url) was told")
        continue
      }
      #expect(words.contains("SSL") || words.contains("certificate"), "\(words)")
    }
    #expect(try peer.requests().isEmpty && old.requests().isEmpty)
  }

  @Test(arguments: [
    "", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!", "whsk_c2hvcnQ=", "plain",
    "whsec_" + Data(repeating: 1, count: 65).base64EncodedString(),
  ])
  func `a key that is none is not repeated`(_ text: String) {
    let error = #expect(throws: ChannelError.self) { try WebhookKey(text) }
    if text.count > 8 { #expect(error?.description.contains(text.dropFirst(6)) == false) }
  }

  @Test func `keys are read from a file, and never shown`() throws {
    let bench = try Bench()
    let file = try bench.secret("\(Self.shared)\n\(Self.shared)\n")
    let signer = try WebhookSigner(file: file)
    let headers = signer.headers(id: "a", at: 1, body: [])
    #expect(headers[2].value.split(separator: " ").count == 2)
    var dumped = ""
    dump(signer, to: &dumped)
    #expect(!dumped.contains("MfKQ") && !"\(signer)".contains("MfKQ"))
    chmod(file, 0o604)
    #expect(throws: ChannelError.self) { try WebhookSigner(file: file) }
    #expect(throws: ChannelError.self) { try WebhookSigner([]) }
    #expect(throws: ChannelError.self) {
      try WebhookSender(
        url: "http://sis.example.edu/", signer: try WebhookSigner([WebhookKey(Self.shared)]))
    }
  }

  @Test func `the schedule is that of the specification, give or take a tenth`() {
    let schedule = RetrySchedule.standardWebhooks
    // 75 hours, 35 minutes and 5 seconds.
    let whole = schedule.rests.reduce(0, +)
    #expect(whole == 272_105)
    for (place, rest) in schedule.rests.enumerated() {
      for _ in 0..<50 {
        let seconds = schedule.rest(afterFailures: place + 1) ?? -1
        #expect((rest * 9 / 10...rest * 11 / 10).contains(seconds))
      }
    }
    #expect(schedule.rest(afterFailures: 10) == nil && schedule.rest(afterFailures: 0) == nil)
    #expect(schedule.rest(afterFailures: 1, asked: 600) == 600)
    let rests = (0..<50).map { _ in schedule.rest(afterFailures: 5) }
    #expect(Set(rests).count > 1)
  }
}
