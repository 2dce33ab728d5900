import Foundation
import HTTPTypes
import LinkedData
import Office
import Storage
import TestSupport
import Testing

@testable import Web

/// Learners decide what is shown of them.
@Suite(.database(.conferral)) struct ConsentsAPITests {
  @Test func `the learner alone says whether links stand in badges`() async throws {
    let atelier = try await Atelier.open()
    let campus = atelier.campus
    try await APIClient.serve(campus) { api in
      let ada = try await api.person(learner: atelier.ada)
      let grace = try await api.person(learner: atelier.grace)
      let registrar = try await api.person(.registrar)
      let coordinator = try await api.person(.coordinator)
      let path = "/learners/\(atelier.ada.text)/consents"
      #expect(try await api.get(path, by: ada).json["evidenceLink"] == false)
      for stranger in [grace, registrar] {
        let refused = try await api.put(path, ["evidenceLink": true], by: stranger)
        #expect(refused.status == 403)
      }
      #expect(try await api.get(path, by: grace).status == 403)
      for _ in 0..<2 {
        let granted = try await api.put(path, ["evidenceLink": true], by: ada)
        #expect(granted.json["evidenceLink"] == true)
        #expect(granted.json["page"] == false)
      }
      let evidence = try await api.handIn(for: try await atelier.enrollment(atelier.ada), by: ada)
      _ = try await api.post(evidence + "/reviews", Atelier.accept(), by: coordinator)
      try await campus.reconcile()
      // The badge that was issued in between is signed again without it.
      let badge = try #require(try await campus.badges().first)
      #expect(
        String(decoding: badge.document, as: UTF8.self).contains("\"https://example.edu/work\""))
      #expect(
        try await api.put(path, ["evidenceLink": false], by: ada).json["evidenceLink"] == false)
    }
    let badge = try #require(try await campus.badges().first)
    #expect(
      !String(decoding: badge.document, as: UTF8.self).contains("\"https://example.edu/work\""))
    #expect(
      try await campus.journal("learner").filter { $0.hasPrefix("consent") } == [
        "consent learner withheld granted", "consent learner granted withheld",
      ])
  }
}

extension ConsentsAPITests {
  @Test func `the learner alone publishes the badge of an award, field by field`() async throws {
    let gallery = try await Gallery.open()
    try await APIClient.serve(gallery.campus) { api in
      let ada = try await api.person(learner: try await gallery.campus.learnerID("1"))
      let grace = try await api.person(learner: try await gallery.campus.learnerID("2"))
      let path = "/awards/\(gallery.award.text)/publication"
      for stranger in [grace, try await api.person(.registrar)] {
        #expect(try await api.put(path, ["page": true], by: stranger).status == 403)
      }
      #expect(try await api.get(path, by: grace).status == 403)
      let published = try await api.put(path, ["page": true], by: ada)
      #expect(published.json["isPublic"] == true)
      let named = try await api.put(path, ["name": true], by: ada).json
      #expect(named["allowed"]?["page"] == true, "what is left out stays")
      #expect(named["allowed"]?["name"] == true)
      #expect(try await api.get(path, by: try await api.person(.registrar)).json == named)
      try await gallery.hold(placed: true)
      let held = try await api.get(path, by: ada).json
      #expect(held["isPublic"] == false)
      #expect(held["isHeld"] == true)
    }
  }
}

extension APIClient {
  func put(_ path: String, _ body: JSONValue, by visitor: Visitor) async throws -> Answer {
    try await send(.put, path, body, as: nil, visitor.headers)
  }
}
