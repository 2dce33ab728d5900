import Foundation
import NIOCore
import Synchronization
import Testing

@testable import Filing

@Suite struct LinkFetchTests {
  private func rules(_ hosts: [String], loopback: Bool = true) -> LinkRules {
    var rules = LinkRules(hosts: Set(hosts))
    rules.allowsLoopback = loopback
    rules.patience = .seconds(60)
    return rules
  }

  private func refusal(_ text: String, _ rules: LinkRules) async -> FilingError? {
    do {
      _ = try await LinkFetch(rules).fetch(LinkCheck.link(text))
      return nil
    } catch {
      return error as? FilingError
    }
  }

  @Test func `an allowed host is asked, without credentials`() async throws {
    let server = try LoopbackServer { _, _ in
      LoopbackServer.reply(200, "content-type: Text/Plain; charset=utf-8\r\n", "hello")
    }
    let link = try LinkCheck.link("http://localhost:\(server.port)/a?b=1")
    let result = try await LinkFetch(rules(["localhost:\(server.port)"])).fetch(link)
    #expect(result.status == 200 && result.mediaType == "text/plain" && result.length == 5)
    #expect(result.id == ContentID(of: Array("hello".utf8)))
    #expect(result.link == link)
    let head = try #require(server.calls.first).head.lowercased()
    #expect(head.hasPrefix("get /a?b=1 http/1.1"))
    #expect(head.contains("host: localhost:\(server.port)\r\n"))
    #expect(!head.contains("cookie") && !head.contains("authorization"))
  }

  @Test func `with every public host allowed, only https at the usual port is`() async throws {
    var open = LinkRules()
    open.allowsEveryPublicHost = true
    for link in [
      "http://example.edu/", "https://example.edu:8443/", "https://127.0.0.1/",
      "https://localhost/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/",
    ] {
      #expect(await refusal(link, open)?.kind == .refused, "\(link)")
    }
  }

  @Test func `a body is kept where the rules say so, and no redirect is followed without leave`()
    async throws
  {
    let server = try LoopbackServer { call, _ in
      call.path == "/moved"
        ? LoopbackServer.reply(302, "location: /\r\n") : LoopbackServer.reply(200, "", "hello")
    }
    var strict = rules(["localhost:\(server.port)"])
    strict.keepsBody = true
    strict.redirects = 0
    strict.accept = "application/vc"
    let base = "http://localhost:\(server.port)"
    let result = try await LinkFetch(strict).fetch(LinkCheck.link(base + "/"))
    #expect(result.body == Array("hello".utf8))
    #expect(try #require(server.calls.first).head.lowercased().contains("accept: application/vc"))
    #expect(await refusal(base + "/moved", strict)?.kind == .unavailable)
  }

  @Test func `no host is asked unless it is allowed with its port`() async throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.reply(200) }
    let link = "http://localhost:\(server.port)/"
    for hosts in [[], ["localhost"], ["example.edu"], ["localhost:1"]] {
      #expect(await refusal(link, rules(hosts))?.kind == .refused)
    }
    #expect(server.calls.isEmpty)
  }

  @Test(arguments: [
    "127.0.0.1", "127.1", "0x7f000001", "0x7f.1", "2130706433", "017700000001", "0177.0.0.1",
    "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "0", "0.0.0.0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "10.0.0.1", "192.168.0.1", "172.16.0.1", "169.254.169.254",
    "[fd00:ec2::254]", "[fe80::1]", "100.64.0.1", "100.100.100.200", "0xA9FEA9FE", "2852039166",
    "168.63.129.16",
  ])
  func `addresses within the own network are not asked, however spelt`(_ host: String) async throws
  {
    let server = try LoopbackServer { _, _ in LoopbackServer.reply(200) }
    let link = try LinkCheck.link("http://\(host):\(server.port)/")
    let error = await refusal(link.text, rules([link.authority], loopback: false))
    #expect(error?.kind == .refused)
    #expect(error?.description.contains("public Internet") == true)
    #expect(server.calls.isEmpty)
  }

  @Test(arguments: ["10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "0.0.0.0"])
  func `loopback for tests allows nothing else`(_ host: String) async throws {
    let link = try LinkCheck.link("http://\(host)/")
    #expect(await refusal(link.text, rules([link.authority]))?.kind == .refused)
  }

  @Test func `one address out of bounds among good ones is enough to refuse`() async throws {
    let mixed = try [#require(IPAddress("8.8.8.8")), #require(IPAddress("10.0.0.1"))]
    let fetch = LinkFetch(rules(["a.example"])) { _, _ in mixed }
    await #expect(throws: FilingError.self) {
      try await fetch.fetch(LinkCheck.link("http://a.example/"))
    }
  }

  @Test func `a name is resolved once and the connection goes to that address`() async throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.reply(200, "", "pinned") }
    let count = Mutex(0)
    let loopback = try #require(IPAddress("127.0.0.1"))
    let link = try LinkCheck.link("http://evidence.invalid:\(server.port)/")
    let fetch = LinkFetch(rules([link.authority])) { name, _ in
      #expect(name == "evidence.invalid")
      count.withLock { $0 += 1 }
      return [loopback]
    }
    #expect(try await fetch.fetch(link).length == 6)
    #expect(count.withLock { $0 } == 1)
    #expect(server.calls.first?.head.lowercased().contains("host: evidence.invalid:") == true)
  }

  @Test func `redirects are followed within bounds, each checked again`() async throws {
    let server = try LoopbackServer { call, _ in
      let step = Int(call.path.dropFirst()) ?? 0
      return step < 3
        ? LoopbackServer.reply(302, "location: /\(step + 1)\r\n")
        : LoopbackServer.reply(200, "", "end")
    }
    let host = "localhost:\(server.port)"
    let link = try LinkCheck.link("http://\(host)/0")
    let result = try await LinkFetch(rules([host])).fetch(link)
    #expect(result.link.target == "/3" && result.length == 3)
    var fewer = rules([host])
    fewer.redirects = 2
    #expect(await refusal(link.text, fewer)?.description.contains("more than 2 times") == true)
  }

  @Test(arguments: [
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://[::1]:1/",
    "file:///etc/passwd", "javascript:alert(1)", "//192.168.0.1/x", "http://user@localhost/",
    "gopher://localhost/", "http://elsewhere.example/", "", "http://0x7f000001/",
  ])
  func `a redirect to what is not allowed is refused`(_ target: String) async throws {
    let server = try LoopbackServer { _, before in
      before == 0 ? LoopbackServer.reply(301, "location: \(target)\r\n") : LoopbackServer.reply(508)
    }
    let host = "localhost:\(server.port)"
    var rules = rules([host, "169.254.169.254", "10.0.0.1", "192.168.0.1"])
    rules.redirects = 1
    let error = await refusal("http://\(host)/", rules)
    #expect(error != nil)
    if !target.isEmpty { #expect(error?.kind == .refused && server.calls.count == 1) }
  }

  @Test func `an answer that is too long is cut off, announced or not`() async throws {
    let endless = try LoopbackServer { call, _ in
      let length = call.path == "/announced" ? "content-length: 900000000\r\n" : ""
      return [.text("HTTP/1.1 200 OK\r\n\(length)connection: close\r\n\r\n"), .bytes(3_000_000)]
    }
    let host = "localhost:\(endless.port)"
    var rules = rules([host])
    rules.bytes = 1_000_000
    for path in ["announced", "silent"] {
      #expect(await refusal("http://\(host)/\(path)", rules)?.kind == .tooLarge)
    }
  }

  @Test func `a host that is slow anywhere is given up in time`() async throws {
    let server = try LoopbackServer { call, _ in
      let head: LoopbackServer.Piece = .text("HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n")
      return call.path == "/head"
        ? [.pause(15), head] : [head] + (0..<40).flatMap { _ in [.bytes(1), .pause(0.4)] }
    }
    let host = "localhost:\(server.port)"
    var rules = rules([host])
    rules.patience = .milliseconds(500)
    for path in ["head", "body"] {
      let start = ContinuousClock.now
      let error = await refusal("http://\(host)/\(path)", rules)
      #expect(error?.kind == .tooSlow || error?.kind == .unavailable)
      #expect(start.duration(to: .now) < .seconds(12))
    }
  }

  @Test func `a name that is not known is unavailable`() async throws {
    let error = await refusal("http://no-such-host.invalid/", rules(["no-such-host.invalid"]))
    #expect(error?.kind == .unavailable)
  }

  @Test func `a body that breaks off has no hash`() async throws {
    let server = try LoopbackServer { _, _ in
      [.text("HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\nhalf")]
    }
    let host = "localhost:\(server.port)"
    #expect(await refusal("http://\(host)/", rules([host]))?.kind == .unavailable)
  }

  @Test func `a certificate that nobody trusts is refused before anything is asked`() async throws {
    let scratch = try Scratch()
    let server = try UntrustedServer(scratch)
    let host = "localhost:\(server.port)"
    let error = await refusal("https://\(host)/", rules([host]))
    #expect(error?.kind == .unavailable)
    #expect(server.isListening)
  }
}
