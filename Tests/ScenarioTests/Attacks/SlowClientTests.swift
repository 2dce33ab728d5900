import Foundation
import HTTPTypes
import HummingbirdTesting
import Office
import Postgres
import TestSupport
import Testing

@testable import Web

/// Callers that are slow, many, or endless, while others are served.
@Suite(.database(.conferral)) struct SlowClientTests {
  private static let options = WebOptions(
    limits: WebLimits(bodyTime: .seconds(1), callsPerMinute: 1_000_000),
    connections: ConnectionLimits(
      headTime: .seconds(1), idleTime: .seconds(60), restTime: .seconds(1),
      takingTime: .seconds(1), most: 1_000))

  /// Whether somebody who comes anew, from another address, is answered.
  private static func guestIsServed(_ port: Int) async throws -> Bool {
    let guest = try HostileSocket(port: port, from: "127.0.0.3")
    guest.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return HostileSocket.status(try await guest.receive()) == 200
  }

  private static let bound = Duration.seconds(20)

  @Test func `a head that comes byte by byte is cut off, and others are served meanwhile`()
    async throws
  {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: Self.options) { api in
      let port = try #require(api.client.port)
      let slow = try (0..<200).map { _ in try HostileSocket(port: port) }
      let silent = try HostileSocket(port: port)
      let start = ContinuousClock.now
      for byte in "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: on and on and on".utf8 {
        let left = slow.filter { $0.send([byte]) }
        if left.isEmpty { break }
        #expect(try await api.get("/me", as: nil).status == 401)
        try await Task.sleep(for: .milliseconds(40))
      }
      for socket in slow + [silent] {
        #expect(try await socket.closes(within: Self.bound) != nil)
      }
      #expect(ContinuousClock.now - start < Self.bound)
    }
  }

  @Test func `the second head of a connection has no more time than the first`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: Self.options) { api in
      let socket = try HostileSocket(port: try #require(api.client.port))
      socket.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
      #expect(HostileSocket.status(try await socket.receive()) == 200)
      try await Task.sleep(for: .milliseconds(1_500))
      #expect(!socket.isClosed, "an idle connection is kept for another request")
      socket.send("GET /heal")
      #expect(try await socket.closes(within: Self.bound) != nil)
    }
  }

  @Test(arguments: ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
  func `a body that comes byte by byte is answered 408 and cut off`(framing: String) async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: Self.options) { api in
      let port = try #require(api.client.port)
      let token = try await api.token(.operator)
      for (path, status) in [("/api/v1/tokens", 408), ("/api/v1/nowhere", 404)] {
        let socket = try HostileSocket(port: port)
        socket.send(
          "POST \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\n\(framing)\r\n\r\n")
        let start = ContinuousClock.now
        var answer = ""
        while !socket.isClosed, ContinuousClock.now - start < Self.bound {
          socket.send(framing.hasPrefix("T") ? "1\r\n \r\n" : " ")
          try await Task.sleep(for: .milliseconds(100))
          if socket.hasSomething { answer += try await socket.receive() }
        }
        #expect(ContinuousClock.now - start < Self.bound, "\(path)")
        #expect(HostileSocket.status(answer) == status, "\(path): \(answer)")
      }
    }
  }

  @Test func `an endless body is answered 413 and cut off`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: Self.options) { api in
      let socket = try HostileSocket(port: try #require(api.client.port))
      let token = try await api.token(.operator)
      socket.send(
        "POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
          + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
      let piece = "4000\r\n\(String(repeating: " ", count: 0x4000))\r\n"
      let start = ContinuousClock.now
      while !socket.isClosed, ContinuousClock.now - start < Self.bound {
        socket.send(piece)
        if socket.hasSomething { _ = try await socket.receive() }
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(ContinuousClock.now - start < Self.bound)
    }
  }

  @Test func `whoever asks and never takes the answer is cut off`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: Self.options) { api in
      let port = try #require(api.client.port)
      let socket = try HostileSocket(port: port, patience: 1)
      // The document is large; the answers to so many do not fit into the buffers of the system.
      let ask = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let start = ContinuousClock.now
      while socket.send(String(repeating: ask, count: 50)),
        ContinuousClock.now - start < Self.bound
      {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await Self.guestIsServed(port))
      try await Task.sleep(for: .milliseconds(2_500))
      #expect(try await socket.endsAfterReading(within: Self.bound))
    }
  }

  @Test func `a thousand idle connections keep nobody out`() async throws {
    let campus = try await Campus.open()
    var options = Self.options
    options.connections.headTime = .seconds(60)
    options.connections.idleTime = .seconds(60)
    options.connections.most = 200
    try await APIClient.serve(campus, options: options) { api in
      let port = try #require(api.client.port)
      var crowd: [HostileSocket] = []
      for number in 0..<1_000 {
        crowd.append(try HostileSocket(port: port, from: "127.0.0.2"))
        if number.isMultiple(of: 200) {
          #expect(try await Self.guestIsServed(port))
        }
      }
      #expect(try await Self.guestIsServed(port))
      try await eventually { crowd.filter { !$0.isClosed }.count <= 205 }
      crowd = []
      // Connections are taken in one after another: once a guest is, none waits when the server stops.
      #expect(try await Self.guestIsServed(port))
    }
  }

  @Test func `a caller that asks too often waits, and the others do not`() async throws {
    let campus = try await Campus.open()
    let options = WebOptions(limits: WebLimits(callsPerMinute: 20))
    try await APIClient.serve(campus, options: options) { api in
      let (hasty, calm) = (try await api.token(.auditor), try await api.token(.auditor))
      var last: APIClient.Answer?
      for _ in 0..<30 where last?.status != 429 { last = try await api.get("/me", as: hasty) }
      #expect(last?.status == 429)
      #expect(last?.problem == "too-many-requests")
      #expect((1...60).contains(last?.headers[.retryAfter].flatMap { Int($0) } ?? 0))
      #expect(try await api.get("/me", as: calm).status == 200)
    }
  }

  @Test func `whoever guesses tokens is slowed down, and whoever has one is not`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus, options: WebOptions()) { api in
      var statuses: Set<Int> = []
      for number in 0..<40 {
        statuses.insert(try await api.get("/me", as: "mcd_guess\(number)").status)
      }
      #expect(statuses == [401, 429])
      #expect(try await api.get("/me", as: api.token(.auditor)).status == 200)
    }
  }
}

extension HTTPField.Name {
  fileprivate static let retryAfter = Self("Retry-After")!
}
