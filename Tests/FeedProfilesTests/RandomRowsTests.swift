import FeedProfiles
import Foundation
import Microcredentials
import Testing

/// Rows of whatever characters there are: a file of them is read back as it was written.
@Suite struct RandomRowsTests {
  /// A generator with a seed, so that a failure can be repeated.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private func text(_ generator: inout Seeded) -> String {
    let pieces = [
      "=", "+", "-", "@", "'", "\"", "\"\"", ",", ";", "|", "\t", "\r", "\n", "\r\n", " ", "\\",
      "<", ">", "&", "&amp;", "]]>", "{", "}", "D,1", "T,1", "H,", "a", "Zz", "0", "é", "ß", "’",
      "\u{301}", "\u{AD}", "مر", "書", "🎓", "\u{85}", "\u{7F}", "\u{1}", "\u{FFFE}",
      "Position 7 add x",
    ]
    let count = Int.random(in: 0...6, using: &generator)
    return (0..<count).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a batch of any characters is read back without a problem`(_ name: String) throws {
    let profile = try Samples.profile(name)
    var generator = Seeded(state: 2026)
    var rows: [Notation] = []
    for position in 1...300 {
      let isVoid = position % 5 == 0
      var row = Samples.row(
        position, text(&generator), text: text(&generator), kind: isVoid ? .void : .add,
        voids: isVoid ? position - 1 : nil, title: text(&generator))
      row.unit = text(&generator)
      if position % 4 == 0 { row.student = text(&generator) }
      rows.append(row)
    }
    let batch = Samples.batch(profile, Samples.header(last: 300), rows)
    let read = Samples.read(batch.bytes, pieces: 61)
    #expect(read.problems.map(\.description) == [])
    #expect(read.trailer == batch.trailer)
    #expect(batch.trailer.rows > 50)
  }

  @Test func `the profile in the documentation is one`() throws {
    let article = Samples.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/FeedProfiles/FeedProfiles.docc/Profiles.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let yaml = try #require(block.components(separatedBy: "```").first)
      let profile = try FeedProfile(parsing: yaml)
      #expect(Samples.read(Samples.batch(profile).bytes, profiles: [profile]).problems == [])
    }
    for name in FeedProfile.shippedNames { #expect(text.contains("| `\(name)` |")) }
  }
}
