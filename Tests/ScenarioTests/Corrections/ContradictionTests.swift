import Foundation
import LinkedData
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// A system accepts a line and rejects it later: somebody has to find out what it has now.
@Suite(.database(.conferral)) struct ContradictionTests {
  private func contradicted(isTest: Bool = false) async throws -> Campus {
    let campus = try await Campus.withLine()
    try await campus.declare(isTest: isTest)
    try await campus.send()
    try await campus.acknowledge(1, as: "accepted")
    #expect(try await waiting(campus) == [])
    try await campus.acknowledge(1, as: "rejected")
    return campus
  }

  private func waiting(_ campus: Campus) async throws -> [String] {
    try await campus.office.workList(of: campus.id).map(\.kind)
  }

  private func settle(_ campus: Campus, by settlement: Visit.Settlement) async throws {
    try await campus.office.acting(as: campus.staff(.registrar)) {
      _ = try $0.settle(1, of: "banner", by: settlement, reason: "r")
    }
  }

  @Test(arguments: Visit.Settlement.allCases)
  func `it waits on the work list until the row is settled, and each time anew`(
    _ settlement: Visit.Settlement
  ) async throws {
    let campus = try await contradicted()
    let entry = try #require(try await campus.office.workList(of: campus.id).first)
    #expect(entry.kind == "acceptance withdrawn" && entry.student == "1")
    #expect(entry.reason.hasPrefix("Position 1 was accepted, and then rejected by banner (E1)"))
    try await settle(campus, by: settlement)
    #expect(try await waiting(campus) == [])
    try await campus.acknowledge(1, as: "accepted")
    #expect(try await waiting(campus) == [])
    try await campus.acknowledge(1, as: "rejected")
    #expect(try await waiting(campus) == ["acceptance withdrawn"])
    try await campus.settle()
  }

  @Test func `a void of the line ends it`() async throws {
    let campus = try await contradicted()
    try await campus.results("1,course,NPM 303,2026-09-15,B")
    try await campus.settle()
    #expect(Set(try await waiting(campus)) == ["acceptance withdrawn", "correction proposed"])
    try await campus.acceptAndConfirm()
    try await campus.settle()
    #expect(try await waiting(campus) == [])
  }

  @Test func `a test says nothing, nor does a row that was never accepted`() async throws {
    let test = try await contradicted(isTest: true)
    #expect(try await waiting(test) == [])
    try await test.declare(consumer: "colleague")
    try await test.send(to: "colleague")
    #expect(try await waiting(test) == [])
  }

  @Test func `two systems that take their word back are one item, which leads to the rejections`()
    async throws
  {
    let campus = try await contradicted()
    try await campus.declare(consumer: "archive")
    try await campus.send(to: "archive")
    for outcome in ["accepted", "rejected"] {
      try await campus.acknowledge(1, as: outcome, by: "archive")
    }
    try await campus.units("elsewhere")
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let item = try await api.only("/work-list?kind=acceptance%20withdrawn", as: registrar)
      #expect(item["reason"]?.string?.contains("archive (E1), banner (E1)") == true)
      let link = try #require(item["link"]?.string)
      let rows = try await api.get(String(link.dropFirst(API.root.count)), as: registrar)
      #expect(rows.json["items"]?.elements.count == 2)
      let counts = try await api.get("/work-list/summary", as: registrar).json["counts"]
      #expect(counts?.elements.first?["count"] == 1)
      let elsewhere = try await api.token(.registrar, unit: "elsewhere")
      let none = try await api.get("/work-list", as: elsewhere)
      #expect(none.json["items"]?.elements.isEmpty == true)
    }
  }
}
