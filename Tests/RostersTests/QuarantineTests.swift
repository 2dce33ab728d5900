import Rosters
import Testing

@Suite struct QuarantineTests {
  private static let yaml = """
    mapping: Everything
    missing: ["?"]
    lookups: {codes: {file: codes.csv, key: id, by: code}}
    tables: {how: {T: transfer, H: here}}
    records:
      - learner: {id: "{id}", name: "{name}", email: "{mail}"}
      - completion:
          learner: "{id}"
          kind: exam
          code: "{codes.code}"
          on: "{on}"
          score: "{score}"
          origin: {value: "{how}", table: how, default: here}
          passed: "{passed}"
          attempt: "{attempt}"
      - evidence:
          when: {link: present}
          learner: "{id}"
          program: p
          kind: portfolio
          on: "{on}"
          url: "{link}"
          sha256: "{hash}"
    """
  private static let codes = "id,code\n1,A\n2,B\n3,C\n3,D\n4,E\n4,E\n5,\n"
  private static let columns = [
    "id", "name", "mail", "code", "on", "score", "how", "passed", "attempt", "link", "hash",
  ]

  private func outcome(_ cells: [String: String]) throws -> RosterRow {
    let good = ["id": "7", "code": "1", "on": "2026-01-31"]
    let cells = good.merging(cells) { $1 }
    let header = Self.columns.joined(separator: ",")
    let row = Self.columns.map { cells[$0] ?? "" }.joined(separator: ",")
    let rows = try read("\(header)\n\(row)\n", Self.yaml, lookups: ["codes": Self.codes])
    return try #require(rows.first)
  }

  @Test(
    arguments: [
      (["id": "?"], QuarantineCode.valueMissing, "id"), (["id": "a\u{7}"], .invalidText, "id"),
      (["id": String(repeating: "é", count: 201)], .tooLong, "id"),
      (["name": "a\u{85}b"], .invalidText, "name"), (["mail": "nobody"], .invalidEmail, "mail"),
      (["mail": "a@b@example.edu"], .invalidEmail, "mail"),
      (["mail": "a b@example.edu"], .invalidEmail, "mail"),
      (["code": "9"], .lookupMissing, "codes.code"), (["code": ""], .valueMissing, "code"),
      (["code": "3"], .lookupAmbiguous, "codes.code"), (["code": "5"], .valueMissing, "codes.code"),
      (["on": "2026-02-29"], .invalidDate, "on"), (["on": "31.01.2026"], .invalidDate, "on"),
      (["on": "0026-01-31"], .outOfRange, "on"), (["score": "A+"], .invalidNumber, "score"),
      (["score": "83.33333"], .invalidNumber, "score"), (["score": "-1"], .outOfRange, "score"),
      (["how": "X"], nil, ""), (["passed": "perhaps"], .valueUnknown, "passed"),
      (["attempt": "1.5"], .invalidNumber, "attempt"), (["attempt": "0"], .outOfRange, "attempt"),
      (["link": "/portfolio"], .invalidURL, "link"),
      (["link": "javascript:x"], .invalidURL, "link"),
      (["link": "https://me@example.edu/"], .invalidURL, "link"),
      (["link": "https://example.edu/a", "hash": "abc"], .invalidHash, "hash"),
      (["link": "https://example.edu/a"], nil, ""), (["code": "4"], nil, ""),
      (["name": "Zoë O’Neil-عمر"], nil, ""), (["mail": "zoë@bücher.example"], nil, ""),
    ] as [([String: String], QuarantineCode?, String)])
  func `a value that does not fit sets the row aside by code and column`(
    cells: [String: String], code: QuarantineCode?, column: String
  ) throws {
    let quarantine = try outcome(cells).quarantine
    #expect(quarantine?.code == code)
    #expect(quarantine?.column == (code == nil ? nil : column))
    #expect(code == nil || quarantine?.line == 2)
    let texts = [quarantine?.description ?? "", quarantine?.reason ?? ""]
    for value in cells.values where value.count > 2 {
      #expect(texts.allSatisfy { !$0.contains(value) }, "no personal data")
    }
  }

  @Test func `a table without the value and without a default sets the row aside`() throws {
    let yaml = """
      mapping: m
      records: [{learner: {id: {value: "{id}", table: {a: b}}}}]
      """
    let rows = try read("id\na\nc\n", yaml)
    #expect(rows[0].records == [.learner(LearnerRow(id: "b"))])
    #expect(rows[1].quarantine?.code == .valueUnknown)
    #expect(rows[1].cells == ["c"])
  }

  @Test func `a malformed row is set aside by code and the next one read`() throws {
    let yaml = "mapping: m\nrecords: [{learner: {id: \"{id}\", name: \"{name}\"}}]"
    let long = String(repeating: "x", count: 70_000)
    let text = "id,name\n1,\"a\"b\n2\n3,c\n4,\(long)\n5,\"d\n6,e\n"
    let rows = try read(text, yaml)
    #expect(
      rows.map { $0.quarantine?.code } == [.csvQuote, .csvFields, nil, .csvTooLong, .csvQuote, nil])
    #expect(rows.map(\.position.line) == [2, 3, 4, 5, 6, 7])
    #expect(rows[0].cells == ["1,\"a\""])
    #expect(rows.last?.records == [.learner(LearnerRow(id: "6", name: "e"))])
  }

  @Test func `a wrong encoding sets rows aside and never guesses`() throws {
    var reader = try RosterReader(
      Mapping("mapping: m\nrecords: [{learner: {id: \"{id}\", name: \"{name}\"}}]"))
    reader.feed(Array("id,name\n1,Zo".utf8) + [0xEB] + Array("\n2,Ann\n".utf8))
    reader.finish()
    let first = try reader.next()
    #expect(first?.quarantine?.code == .csvEncoding)
    #expect(first?.quarantine?.reason.contains("character 5") == true)
    #expect(try reader.next()?.records == [.learner(LearnerRow(id: "2", name: "Ann"))])
    #expect(try reader.next() == nil)
  }
}
