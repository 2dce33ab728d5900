import Foundation
import LinkedData
import Office
import TestSupport
import Testing

@testable import Web

/// Every piece of evidence counts once (DOMAIN, invariant 7).
@Suite(.database(.conferral)) struct DistinctEvidenceTests {
  @Test func `one item serves one program of a learner`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      let first = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      let second = try await api.handIn(
        Atelier.work("HTTPS://Example.edu:443/%77ork/#top"),
        for: try await atelier.enrollment(atelier.ada, "second"), by: ada)
      _ = try await api.post(first + "/reviews", Atelier.accept(), by: coordinator)
      #expect(
        try await api.flags(of: second, by: coordinator) == ["item serves another program"])
      let refused = try await api.post(second + "/reviews", Atelier.accept(), by: coordinator)
      #expect(refused.status == 409)
      #expect(refused.problem == "evidence-reused")
      // A mistake that no badge embeds is undone, and the item is free for where it belongs.
      _ = try await api.post(first + "/reviews", Atelier.say("invalidated"), by: coordinator)
      let accepted = try await api.post(second + "/reviews", Atelier.accept(), by: coordinator)
      #expect(accepted["state"] == "accepted")
      try await atelier.campus.reconcile()
      _ = try await api.post(second + "/reviews", Atelier.say("invalidated"), by: coordinator)
      let embedded = try await api.post(first + "/reviews", Atelier.accept(), by: coordinator)
      #expect(embedded.problem == "evidence-reused")
    }
  }

  @Test func `the same item of another learner is flagged to reviewers and to nobody else`()
    async throws
  {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let grace = try await api.person(learner: atelier.grace)
      let coordinator = try await api.person(.coordinator)
      let hers = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      #expect(try await api.flags(of: hers, by: coordinator).isEmpty)
      let other = try await api.handIn(for: try await atelier.enrollment(atelier.grace), by: grace)
      for path in [hers, other] {
        #expect(
          try await api.flags(of: path, by: coordinator) == ["same item of another learner"])
      }
      #expect(try await api.flags(of: other, by: grace).isEmpty)
      let list = try await api.get("/evidence", by: grace).json["items"]?.elements ?? []
      #expect(list.count == 1 && list[0]["flags"] == [])
      for path in [hers, other] {
        let accepted = try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
        #expect(accepted["state"] == "accepted")
      }
    }
  }

  @Test func `an item that is accepted for two programs at once serves one`() async throws {
    let atelier = try await Atelier.open()
    try await APIClient.serve(atelier.campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let coordinator = try await api.person(.coordinator)
      var paths: [String] = []
      for program in ["first", "second"] {
        paths.append(
          try await api.handIn(for: try await atelier.enrollment(atelier.ada, program), by: ada))
      }
      let answers = try await withThrowingTaskGroup(of: APIClient.Answer.self) { group in
        for path in paths {
          group.addTask {
            try await api.post(path + "/reviews", Atelier.accept(), by: coordinator)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.map(\.status).sorted() == [200, 409])
      #expect(answers.contains { $0.problem == "evidence-reused" })
    }
  }
}
