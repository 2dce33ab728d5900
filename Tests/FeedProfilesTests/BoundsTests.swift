import FeedProfiles
import Foundation
import Microcredentials
import Testing

/// What fits, what is left out, and how much memory a long batch takes.
@Suite struct BoundsTests {
  @Test func `the longest text of a template is checked against every profile`() throws {
    let longest = Samples.row(1, text: String(repeating: "x", count: 81))
    var refusing: [String] = []
    for name in FeedProfile.shippedNames {
      let mistakes = try Samples.profile(name).mistakes(in: longest)
      if !mistakes.isEmpty { refusing.append(name) }
      #expect(mistakes.allSatisfy { $0.what.hasPrefix("it has 81 characters and ") })
    }
    #expect(refusing == ["banner-event", "pesc-xml"])
    let mistake = try #require(try Samples.profile("pesc-xml").mistakes(in: longest).first)
    #expect(
      mistake.description
        == "position 1, “ColTrn:CollegeTranscript/Student/AcademicRecord/AcademicAward/"
        + "NoteMessage”: it has 81 characters and 80 fit; "
        + "shorten it at its source; nothing is cut off here")
    #expect(!mistake.description.contains("xxx"))
  }

  @Test func `a length is counted after transliteration, with the guard`() throws {
    let profile = try Samples.profile("banner-event")
    func isFit(_ text: String) -> Bool {
      profile.mistakes(in: Samples.row(1, text: text)).isEmpty
    }
    #expect(isFit(String(repeating: "é", count: 30)))
    #expect(!isFit(String(repeating: "é", count: 31)))
    #expect(isFit(String(repeating: "ł", count: 30)))
    #expect(isFit(String(repeating: "ß", count: 30)))
    #expect(!isFit(String(repeating: "ﬃ", count: 11)))
    #expect(!isFit("=" + String(repeating: "x", count: 29)))
    #expect(isFit("e\u{301}" + String(repeating: "x", count: 29)))
  }

  @Test func `a character that cannot be written leaves the row out and is named by its number`()
    throws
  {
    for name in ["banner-comment", "peoplesoft-text", "fixed-width"] {
      let row = Samples.row(1, text: "書道 and 🎓")
      let mistakes = try Samples.profile(name).mistakes(in: row)
      #expect(
        mistakes.map(\.what) == ["the character U+66F8 cannot be written in the profile's files"])
    }
    // What stands in tables for a byte without a character is no character of the encoding.
    let unreadable = Samples.row(1, text: "\u{FFFD}")
    let windows = try FeedProfile.shipped("csv").replacing(
      "format: delimited", with: "format: delimited\nencoding: windows-1252")
    #expect(try FeedProfile(parsing: windows).mistakes(in: unreadable).count == 1)
    let control = Samples.row(1, text: "a\u{1}b")
    #expect(try Samples.profile("json-lines").mistakes(in: control) == [])
    #expect(try Samples.profile("pesc-xml").mistakes(in: control).count == 1)
    #expect(try Samples.profile("csv").mistakes(in: control).count == 1)
  }

  @Test func `an id is never transliterated, cut or made up`() throws {
    let profile = try Samples.profile("banner-comment")
    for student in ["Ł1234", "1234567890", ""] {
      let row = Samples.row(1, student: student)
      #expect(profile.mistakes(in: row).map(\.field) == ["SPRIDEN_ID"], "\(student)")
    }
    #expect(profile.mistakes(in: Samples.row(1, level: nil)).map(\.field) == ["LEVL_CODE"])
    #expect(profile.mistakes(in: Samples.row(1, level: "doctoral")).map(\.field) == ["LEVL_CODE"])
    #expect(profile.mistakes(in: Samples.row(1, term: nil)).map(\.field) == ["TERM_CODE"])
    let exact = Samples.row(1, credits: Quantity("0.1255"))
    #expect(profile.mistakes(in: exact).map(\.field) == ["CREDITS"])
  }

  @Test(arguments: FeedProfile.shippedNames)
  func `a batch of twenty thousand rows takes no memory for its rows`(_ name: String) throws {
    let profile = try Samples.profile(name)
    // One profile shows the length of a batch, the others that theirs is no other way.
    let count = name == "csv" ? 20_000 : 4_000
    var renderer = BatchRenderer(profile: profile, header: Samples.header(last: count))
    var bytes = renderer.begin()
    var total = bytes.count
    var most = 0
    var reading: [[UInt8]] = [bytes]
    for position in 1...count {
      bytes.removeAll(keepingCapacity: true)
      try renderer.render(Samples.row(position), into: &bytes)
      total += bytes.count
      most = max(most, bytes.capacity)
      reading.append(bytes)
    }
    let end = renderer.end()
    reading.append(end.bytes)
    #expect(most < 16_384)
    #expect(total > count * 100)
    #expect(end.trailer.added == count)
    #expect(end.trailer.creditsAdded == Quantity(count / 2 * 13))
    #expect(end.trailer.persons == 7)
    var pieces = reading[...]
    let read = BatchFile.read("batch") { pieces.popFirst() }
    #expect(read.problems == [])
    #expect(read.sha256 == end.fileSHA256)
  }
}
