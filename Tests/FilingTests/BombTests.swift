import Testing

@testable import Filing

@Suite struct BombTests {
  private func refusal(of content: [UInt8], _ rules: Inspection = Inspection()) -> String? {
    do {
      _ = try rules.judge(ByteSource(content), declared: nil)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    Media.png(65_500, 65_500), Media.png(Int(UInt32.max), Int(UInt32.max)),
    Media.jpeg(65_535, 65_535), Media.gif(65_535, 65_535), Media.gif(1, 1, frame: (65_535, 2_000)),
    Media.webp(lossy: 16_383, 16_383), Media.webp(lossless: 16_384, 16_384),
    Media.webp(extended: 16_777_216, 16_777_216), Media.png(10_001, 10_000),
  ])
  func `images with too many pixels are refused by their headers`(_ content: [UInt8]) {
    #expect(refusal(of: content)?.contains("pixels, more than") == true)
  }

  @Test func `images up to the limit are taken`() {
    #expect(refusal(of: Media.png(10_000, 10_000)) == nil)
    #expect(refusal(of: Media.jpeg(10_000, 10_000)) == nil)
    var rules = Inspection()
    rules.pixels = 12
    #expect(refusal(of: Media.gif(3, 4), rules) == nil)
    #expect(refusal(of: Media.gif(13, 1), rules) != nil)
  }

  @Test(arguments: [
    Media.png(0, 5), Media.jpeg(5, 0), Media.gif(0, 0), Array(Media.jpeg(3, 4).prefix(14)),
    Array(Media.png(3, 4).prefix(20)), Array(Media.gif(3, 4).dropLast()),
  ])
  func `images without a proper size are refused`(_ content: [UInt8]) {
    #expect(refusal(of: content)?.contains("broken") == true)
  }

  @Test func `an archive that says it unpacks to far more than it is is refused`() {
    var archive = Archive.document("word/document.xml")
    archive.entries[2].method = 8
    archive.entries[2].claimed = 900_000_000
    #expect(refusal(of: archive.bytes)?.contains("unpack to far more") == true)
    archive.entries[2].claimed = 0xFFFF_FFFE
    #expect(refusal(of: archive.bytes) != nil)
    archive.entries[2].claimed = 9_000_000
    #expect(refusal(of: archive.bytes) == nil)
  }

  @Test func `many entries that unpack to much together are refused`() {
    var archive = Archive.document("word/document.xml", (0..<50).map { "word/\($0).xml" })
    for index in 3..<53 {
      archive.entries[index].method = 8
      archive.entries[index].claimed = 9_000_000
    }
    #expect(refusal(of: archive.bytes)?.contains("unpack to far more") == true)
  }

  @Test func `an archive with too many entries is refused`() {
    let names = (0..<10_001).map { "word/\($0).xml" }
    #expect(
      refusal(of: Archive.document("word/document.xml", names).bytes)?
        .contains("entries, more than 10000") == true)
  }

  @Test func `entries that share their bytes are refused`() {
    var archive = Archive.document("word/document.xml", ["word/a.xml"])
    archive.entries[3].offset = 0
    archive.entries[3].localName = archive.entries[0].name
    #expect(refusal(of: archive.bytes)?.contains("unusual make") == true)
  }

  @Test(arguments: [
    "../outside.xml", "word/../../outside.xml", "/etc/passwd", "C:/outside", "word\\..\\outside",
    "..", "word//a.xml", "a\0b", "./a.xml",
  ])
  func `names that lead out of an archive are refused`(_ name: String) {
    #expect(
      refusal(of: Archive.document("word/document.xml", [name]).bytes)?
        .contains("leads out of it") == true)
  }

  @Test(arguments: [
    Archive.document("word/document.xml", ["word/vbaProject.bin"]),
    Archive.document("xl/workbook.xml", ["xl/VBAPROJECT.BIN"]),
    Archive.document("xl/workbook.xml", ["xl/macrosheets/sheet1.xml"]),
  ])
  func `documents with macros are refused`(_ archive: Archive) {
    #expect(refusal(of: archive.bytes)?.contains("macros") == true)
  }

  @Test func `open documents with macros or of other kinds are refused`() {
    var archive = Archive.openDocument("application/vnd.oasis.opendocument.text")
    archive.entries.append(Archive.Entry(name: "Basic/Standard/Module1.xml"))
    #expect(refusal(of: archive.bytes)?.contains("macros") == true)
    let other = Archive.openDocument("application/vnd.oasis.opendocument.formula")
    #expect(refusal(of: other.bytes)?.contains("not taken") == true)
    var both = Archive.openDocument("application/vnd.oasis.opendocument.text")
    both.entries += Archive.document("word/document.xml").entries
    #expect(refusal(of: both.bytes) != nil)
  }

  @Test func `archives that hide something are refused`() {
    var behind = Archive.document("word/document.xml")
    behind.before = Array("<html><script>".utf8)
    #expect(refusal(of: behind.bytes) != nil)
    var locked = Archive.document("word/document.xml")
    locked.entries[2].flags = 1
    #expect(refusal(of: locked.bytes)?.contains("password") == true)
    var renamed = Archive.document("word/document.xml")
    renamed.entries[2].localName = "word/document.exe"
    #expect(refusal(of: renamed.bytes) != nil)
    #expect(refusal(of: Archive.document("word/document.xml").bytes + [0]) != nil)
    var doubled = Archive.document("word/document.xml", ["WORD/document.xml"])
    #expect(refusal(of: doubled.bytes) != nil)
    doubled.entries = []
    #expect(refusal(of: doubled.bytes) != nil)
    var remark = Archive.document("word/document.xml")
    remark.comment = Array("a remark".utf8)
    #expect(refusal(of: remark.bytes) == nil)
  }
}
