import Foundation
import HTTPTypes
import HummingbirdTesting
import LinkedData
import Microcredentials
import NIOCore
import Office
import Postgres
import Spreadsheets
import Storage
import TestSupport
import Testing

@testable import Web

/// The journal is read, and taken out of the house.
@Suite(.database(.conferral)) struct JournalAPITests {
  /// A campus with so many entries by one actor, one of which looks like a formula.
  private func campus(_ entries: Int = 5) async throws -> Campus {
    let campus = try await Campus.open()
    let id = campus.id
    try await campus.app(
      """
      insert into journal
        (institution_id, actor, role, action, subject_kind, subject_id, from_state, reason)
      select \(id)::int, 'person:1', 'advisor', 'test', 'thing', n::text, '=1+1',
             '+SUM("a"), ' || n from generate_series(1, \(entries)::int) n
      """)
    return campus
  }

  @Test func `entries are found by subject, actor, action and time, both ways round`()
    async throws
  {
    let campus = try await campus()
    try await APIClient.serve(campus) { api in
      let auditor = try await api.token(.auditor)
      func subjects(_ query: String) async throws -> [String] {
        let answer = try await api.get("/journal?\(query)", as: auditor)
        #expect(answer.status == 200, "\(answer.text)")
        return answer.json["items"]?.elements.compactMap { $0["subject"]?.string } ?? []
      }
      #expect(try await subjects("action=test") == ["1", "2", "3", "4", "5"])
      #expect(try await subjects("action=test&sort=-entry&limit=2") == ["5", "4"])
      #expect(try await subjects("subjectKind=thing&subject=3") == ["3"])
      #expect(try await subjects("actor=person:2") == [])
      #expect(try await subjects("actor=person:1&from=2999-01-01T00:00:00Z") == [])
      #expect(
        try await subjects("actor=person:1&until=2999-01-01T00:00:00.5Z&from=2000-01-01T00:00:00Z")
          .count == 5)
      let page = try await api.get("/journal?action=test&limit=3", as: auditor)
      let next = try #require(page["next"])
      #expect(try await subjects("action=test&limit=3&after=\(next)") == ["4", "5"])
      #expect(try await api.get("/journal?after=WyJ4Il0", as: auditor).status == 422)
      for query in ["from=yesterday", "limit=0", "sort=reason"] {
        #expect(try await api.get("/journal?\(query)", as: auditor).status == 400)
      }
    }
  }

  @Test func `an export holds every entry once, and stands in the journal itself`() async throws {
    let campus = try await campus(2_500)
    try await APIClient.serve(campus) { api in
      let auditor = try await api.token(.auditor)
      let lines = try await api.get("/journal/export?action=test", as: auditor)
      #expect(lines.headers[.contentType] == "application/x-ndjson")
      let entries = try lines.text.split(separator: "\n").map {
        try JSONValue(parsing: Array($0.utf8))
      }
      #expect(entries.count == 2_500)
      #expect(Set(entries.compactMap { $0["subject"]?.string }).count == 2_500)
      let note = try await api.get("/journal?action=export%20journal", as: auditor)
      let item = try #require(note.json["items"]?.elements.first)
      #expect(item["actor"]?.string?.hasPrefix("token:") == true)
      #expect(item["to"] == "ndjson")
      #expect(item["reason"] == "Exported: the action test.")
    }
  }

  @Test func `a spreadsheet does not run what stands in an export`() async throws {
    let campus = try await campus(1)
    try await APIClient.serve(campus) { api in
      let auditor = try await api.token(.auditor)
      let csv = try await api.get(
        "/journal/export?action=test", as: auditor, [.accept: "text/csv"])
      #expect(csv.headers[.contentType]?.hasPrefix("text/csv") == true)
      let lines = csv.text.components(separatedBy: "\r\n")
      #expect(lines.first?.hasPrefix("entry,recordedAt,actor") == true)
      #expect(lines.dropFirst().first?.hasSuffix(#",'=1+1,,"'+SUM(""a""), 1""#) == true)
      let asked = try await api.get(
        "/journal/export?format=ndjson", as: auditor, [.accept: "text/csv"])
      #expect(asked.headers[.contentType] == "application/x-ndjson")
    }
  }

  @Test func `a change that the journal does not tell of is noticed`() async throws {
    let campus = try await campus(1)
    let watch = try await JournalWatch.begin(campus)
    #expect(try await watch.written() == [])
    try await campus.people("1,Ada")
    #expect(try await watch.written().contains("learner"))
  }

  @Test func `a cell that begins like a formula becomes text`() {
    for text in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
      #expect(CSVText.cell(text).contains("'" + text))
    }
    #expect(CSVText.cell("a=1") == "a=1")
    #expect(CSVText.cell("say \"a\"") == "\"say \"\"a\"\"\"")
  }
}
