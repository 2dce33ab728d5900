import FeedProfiles
import Foundation
import Microcredentials
import Rosters
import Testing

/// What a program of somebody else finds in a file: read by other code than wrote it.
@Suite struct ReadBackTests {
  private func rows(_ bytes: [UInt8], _ dialect: CSVDialect = CSVDialect()) -> [[String]] {
    var reader = CSVReader(dialect)
    var row = CSVRow()
    reader.feed(bytes)
    reader.finish()
    var rows: [[String]] = []
    while reader.next(into: &row) {
      #expect(row.fault == nil)
      rows.append(row.texts)
    }
    return rows
  }

  /// Takes the apostrophe away that keeps a spreadsheet from calculating.
  private func unguarded(_ cell: String) -> String {
    let isGuarded = cell.range(of: "^'+ *[=+@＝＋－＠\\t\\r\\n-]", options: .regularExpression) != nil
    return isGuarded ? String(cell.dropFirst()) : cell
  }

  @Test func `what the CSV reader reads is what the ledger has`() throws {
    let batch = Samples.batch(try Samples.profile("csv"))
    let read = rows(batch.bytes)
    #expect(read.count == 3 + Samples.rows.count)
    #expect(read.first?.first == "H")
    #expect(read.last?.first == "T")
    let names = read[1]
    for (row, cells) in zip(Samples.rows, read[2...]) {
      var values: [String: String] = [:]
      for (name, cell) in zip(names, cells) { values[name] = unguarded(cell) }
      #expect(values["position"] == String(row.position))
      #expect(values["notation"] == row.id)
      #expect(values["kind"] == row.kind.rawValue)
      #expect(values["voids"] == row.voids ?? "")
      #expect(values["student"] == row.student)
      #expect(values["name"] == row.name)
      #expect(values["text"] == row.text)
      #expect(values["credits"] == row.credits?.description ?? "")
      #expect(values["earned on"] == row.earnedOn.description)
      #expect(values["term"] == row.term ?? "")
      #expect(values["badge"] == row.badge)
    }
  }

  @Test func `no cell of a spreadsheet begins as a formula does`() throws {
    for name in FeedProfile.shippedNames {
      let profile = try Samples.profile(name)
      guard profile.fileExtension == "csv" else { continue }
      for row in rows(
        Samples.batch(profile).bytes, CSVDialect(encoding: name == "csv" ? .utf8 : .windows1252))
      {
        for cell in row {
          let isNumber = Double(cell) != nil
          #expect(isNumber || !(cell.first.map { "=+-@\t\r\n".contains($0) } ?? false), "\(cell)")
        }
      }
    }
  }

  @Test(arguments: ["=1", "+1", "-a", "@a", "\t=1", " =1", "   @a", "＝1", "＋1", " －a", "＠a"])
  func `what a spreadsheet calculates is guarded, and comes back`(text: String) throws {
    for given in [text, "'" + text, "''" + text] {
      let row = Samples.row(1, text: given)
      let batch = Samples.batch(try Samples.profile("csv"), Samples.header(), [row])
      let cells = try #require(rows(batch.bytes).dropFirst(2).first)
      #expect(cells.contains("'" + given), "\(cells)")
      #expect(unguarded("'" + given) == given)
    }
  }

  @Test func `numbers are not guarded, whatever their sign`() throws {
    let row = Samples.row(1, credits: Quantity("-2.5"))
    let read = rows(Samples.batch(try Samples.profile("csv"), Samples.header(), [row]).bytes)
    #expect(read[2].contains("-2.5"))
  }

  @Test func `what a JSON parser reads is what the ledger has`() throws {
    let batch = Samples.batch(try Samples.profile("json-lines"))
    let lines = batch.bytes.split(separator: 10)
    #expect(lines.count == 2 + Samples.rows.count)
    for (row, line) in zip(Samples.rows, lines.dropFirst()) {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      #expect(object["position"] as? Int == row.position)
      #expect(object["notation"] as? String == row.id)
      #expect(object["name"] as? String == row.name)
      #expect(object["text"] as? String == row.text)
      #expect(object["voids"] as? String == row.voids)
      #expect(object["term"] as? String == row.term)
      #expect((object["credits"] as? NSNumber)?.doubleValue.description == number(row.credits))
      #expect(object["resent"] == nil)
    }
  }

  private func number(_ credits: Quantity?) -> String? {
    credits.flatMap { Double($0.description) }?.description
  }

  @Test func `every line of fixed widths is as long as the first`() throws {
    let batch = Samples.batch(try Samples.profile("fixed-width"))
    let text = String(decoding: batch.bytes, as: UTF8.self)
    let lines = text.components(separatedBy: "\r\n").dropLast()
    #expect(
      lines.allSatisfy { $0.utf8.count == 706 && $0.utf8.allSatisfy { (32...126).contains($0) } })
    let first = Array(lines)[1]
    func column(_ line: String, _ start: Int, _ width: Int) -> String {
      String(decoding: Array(line.utf8)[start..<(start + width)], as: UTF8.self)
    }
    #expect(column(first, 0, 1) == "D")
    #expect(column(first, 1, 12) == "000000000001")
    #expect(column(first, 13, 36) == Samples.id(1))
    #expect(column(first, 49, 1) == "A")
    #expect(column(first, 482, 10) == "0000065000")
    #expect(column(first, 492, 8) == "20261122")
    let second = Array(lines)[2]
    #expect(column(second, 107, 60).hasPrefix("Zoe Lukasiewicz-Odegard  "))
    #expect(column(second, 227, 60).hasPrefix("Strasse - \"Brucken\" bauen's ...  "))
    #expect(column(Array(lines)[3], 107, 60).hasPrefix("???? "))
  }

  /// The longest values of the columns that others prescribe.
  private static let bounds: [String: [String: Int]] = [
    "banner-comment": ["SPRIDEN_ID": 9, "LEVL_CODE": 2, "TERM_CODE": 6, "ORIG_CODE": 4],
    "banner-event": [
      "SPRIDEN_ID": 9, "EVEN_CODE": 3, "LEVL_CODE": 2, "DESCRIPTION": 30, "DECISION": 10,
      "GRADE": 6, "ORIG_CODE": 4, "TERM_CODE": 6,
    ],
    "peoplesoft-text": ["EMPLID": 11, "INSTITUTION": 5, "ACAD_CAREER": 4, "STRM": 4],
    "peoplesoft-milestone": ["EMPLID": 11, "INSTITUTION": 5, "ACAD_CAREER": 4, "DESCR": 30],
    "colleague": ["ACAD.PERSON.ID": 10, "ACAD.CCD": 10, "ACAD.COMMENTS": 1_000],
  ]

  @Test(arguments: bounds.keys.sorted())
  func `a file of a student system keeps to its columns`(_ name: String) throws {
    let profile = try Samples.profile(name)
    let batch = Samples.batch(profile)
    let text = try #require(String(data: Data(batch.bytes), encoding: .windowsCP1252))
    let separator = try #require(text.dropFirst().first)
    let end = name == "colleague" ? "\n" : "\r\n"
    let lines = text.components(separatedBy: end).dropLast().map { line in
      separator == "," ? rows(Array(line.utf8))[0] : line.components(separatedBy: "\(separator)")
    }
    let names = lines[1]
    #expect(lines.count == 3 + batch.trailer.rows)
    #expect(batch.trailer.rows > 5)
    for cells in lines[2..<(lines.count - 1)] {
      #expect(cells.count == names.count)
      #expect(cells[0] == "D")
      for (column, cell) in zip(names, cells) {
        if let most = Self.bounds[name]?[column] { #expect(cell.count <= most, "\(column)") }
      }
      let values = Dictionary(uniqueKeysWithValues: zip(names, cells))
      let prefix = name == "colleague" ? "CONFERRAL." : "CONFERRAL_"
      #expect(values[prefix + "NOTATION"]?.count == 32)
      let isVoid = ["D", "DELETE"].contains(values["ACTION"])
      #expect((values[prefix + "VOIDS"]?.isEmpty == false) == isVoid)
    }
  }

  @Test func `a void repeats the values that its line is found by`() throws {
    let batch = Samples.batch(try Samples.profile("banner-comment"))
    let lines = rows(batch.bytes, CSVDialect(encoding: .windows1252))
    let added = lines[2]
    let void = try #require(lines.first { $0[1] == "D" })
    #expect(added[1] == "I")
    #expect(Array(added[2...7]) == Array(void[2...7]))
    #expect(void.contains(Samples.id(1).replacingOccurrences(of: "-", with: "")))
  }

  @Test func `a CLR has the contexts and terms of CLR 2 0`() throws {
    let batch = Samples.batch(try Samples.profile("clr"))
    for line in batch.bytes.split(separator: 10).dropFirst().dropLast() {
      let clr = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      #expect(
        clr["@context"] as? [String] == [
          "https://www.w3.org/ns/credentials/v2",
          "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
          "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ])
      #expect(clr["type"] as? [String] == ["VerifiableCredential", "ClrCredential"])
      #expect(clr["partial"] as? Bool == true)
      #expect((clr["id"] as? String)?.hasPrefix("urn:uuid:") == true)
      let subject = try #require(clr["credentialSubject"] as? [String: Any])
      #expect(subject["type"] as? [String] == ["ClrSubject"])
      let inner = try #require((subject["verifiableCredential"] as? [[String: Any]])?.first)
      let achieved = try #require(inner["credentialSubject"] as? [String: Any])
      let achievement = try #require(achieved["achievement"] as? [String: Any])
      for word in ["id", "type", "name", "description", "criteria"] {
        #expect(achievement[word] != nil, "\(word)")
      }
      let isVoid = (clr["description"] as? String)?.contains(" void ") == true
      #expect((inner["validUntil"] != nil) == isVoid)
    }
  }
}
