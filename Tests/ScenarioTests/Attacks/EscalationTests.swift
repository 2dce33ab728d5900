import Foundation
import HTTPTypes
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// People who want to be more than they are, or see more than is theirs.
@Suite(.database(.conferral)) struct EscalationTests {
  @Test func `nobody but an operator makes tokens or grants roles, and none to themselves`()
    async throws
  {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let order: JSONValue = [
        "name": "Mine", "role": "operator", "expires": "2026-12-01", "reason": "I want it.",
      ]
      for role in Role.allCases where role != .operator {
        let visitor =
          role == .learner
          ? try await api.person(learner: atelier.ada) : try await api.person(role)
        let own = "/people/\(try #require(visitor.person).text)"
        #expect(try await api.post("/tokens", order, by: visitor).status == 403, "\(role)")
        let grant: JSONValue = ["role": "operator", "reason": "I want it."]
        #expect(try await api.post("\(own)/grants", grant, by: visitor).status == 403, "\(role)")
        let link: JSONValue = ["learner": .text(atelier.grace), "reason": "It is me."]
        #expect(try await api.post("\(own)/link", link, by: visitor).status == 403, "\(role)")
      }
      let boss = try await api.person(.operator)
      let own = "/people/\(try #require(boss.person).text)/grants"
      let grant: JSONValue = ["role": "registrar", "reason": "I want it."]
      #expect(try await api.post(own, grant, by: boss).problem == "separation-of-duties")
    }
  }

  @Test func `a learner finds nothing of another learner, by no address and no filter`()
    async throws
  {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let (ada, grace) = (
        try await api.person(learner: atelier.ada), try await api.person(learner: atelier.grace)
      )
      let enrollment = try await atelier.enrollment(atelier.ada)
      let evidence = try await api.handIn(for: enrollment, by: ada)
      let learner = "/learners/\(atelier.ada.text)"
      for path in [enrollment, "\(enrollment)/decision", evidence, learner, "\(learner)/consents"] {
        #expect(try await api.get(path, by: ada).status == 200, "\(path)")
        #expect([403, 404].contains(try await api.get(path, by: grace).status), "\(path)")
      }
      for endpoint in API.endpoints where endpoint.method == .get {
        guard case .page = endpoint.answer, endpoint.variableNames.isEmpty,
          endpoint.action.roles.contains(.learner), endpoint.action != .readPrograms
        else { continue }
        let filters = endpoint.parameters.filter { $0.schema.isID }.map {
          "?\($0.name)=\(atelier.ada.text)"
        }
        for filter in [""] + filters {
          let answer = try await api.get(endpoint.path + filter, by: grace)
          let ours = [atelier.ada.text, "Ada", String(evidence.suffix(36))]
          #expect(ours.allSatisfy { !answer.text.contains($0) }, "\(endpoint.id)\(filter)")
        }
      }
      #expect(try await api.get("/journal", by: grace).status == 403)
    }
  }

  @Test func `staff of a unit see nothing beyond it, by no filter of any list`() async throws {
    let atelier = try await Atelier.open()
    try await atelier.campus.units("ARTS", "LAW")
    try await atelier.campus.app("update program set unit = 'ARTS'")
    try await APIClient.serve(atelier.campus) { api in
      let learner = try await api.person(learner: atelier.ada)
      let enrollment = try await atelier.enrollment(atelier.ada)
      _ = try await api.handIn(for: enrollment, by: learner)
      let ids = [atelier.ada.text, String(enrollment.suffix(36))]
      for role in [Role.advisor, .coordinator, .registrar, .instructor, .auditor] {
        let outside = try await api.token(role, unit: "LAW")
        for endpoint in API.endpoints where endpoint.method == .get {
          guard case .page = endpoint.answer, endpoint.variableNames.isEmpty,
            endpoint.action.roles.contains(role), endpoint.action != .readPrograms
          else { continue }
          let filters = endpoint.parameters.filter { $0.schema.isID }.flatMap { parameter in
            ids.map { "?\(parameter.name)=\($0)" }
          }
          for filter in ["", "?unit=ARTS"] + filters {
            let answer = try await api.get(endpoint.path + filter, as: outside)
            #expect(
              ids.allSatisfy { !answer.text.contains("\"\($0)\"") },
              "\(role) \(endpoint.id)\(filter): \(answer.text)")
          }
        }
        #expect([403, 404].contains(try await api.get(enrollment, as: outside).status), "\(role)")
      }
    }
  }

  @Test func `nothing ever connects to a link that is handed in as evidence`() async throws {
    let listener = try LoopbackListener()
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let enrollment = try await atelier.enrollment(atelier.ada)
      for host in ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1"] {
        let url = "http://\(host):\(listener.port)/latest/meta-data"
        _ = try await api.post("\(enrollment)/evidence", Atelier.work(url), by: ada)
      }
      for url in ["file:///etc/passwd", "gopher://x/", "javascript:alert(1)", "http://u:p@h/"] {
        let answer = try await api.post("\(enrollment)/evidence", Atelier.work(url), by: ada)
        #expect(answer.status == 422, "\(url)")
      }
      let listed = try await api.get("/evidence", by: coordinator)
      let taken = listed.json["items"]?.elements.compactMap { $0["id"]?.string } ?? []
      #expect(!taken.isEmpty)
      for id in taken {
        #expect(try await api.get("/evidence/\(id)", by: coordinator).status == 200)
      }
      let last = "/evidence/\(try #require(taken.first))/reviews"
      _ = try await api.post(last, Atelier.accept(), by: coordinator)
      try await atelier.campus.reconcile()
    }
    #expect(!listener.wasCalled)
    let caller = try HostileSocket(port: listener.port)
    #expect(caller.send("x"))
    #expect(listener.wasCalled, "the listener would have noticed")
  }
}

extension Schema {
  fileprivate var isID: Bool { if case .text(.uuid) = kind { true } else { false } }
}

/// Listens on loopback and notices whether anybody comes.
private final class LoopbackListener: Sendable {
  let port: Int
  private let descriptor: Int32

  init() throws {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(handle, pointer, length) == 0 && getsockname(handle, pointer, &length) == 0
      }
    }
    descriptor = handle
    try #require(isBound && listen(handle, 16) == 0)
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }

  var wasCalled: Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 50) > 0
  }
}
