import Foundation
import HummingbirdTesting
import Office
import Postgres
import TestSupport
import Testing

@testable import Web

/// Bytes that are no proper HTTP, or too much of it, over a raw connection.
@Suite(.database(.conferral)) struct FramingAttackTests {
  @Test func `no request target breaks anything or leads out of the site`() async throws {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let port = try #require(api.client.port)
      for attack in FramingAttack.targets { try await answered(attack, port) }
    }
  }

  @Test func `framing that could be read in two ways is refused, and nothing of it is run`()
    async throws
  {
    let campus = try await Campus.open()
    try await APIClient.serve(campus) { api in
      let port = try #require(api.client.port)
      for attack in FramingAttack.heads(by: try await api.token(.operator)) {
        try await answered(attack, port)
      }
      #expect(try await api.get("/me", as: api.token(.auditor)).status == 200)
    }
    #expect(try await campus.count("select count(*) from access_token where name <> 'test'") == 0)
  }

  private func answered(_ attack: FramingAttack, _ port: Int) async throws {
    let socket = try HostileSocket(port: port)
    socket.send(attack.bytes)
    let answer = try await socket.receive()
    let status = HostileSocket.status(answer)
    // Where bytes were left unread the end of the connection may overtake the answer.
    let isCutOff = status == 0 && attack.wanted.contains(400) && socket.isClosed
    #expect(
      isCutOff || attack.wanted.contains(status), "\(attack.name.prefix(60)): \(answer.prefix(300))"
    )
    #expect(!answer.contains("root:") && !answer.contains("secret"), "\(attack.name)")
  }
}
