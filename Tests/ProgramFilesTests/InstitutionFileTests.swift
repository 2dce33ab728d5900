import Foundation
import Microcredentials
import ProgramFiles
import Testing

@Suite struct InstitutionFileTests {
  private func read(_ text: String) throws -> InstitutionFile {
    try InstitutionFile.read(text.utf8, name: "institution.yaml")
  }

  private func mistakes(_ text: String) -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let errors as ProgramFileErrors {
      return errors.errors.map { "\($0.line): \($0.message)" }
    } catch {
      return ["\(error)"]
    }
  }

  private static let minimal = """
    institution: esu
    name: Example State University
    zone: America/New_York
    site: https://badges.example.edu/
    url: https://www.example.edu
    email: registrar@example.edu
    """

  @Test func `a file without a policy gets the usual one`() throws {
    let file = try read(Self.minimal)
    #expect(file.site == "https://badges.example.edu")
    #expect(file.policy == Policy())
  }

  @Test func `units stand below what they are part of, each once`() throws {
    let units = try read(
      Self.minimal + "\nunits:\n  - {code: Arts, name: School of Arts}\n"
        + "  - {code: Dance, part of: Arts}"
    ).units
    #expect(units.map(\.code) == ["Arts", "Dance"] && units.map(\.partOf) == [nil, "Arts"])
    #expect(units.map(\.name) == ["School of Arts", "Dance"])
    let found = mistakes(
      Self.minimal + "\nunits:\n  - {code: A, part of: B}\n  - {code: B, part of: B}\n"
        + "  - {code: A}\n  - Dance")
    #expect(found.map { $0.prefix(2) } == ["8:", "9:", "10", "11"])
    #expect(mistakes(Self.minimal + "\nunits: Arts").count == 1)
  }

  @Test func `colours are six hexadecimal digits, in quotes`() throws {
    let file = try read(Self.minimal + "\ncolour: \"#1A2B3C\"\nsecond colour: \"#ffd100\"")
    #expect(file.colour == "#1a2b3c" && file.secondColour == "#ffd100")
    #expect(try read(Self.minimal).colour == nil)
    for colour in ["navy", "\"#123\"", "\"#12345g\"", "\"#１23456\"", "123456"] {
      #expect(mistakes(Self.minimal + "\ncolour: \(colour)") == ["7: 'colour' is not a colour"])
    }
  }

  @Test func `notations wait for holds on the record unless the policy says so`() throws {
    let policy = Self.minimal + "\npolicy: {notation holds: "
    #expect(try read(Self.minimal).policy.notationHolds == [.record])
    let both = try read(policy + "[financial, record]}")
    #expect(both.policy.notationHolds == [.record, .financial])
    #expect(try read(policy + "[]}").policy.notationHolds.isEmpty)
    for kind in ["directory", "library"] {
      #expect(mistakes(policy + "[\(kind)]}") == ["7: '\(kind)' keeps no notation back"])
    }
    #expect(mistakes(policy + "record}") == ["7: 'notation holds' is a list"])
  }

  @Test func `the documented example says what its comments say`() throws {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    let article = try String(
      contentsOf: folder.appendingPathComponent(
        "Sources/ProgramFiles/ProgramFiles.docc/InstitutionFiles.md"), encoding: .utf8)
    let yaml = try #require(
      article.components(separatedBy: "```yaml\n").last?.components(separatedBy: "```").first)
    let file = try read(yaml)
    #expect(file.colour == "#12395f")
    #expect(file.policy.creditCap == 11)
    #expect(file.policy.sharingLimit == 2)
    #expect(file.policy.notationHolds == [.record, .financial])
    #expect(file.policy.grades["B"]?.rank == 2)
    #expect(file.policy.grades["F"]?.passes == false)
    #expect(file.policy.grades["P"]?.rank == nil)
    #expect(file.policy.terms.map(\.code) == ["2026SP", "2026FA"])
  }

  @Test func `every mistake is told at once, each with its line`() {
    let found = mistakes(
      """
      institution: esu
      name: Example State University
      zone: America/New_York
      site: https://Badges.example.edu
      url: www.example.edu
      email: registrar
      policy: {credit cap: none, grade: x}
      terms:
        - {code: A, starts: 2026-05-01, ends: 2026-01-01}
        - {code: A, starts: 2026-05-01, ends: 2026-06-01}
      """)
    for line in [4, 5, 6, 7, 9, 10] {
      #expect(found.contains { $0.hasPrefix("\(line): ") }, "\(line) in \(found)")
    }
  }

  @Test func `an empty file names what is needed`() {
    #expect(!mistakes("").isEmpty)
    #expect(!mistakes("- a\n- b").isEmpty)
  }
}
