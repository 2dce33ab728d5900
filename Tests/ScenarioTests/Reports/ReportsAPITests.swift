import Foundation
import HTTPTypes
import LinkedData
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Reports over HTTP: figures, rows, files, and who sees what of them.
@Suite(.database(.conferral)) struct ReportsAPITests {
  @Test func `every figure of a group is the number of rows behind it, page by page`()
    async throws
  {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let report = try await api.get("/reports/figures?by=term", as: registrar)
      #expect(report.status == 200)
      #expect(report.json["ties"] == true)
      #expect(report.json["position"] == 3)
      for group in report.json["groups"]?.elements ?? [] {
        let term = group["key"]?.string ?? "%28none%29"
        for figure in Reports.Figure.allCases {
          let ids = try await api.allIDs(
            "/reports/rows?figure=\(figure.rawValue)&term=\(term)&limit=1", as: registrar)
          #expect(group["figures"]?[figure.rawValue] == .number(ids.count), "\(figure) \(term)")
          #expect(Set(ids).count == ids.count)
        }
      }
      let total = report.json["total"]
      #expect(total?["awarded"] == 3)
      #expect(total?["credits"]?.string == "6")
      #expect(total?["daysToEarn"]?["median"] == 11)
    }
  }

  @Test func `a coordinator sees the programs of the unit alone`() async throws {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let arts = try await api.token(.coordinator, unit: "arts")
      let science = try await api.token(.coordinator, unit: "science")
      let own = try await api.get("/reports/figures?by=program", as: arts)
      #expect(own.json["groups"]?.elements.compactMap { $0["key"]?.string } == ["nonprofit"])
      #expect(own.json["units"] == ["arts"])
      #expect(own.json["ties"] == true)
      let none = try await api.get("/reports/figures?by=program", as: science)
      #expect(none.json["groups"] == [])
      #expect(none.json["total"]?["awarded"] == 0)
      for figure in Reports.Figure.allCases {
        let path = "/reports/rows?figure=\(figure.rawValue)"
        #expect(try await api.get(path, as: science).json["items"] == [])
        let rows = try await api.get(path, as: arts).json["items"]?.elements ?? []
        #expect(rows.allSatisfy { $0["program"]?.string == "nonprofit" })
      }
      let foreign = try await api.get(
        "/reports/rows/export?figure=enrolled&program=workshop&format=csv", as: arts)
      #expect(!foreign.text.contains("Emmy"))
    }
  }

  @Test func `names are for roles that read learners`() async throws {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let (auditor, approver) = (try await api.token(.auditor), try await api.token(.approver))
      for path in ["/reports/rows?figure=enrolled", "/reports/rows/export?figure=enrolled"] {
        let named = try await api.get(path, as: auditor)
        #expect(named.text.contains("Ada Lovelace"))
        let nameless = try await api.get(path, as: approver)
        #expect(nameless.status == 200)
        #expect(!nameless.text.contains("Ada"))
      }
      let rows = try await api.get("/reports/rows?figure=enrolled", as: approver)
      let items = rows.json["items"]?.elements ?? []
      #expect(items.count == 4)
      #expect(items.allSatisfy { $0["name"] == nil && $0["student"] == nil })
      #expect(items.allSatisfy { $0["learner"]?.string != nil })
    }
  }

  @Test func `another institution has nothing of it`() async throws {
    let campus = try await Campus.reported()
    let neighbour = try await campus.neighbour("aut")
    let report = try await neighbour.report(by: .program)
    #expect(report.found.groups.isEmpty)
    #expect(report.found.ledger.position == 0)
    #expect(try await neighbour.lines(of: .enrolled).isEmpty)
  }

  @Test func `what does not fit is refused with a sentence`() async throws {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      for (path, status) in [
        ("/reports/figures?by=colour", 400), ("/reports/figures?asOf=yesterday", 400),
        ("/reports/figures?asOf=9999-12-31", 422), ("/reports/figures?term=1999FA", 422),
        ("/reports/figures?program=none", 422), ("/reports/rows", 400),
        ("/reports/rows?figure=awarded&after=x", 422),
        ("/reports/figures/export?format=pdf", 400),
      ] {
        #expect(try await api.get(path, as: registrar).status == status, "\(path)")
      }
    }
  }

  @Test(.enabled(if: Openpyxl.isExpected))
  func `CSV, workbook and JSON give the same numbers`() async throws {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let json = try await api.get("/reports/figures?by=program", as: registrar).json
      let path = "/reports/figures/export?by=program"
      let book = try await api.get(path + "&format=xlsx", as: registrar)
      let seen = try Openpyxl.read(book.body)
      #expect(seen.names == ["Figures", "About"])
      let groups = json["groups"]?.elements ?? []
      #expect(seen.sheets[0].count == groups.count + 2)
      for (row, group) in zip(seen.sheets[0].dropFirst(), groups) {
        let told = Reports.Figure.allCases.map { group["figures"]?[$0.rawValue] }
        #expect(row[2..<8].map { cell in Int(cell[1]).map { JSONValue.number($0) } } == told)
        #expect(row[2..<8].allSatisfy { $0[0] == "n" })
      }
      #expect(seen.values(1).joined().contains { $0.contains("tie to the ledger at position 3") })
      for figure in Reports.Figure.allCases {
        #expect(seen.values(1).contains([figure.title, figure.definition]))
      }
      let csv = try await api.get(path, as: registrar, [.accept: "text/csv"])
      #expect(csv.headers[.contentType] == "text/csv; charset=utf-8; header=present")
      let lines = csv.text.split(separator: "\r\n")
      let rows = seen.values(0).dropFirst().map { $0.joined(separator: ",") }
      let figures = lines.filter { $0.hasPrefix("group,") || $0.hasPrefix("total,") }
      #expect(figures.map { $0.drop { $0 != "," }.dropFirst() } == rows.map { $0[...] })
    }
  }

  @Test(.enabled(if: Openpyxl.isExpected))
  func `a name that looks like a formula stays a name`() async throws {
    let campus = try await Campus.reported()
    try await APIClient.serve(campus) { api in
      let registrar = try await api.token(.registrar)
      let path = "/reports/rows/export?figure=enrolled&program=workshop"
      let csv = try await api.get(path, as: registrar, [.accept: "text/csv"])
      #expect(csv.text.contains(",'=Emmy Noether,"))
      let book = try Openpyxl.read(
        try await api.get(path + "&format=xlsx", as: registrar).body)
      #expect(book.sheets[0][1][2] == ["s", "=Emmy Noether"])
    }
  }

  @Test func `the chart is a picture that runs nothing`() async throws {
    let campus = try await Campus.reported()
    try await campus.app("update program set title = '<script>&\"' where code = 'workshop'")
    try await APIClient.serve(campus) { api in
      let chart = try await api.get(
        "/reports/figures/export?by=program&format=svg", as: try await api.token(.registrar))
      #expect(chart.headers[.contentType] == "image/svg+xml")
      #expect(chart.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
      #expect(chart.text.contains("&lt;script&gt;&amp;&quot;"))
      #expect(!chart.text.contains("<script"))
      #expect(chart.text.contains(">3</text>"))
    }
  }
}
