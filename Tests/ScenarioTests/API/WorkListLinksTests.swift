import Foundation
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Where the entries of work lists lead.
@Suite(.database(.conferral)) struct WorkListLinksTests {
  /// A campus at which one of nearly every kind waits.
  private func campus() async throws -> Campus {
    let campus = try await Campus.withLedger(4)
    try await campus.app(
      "insert into unit (institution_id, code, name) values (\(campus.id)::int, 'arts', 'Arts')")
    try await campus.app("update program set unit = 'arts'")
    try await campus.declare()
    try await campus.send()
    for outcome in ["accepted", "rejected"] {
      let line = AcknowledgementReport.Line(
        line: 1, position: 1, notation: nil, outcome: outcome, code: nil, text: nil)
      let report = AcknowledgementReport(
        batch: nil,
        totals: .init(
          accepted: outcome == "accepted" ? 1 : 0, rejected: outcome == "accepted" ? 0 : 1),
        lines: [line].compactMap { $0 })
      _ = try await campus.office.acting(as: campus.staff(.registrar)) {
        try $0.acknowledge(report, from: "banner")
      }
    }
    try await waiting(at: campus)
    return campus
  }

  private func waiting(at campus: Campus) async throws {
    let id = campus.id
    let awards: [UUID] = try await campus.database.read(as: Scopes.institution(id)) {
      try $0.query("select award_id from award order by award_id").column()
    }
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.revoke(
        awards[0], Revocation(reason: "By hand.", publicReason: "Once.", barsAnother: false))
    }
    try await campus.app(
      """
      insert into held_notation (institution_id, award_id, learner_id, program_id, reason)
      select institution_id, award_id, learner_id, program_id, 'record hold'
        from award where institution_id = \(id)::int and award_id = \(awards[1])
      """)
    try await campus.app(
      """
      insert into parked (institution_id, enrollment_id, attempts, next_try, code, reason)
      select institution_id, enrollment_id, 9, clock_timestamp() + interval '1 day', 'fault', 'x'
        from award where institution_id = \(id)::int and award_id = \(awards[2])
      """)
  }

  @Test func `everybody who sees an entry may follow its link`() async throws {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      for role in Action.readWorkLists.roles {
        for unit in [nil, "arts"] as [String?] {
          let token = try await api.token(role, unit: unit)
          let list = try await api.get("/work-list", as: token)
          let items = list.json["items"]?.elements ?? []
          #expect(Set(items.compactMap { $0["kind"]?.string }).count == 4)
          for item in items {
            let link = try #require(item["link"]?.string)
            let target = try await api.get(String(link.dropFirst(API.root.count)), as: token)
            #expect(target.status == 200, "\(role): \(link)")
          }
        }
      }
    }
    try await campus.app("update held_notation set released_at = clock_timestamp()")
  }
}
