import Delivery
import Foundation
import TestSupport
import Testing

/// Files that are handed over by HTTPS.
@Suite(.enabled(if: PushPeer.isExpected), .serialized) struct HTTPSTests {
  private static func place(
    _ peer: PushPeer, path: String = "/inbox?kind=feed", method: HTTPSPlace.Method = .post,
    tokenFile: String? = nil, trust: HTTPSPlace.Trust? = nil, scheme: String = "https"
  ) throws -> Channel {
    .https(
      try HTTPSPlace(
        url: "\(scheme)://127.0.0.1:\(peer.port)\(path)", method: method, tokenFile: tokenFile,
        trust: trust ?? HTTPSPlace.Trust(certificates: peer.certificates)))
  }

  private static func carrier() -> Carrier {
    Carrier(connectSeconds: 60, parcelSeconds: 60, silenceSeconds: 60)
  }

  @Test func `a file is posted with its digest, its name and what it is called for ever`()
    async throws
  {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let token = try bench.secret("a.token-of+ours==\n")
    let parcel = try Parcel.of("H;1\nD;Ada\nT;1\n")
    let outcome = await Self.carrier().bring(parcel, to: try Self.place(peer, tokenFile: token))
    #expect(outcome == .brought("The server answers 204."))
    let request = try #require(try peer.requests().first)
    #expect(request.method == "POST" && request.path == "/inbox?kind=feed")
    #expect(request.text == "H;1\nD;Ada\nT;1\n")
    #expect(request.hash == parcel.hash)
    #expect(request.headers["authorization"] == "Bearer a.token-of+ours==")
    #expect(request.headers["content-type"] == "text/csv; charset=utf-8")
    #expect(
      request.headers["content-digest"]
        == "sha-256=:\(Data(parcel.sha256).base64EncodedString()):")
    #expect(request.headers["idempotency-key"] == parcel.id.uuidString.lowercased())
    #expect(
      request.headers["content-disposition"] == "attachment; filename=\"batch-000001.csv\"")
    #expect(request.headers["content-length"] == "14")
  }

  @Test func `a file is put below an address`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    for path in ["/in", "/in/"] {
      let channel = try Self.place(peer, path: path, method: .put)
      #expect(await Self.carrier().bring(try .of("x"), to: channel).isBrought)
    }
    let requests = try peer.requests()
    #expect(requests.map(\.path) == ["/in/batch-000001.csv", "/in/batch-000001.csv"])
    #expect(requests.map(\.method) == ["PUT", "PUT"])
  }

  @Test func `each status comes to its outcome, and a redirection is never followed`()
    async throws
  {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let other = try PushPeer(in: try bench.folder("other"))
    let parcel = try Parcel.of("x")
    func outcome(_ status: Int, _ headers: [String: String] = [:]) async throws -> DeliveryOutcome {
      try peer.become(.init(.answers, status, headers))
      return await Self.carrier().bring(parcel, to: try Self.place(peer))
    }
    for status in [200, 201, 202] { #expect(try await outcome(status).isBrought) }
    for status in [301, 302, 303, 307, 308] {
      let outcome = try await outcome(status, ["Location": "https://127.0.0.1:\(other.port)/"])
      #expect(outcome.isRefused && outcome.words.contains("never followed"))
    }
    #expect(try other.requests().isEmpty)
    for status in [400, 401, 403, 404, 409, 410, 413, 422] {
      #expect(try await outcome(status).isRefused)
    }
    for status in [408, 425, 429, 500, 502, 503, 504] {
      #expect(try await outcome(status).isRefusedForNow)
    }
    let digest = "sha-256=:\(Data(parcel.sha256).base64EncodedString()):"
    #expect(try await outcome(409, ["Repr-Digest": digest]).isBrought)
    #expect(try await outcome(409, ["Repr-Digest": "sha-256=:AAAA:"]).isRefused)
    for (header, rest) in [("120", 120), ("99999999", 86_400), ("-5", nil), ("soon", nil)] {
      #expect(
        try await outcome(503, ["Retry-After": header])
          == .refusedForNow("The server answers 503: it has a fault.", rest: rest))
    }
  }

  @Test func `only a server that shows who it is gets a file`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let unknown = try Self.place(peer, trust: HTTPSPlace.Trust())
    let outcome = await Self.carrier().bring(try .of("x"), to: unknown)
    #expect(outcome.isUnreachable && outcome.words.contains("certificate"), "\(outcome)")
    // The certificate is one of an address, not of a name.
    let named = Channel.https(
      try HTTPSPlace(
        url: "https://localhost:\(peer.port)/",
        trust: HTTPSPlace.Trust(certificates: peer.certificates)))
    #expect(await Self.carrier().bring(try .of("x"), to: named).isUnreachable)
    #expect(try peer.requests().isEmpty)
    let old = try PushPeer(in: try bench.folder("old"), .old)
    #expect(await Self.carrier().bring(try .of("x"), to: try Self.place(old)).isUnreachable)
    #expect(try old.requests().isEmpty)
  }

  @Test func `a certificate of ours opens a server that asks for one`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder, .mutual)
    #expect(await Self.carrier().bring(try .of("x"), to: try Self.place(peer)).isUnreachable)
    let trust = HTTPSPlace.Trust(
      certificates: peer.certificates,
      own: .init(file: peer.clientCertificate, keyFile: peer.clientKey))
    let channel = try Self.place(peer, trust: trust)
    #expect(await Self.carrier().bring(try .of("x"), to: channel).isBrought)
    #expect(try peer.requests().count == 1)
    chmod(peer.clientKey, 0o644)
    #expect(await Self.carrier().bring(try .of("x"), to: channel).isRefusedForNow)
  }

  @Test func `certificates that cannot be read are named, and nothing is sent`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    for trust in [
      HTTPSPlace.Trust(certificates: "/nowhere/ca.pem"),
      HTTPSPlace.Trust(
        certificates: peer.certificates,
        own: .init(file: "/nowhere/client.pem", keyFile: peer.clientKey)),
      HTTPSPlace.Trust(
        certificates: peer.certificates,
        own: .init(file: peer.clientCertificate, keyFile: "/nowhere/client.key")),
    ] {
      let outcome = await Self.carrier().bring(
        try .of("x"), to: try Self.place(peer, trust: trust))
      #expect(outcome.isRefusedForNow && outcome.words.contains("/nowhere/c"), "\(outcome)")
    }
    let nonsense = HTTPSPlace.Trust(certificates: try bench.secret("not PEM"))
    let outcome = await Self.carrier().bring(
      try .of("x"), to: try Self.place(peer, trust: nonsense))
    #expect(outcome.isUnreachable && !outcome.words.contains("not PEM"), "\(outcome)")
    #expect(try peer.requests().isEmpty)
  }

  @Test func `a proxy leads there through a tunnel, and what it answers is not the server's word`()
    async throws
  {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let proxy = try TunnelPeer()
    let trust = HTTPSPlace.Trust(
      certificates: peer.certificates, proxy: "http://127.0.0.1:\(proxy.port)")
    let through = try Self.place(peer, trust: trust)
    setenv("no_proxy", "*", 1)
    defer { unsetenv("no_proxy") }
    #expect(await Self.carrier().bring(try .of("x"), to: through).isBrought)
    #expect(try peer.requests().count == 1)
    #expect(proxy.tunnels == ["CONNECT 127.0.0.1:\(peer.port) HTTP/1.1"])
    // The tunnel stands, and the server at its other end is not believed.
    let stranger = HTTPSPlace.Trust(proxy: trust.proxy)
    let unknown = await Self.carrier().bring(try .of(""), to: try Self.place(peer, trust: stranger))
    #expect(unknown.isUnreachable && unknown.words.contains("certificate"), "\(unknown)")
    proxy.refuse()
    let refused = await Self.carrier().bring(try .of("y"), to: through)
    #expect(refused.isUnreachable && refused.words.contains("407"), "\(refused)")
    #expect(try peer.requests().count == 1)
  }

  @Test(arguments: [
    "http://sis.example.edu/inbox", "http://127.0.0.1.example.edu/", "http://127.0.0.256/",
    "ftp://a/",
    "https://",
    "https://user:word@sis.example.edu/", "https://user@sis.example.edu/", "",
    "https://a/\r\nX: y", "https://a/ b", "file:///etc/passwd", "//a/", "http://[::2]/",
    "http://127.0.0.1@evil.example/", "gopher://127.0.0.1/",
  ])
  func `an address that could tell a secret or go astray is none`(_ url: String) {
    #expect(throws: ChannelError.self) { try HTTPSPlace(url: url) }
  }

  @Test(arguments: [
    "https://sis.example.edu/inbox?x=1", "https://10.0.0.7:8443/", "http://127.0.0.1:8080/",
    "http://localhost/", "http://[::1]/", "HTTPS://SIS.example.edu/",
  ])
  func `an inner address and loopback are addresses`(_ url: String) throws {
    _ = try HTTPSPlace(url: url)
  }

  /// In a process of its own: the environment is that of all tests.
  @Test func `no proxy of the environment is asked`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder, .plain)
    let url = "http://127.0.0.1:\(peer.port)/"
    await #expect(processExitsWith: .success) { [url = url as String] in
      setenv("http_proxy", "http://127.0.0.1:1", 1)
      setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
      let channel = Channel.https(try HTTPSPlace(url: url))
      #expect(await HTTPSTests.carrier().bring(try .of("x"), to: channel).isBrought)
    }
    #expect(try peer.requests().count == 1)
  }

  @Test(arguments: [
    PushPeer.Mood(.hangs), PushPeer.Mood(.hangsAfter), PushPeer.Mood(.resets),
    PushPeer.Mood(.answersEarly, 200),
  ])
  func `a server that hangs, cuts off or does not listen has not got the file`(
    _ mood: PushPeer.Mood
  ) async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    try peer.become(mood)
    let large = try bench.large(megabytes: 20)
    let began = ContinuousClock.now
    let carrier = Carrier(connectSeconds: 5, parcelSeconds: 10, silenceSeconds: 3)
    let outcome = await carrier.bring(large, to: try Self.place(peer))
    #expect(outcome.isUnreachable, "\(outcome)")
    #expect(ContinuousClock.now - began < .seconds(60))
  }

  @Test func `told to stop it leaves a server that hangs at once`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    try peer.become(.init(.hangsAfter))
    let channel = try Self.place(peer)
    let parcel = try Parcel.of("x")
    let task = Task { await Self.carrier().bring(parcel, to: channel) }
    #expect(try await eventually { peer.isHanging })
    let began = ContinuousClock.now
    task.cancel()
    #expect(await task.value == .unreachable("It was stopped before it was done."))
    #expect(ContinuousClock.now - began < .seconds(40))
  }

  @Test func `an answer without end is cut off, and counts by its status`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    try peer.become(.init(.floods, 200))
    await Self.expectLittleMemory(of: try bench.large(megabytes: 1), in: bench, to: peer)
    #expect(
      try await eventually {
        FileManager.default.fileExists(
          atPath: bench.folder.appendingPathComponent("flood.ended").path)
      })
  }

  @Test func `an answer that comes byte by byte is left, and counts by its status`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    try peer.become(.init(.trickles, 200))
    let carrier = Carrier(connectSeconds: 60, parcelSeconds: 540, silenceSeconds: 60)
    let began = ContinuousClock.now
    #expect(await carrier.bring(try .of("x"), to: try Self.place(peer)).isBrought)
    #expect(ContinuousClock.now - began < .seconds(120))
  }

  @Test func `a hundred megabytes need little memory`() async throws {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let large = try bench.large()
    await Self.expectLittleMemory(of: large, in: bench, to: peer)
    #expect(try peer.requests().first?.hash == large.hash)
  }

  private static func expectLittleMemory(
    of parcel: Parcel, in bench: Bench, to peer: PushPeer
  ) async {
    guard case .file(let file) = parcel.content else { return }
    let (hash, url) = (parcel.sha256, "https://127.0.0.1:\(peer.port)/")
    let certificates = peer.certificates
    await #expect(processExitsWith: .success) {
      [
        file = file as String, hash = hash as [UInt8], url = url as String,
        certificates = certificates as String
      ] in
      let parcel = try Parcel(
        id: UUID(), name: "large.csv", content: .file(path: file), sha256: hash)
      let channel = Channel.https(
        try HTTPSPlace(url: url, trust: HTTPSPlace.Trust(certificates: certificates)))
      let most = try await memory {
        #expect(await HTTPSTests.carrier().bring(parcel, to: channel).isBrought)
      }
      #expect(most < 40 << 20, "\(most >> 20) MiB")
    }
  }

  @Test func `a token that is no word, open to everybody or missing sends nothing`()
    async throws
  {
    let bench = try Bench()
    let peer = try PushPeer(in: bench.folder)
    let open = try bench.secret("secret")
    chmod(open, 0o644)
    let files = [try bench.secret("two\r\nX-Lines: 1"), try bench.secret(" "), open, "/nowhere"]
    for file in files {
      let outcome = await Self.carrier().bring(
        try .of("x"), to: try Self.place(peer, tokenFile: file))
      #expect(outcome.isRefusedForNow && outcome.words.contains(file))
      #expect(!outcome.words.contains("X-Lines"))
    }
    #expect(try peer.requests().isEmpty)
  }
}
