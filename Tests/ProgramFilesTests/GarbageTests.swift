import Foundation
import Microcredentials
import ProgramFiles
import TestSupport
import Testing

/// What is not a program file at all.
@Suite struct GarbageTests {
  private func mistakes(_ bytes: some Collection<UInt8>) -> [String] {
    do {
      _ = try ProgramFile.read(bytes, name: "a.yaml")
      return []
    } catch {
      return error.errors.map(\.description)
    }
  }

  private func mistakes(_ text: String) -> [String] { mistakes(Array(text.utf8)) }

  @Test(arguments: ["", "\n\n", "# only a comment\n", "---\n", "---\n...\n"])
  func `an empty file is told to be empty`(text: String) {
    #expect(mistakes(text).first?.contains("the file is empty") == true)
  }

  @Test func `a list or a text at top level is refused`() {
    #expect(
      mistakes("- program: a\n") == [
        "a.yaml:1: a program file is a mapping of keys, not a list. Begin it with "
          + "'program: CODE', one key a line."
      ])
    #expect(
      mistakes("program") == [
        "a.yaml:1: a program file is a mapping of keys, not 'program'. Begin it with "
          + "'program: CODE', one key a line."
      ])
  }

  @Test func `a second document is refused at its line`() {
    #expect(
      mistakes("program: a\n---\nprogram: b\n") == [
        "a.yaml:2: a second document begins here. Write one program per file, without '---' "
          + "between parts."
      ])
  }

  @Test func `text that is not UTF-8 is refused where it stops to be`() {
    let utf16 = "a.yaml:1: the file is written in UTF-16 or UTF-32. Save it as UTF-8."
    #expect(mistakes([0xFF, 0xFE, 0x70, 0x00]) == [utf16])
    #expect(mistakes([0xFE, 0xFF, 0x00, 0x70]) == [utf16])
    #expect(mistakes([0x70, 0x00, 0x72, 0x00, 0x6F, 0x00]) == [utf16])
    #expect(mistakes([0x00, 0x00, 0xFE, 0xFF, 0x00, 0x00, 0x00, 0x70]) == [utf16])
    let latin1 = Array("program: a\ntitle: Caf".utf8) + [0xE9, 0x0A]
    #expect(mistakes(latin1) == ["a.yaml:2: the file is not UTF-8 from here on. Save it as UTF-8."])
  }

  @Test func `a byte-order mark and carriage returns do no harm`() throws {
    let text = """
      program: a\r\ntitle: Título\r\nversion: 1\r\ndescription: x\r\ncredit: none\r
      criteria: {course: A}\r\n
      """
    let file = try ProgramFile.read([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "a.yaml")
    #expect(file.version.title == "Título")
  }

  @Test func `control characters are refused`() {
    #expect(
      mistakes("program: a\ntitle: \u{7}b\n") == [
        "a.yaml:2: the control character U+0007 cannot be part of a file. Delete it."
      ])
  }

  @Test func `tabs cannot indent`() {
    #expect(
      mistakes("criteria:\n\tall: []\n") == [
        "a.yaml:2: a tab is used for indentation. Indent with spaces."
      ])
  }

  @Test func `more than a mebibyte is refused unread`() {
    let most = "title: " + String(repeating: "a", count: 1_048_569)
    #expect(!mistakes(most).joined().contains("1 MiB"))
    #expect(mistakes(most + "a").joined().contains("the file has more than 1 MiB"))
  }

  @Test func `an alias bomb is refused at once`() {
    let levels = (1..<12).map { level in
      "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ","))]"
    }
    let bomb = (["a0: &a0 [x, x, x]"] + levels + ["? *a11", ": x"]).joined(separator: "\n")
    #expect(mistakes(bomb).joined().contains("refers to another part of the file"))
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "{? ", "[{a: ", "!!seq [", "- a:\n  "])
  func `deep nesting is refused and does not exhaust the stack`(opening: String) {
    for depth in [100, 990, 50_000] {
      let text = String(repeating: opening, count: depth)
      #expect(!mistakes(text).isEmpty)
      let closing = opening.contains("[") ? "]" : opening.contains("{") ? "}" : ""
      #expect(!mistakes(text + "x" + String(repeating: closing, count: depth)).isEmpty)
    }
  }

  @Test func `the parser's own limit of depth needs no more than two mebibytes of stack`() {
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      let text = String(repeating: "[", count: 990) + String(repeating: "]", count: 990)
      #expect(mistakes(text).joined().contains("more than 64 levels deep"))
      done.signal()
    }
    thread.stackSize = 2 * 1_048_576
    thread.start()
    done.wait()
  }

  @Test func `too many entries are refused`() {
    let text = "criteria: {all: [" + String(repeating: "{course: a},", count: 30_000) + "]}"
    #expect(mistakes(text).joined().contains("more than 50000 entries"))
  }

  @Test(arguments: 0..<1_500 as Range<UInt64>)
  func `a file with random damage is read or refused with lines and remedies`(seed: UInt64) {
    var random = Seeded(seed)
    var bytes = Array(whole.utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2:
        bytes.insert(
          contentsOf: Array("[]{}:,-?&*!|>'\"%@` \n\t#".utf8).shuffled(using: &random).prefix(3),
          at: place)
      default:
        let end = min(bytes.count, place + Int.random(in: 0...60, using: &random))
        bytes.insert(
          contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
      }
    }
    let lines = bytes.count { $0 == 10 } + 2
    do {
      let file = try ProgramFile.read(bytes, name: "a.yaml")
      #expect(!file.version.program.isEmpty)
      _ = file.check()
    } catch {
      #expect(!error.errors.isEmpty)
      for mistake in error.errors {
        #expect((1...lines).contains(mistake.line))
        #expect(!mistake.message.isEmpty && !mistake.remedy.isEmpty)
      }
    }
  }
}

/// A file with every section and every kind of requirement.
let whole = """
  program: whole
  title: Everything
  version: "1.10"
  description: |
    Two lines
    of text.
  unit: Department of Examples
  level: undergraduate
  credit: bearing
  effective: 2026-08-24
  enrollment: {opens: 2026-08-01, closes: 2026-09-15}
  exceptions: waivers
  pools:
    Electives: [A 1, A 2]
  criteria:
    all:
      - course: [ENG 101, eng101h]
        id: english
        title: English
        credits: 1-4
        grade: C-
        origin: [here, transfer]
        from: award - 7 years
        by: enrollment + 3 years
        tagged: honors
        not tagged: [counted in major]
        exclusive: true
      - choose: 1
        of: [{workshop: W1, hours: 1.5}, {exam: E, score: 80, attempts: 2, any grade: true}]
        where: [{total: credits, at least: 50%, origin: here}, {mean: grade points, at least: 2.0}]
      - sequence: [{form: intent}, {sign-off: lead}]
        terms: consecutive
      - total: points
        at least: 3
        of: [{event: any, each: 2}, {course: {pool: Electives}, credits at least: 2}]
        may share: true
      - {mean: score, at least: 40, of: [{assessment: "1752", weight: 10}]}
      - not: {standing: major, is: [Biology, Botany]}
  evidence:
    name: Portfolio
    kinds: [portfolio]
    level: Good
    scale: [Fair, Good]
  award: {on: [2026-12-31], yearly: [05-31]}
  competencies: [{name: Writing, url: "https://example.edu/c/1", code: C1, framework: F}]
  skills: [writing]
  stacks into: [degree]
  partners: [Example City Schools]
  badge: {name: B, description: D, image: "https://example.edu/b.png", caption: A pen}
  notation: Note
  """
