import FeedProfiles
import Foundation
import Microcredentials

/// Rows and batches with everything in them that has ever broken an interface.
enum Samples {
  static func id(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  static func row(
    _ position: Int, _ name: String = "Ada Lovelace", text: String = "Data Literacy, 6.5 credits",
    kind: Notation.Kind = .add, voids: Int? = nil, follows: Int? = nil, student: String? = nil,
    credits: Quantity? = Quantity("6.5"), level: String? = "undergraduate",
    term: String? = "2271", title: String = "Data Literacy"
  ) -> Notation {
    Notation(
      position: position, id: id(position), kind: kind, voids: voids.map(id),
      follows: follows.map(id), student: student ?? "A0000000\(position % 7)",
      learner: id(900 + position), name: name, program: "DATALIT", title: title, version: "2026",
      unit: "Library", level: level, text: text, credits: credits,
      earnedOn: Day("2026-11-22") ?? Day(number: 0), term: term, award: id(500 + position),
      badge: "https://badges.example.edu/badges/\(id(500 + position))",
      recordedAt: 1_795_361_169_000_000 + Int64(position))
  }

  /// Names, texts and kinds that are hard to write.
  static let rows: [Notation] = [
    row(1),
    row(2, "Zoë Łukasiewicz-Ødegård", text: "Straße – “Brücken” bauen’s …"),
    row(3, "محمد الخوارزمي", text: "Algorithms"),
    row(4, "王小明", text: "Calligraphy"),
    row(5, "Grace \"Amazing\" O'Hopper", text: "Debugging, \"with\" moths | pipes"),
    row(6, "=HYPERLINK(\"http://evil.example\";\"x\")", text: "=1+1"),
    row(7, "Emoji 🎓 Graduate", text: "Two lines\r\nof text"),
    row(8, "'t Hooft", text: "'=quoted formula", credits: nil),
    row(9, text: "Data Literacy, 6.5 credits", kind: .void, voids: 1, student: "A00000001"),
    row(10, text: "Data Literacy, 6 credits", follows: 1, student: "A00000001", credits: 6),
    row(11, text: "<b>&amp; it's \\ bold</b>", level: "graduate", term: nil),
    row(12, "Nguyễn Thị Minh Khai", text: "-5 is a number", credits: Quantity("0.125")),
  ]

  static func header(_ number: Int = 1, first: Int = 1, last: Int = 12, previous: String? = nil)
    -> BatchHeader
  {
    BatchHeader(
      id: id(10_000 + number), institutionCode: "EXU", institution: "Example University, Zürich",
      consumer: "registrar", number: number, first: first, last: last, profile: "",
      profileVersion: "", zone: "America/New_York", mode: .test, previous: previous,
      releasedAt: 1_795_400_000_000_000, releasedOn: Day("2026-11-23") ?? Day(number: 0))
  }

  static func profile(_ name: String) throws -> FeedProfile {
    try FeedProfile(parsing: try FeedProfile.shipped(name))
  }

  /// The bytes of a batch, what its trailer says, and the positions that were left out.
  static func batch(
    _ profile: FeedProfile, _ header: BatchHeader = header(), _ rows: [Notation] = rows,
    resent: [Notation] = []
  ) -> Batch {
    var renderer = BatchRenderer(profile: profile, header: header)
    var bytes = renderer.begin()
    let headerLength = bytes.count
    var leftOut: [Int: [FieldMistake]] = [:]
    for (row, isResent) in resent.map({ ($0, true) }) + rows.map({ ($0, false) }) {
      do { try renderer.render(row, resent: isResent, into: &bytes) } catch {
        leftOut[row.position] = error.mistakes
      }
    }
    let detailsEnd = bytes.count
    let end = renderer.end()
    return Batch(
      bytes: bytes + end.bytes, details: headerLength..<detailsEnd, trailer: end.trailer,
      sha256: end.fileSHA256, leftOut: leftOut)
  }

  struct Batch {
    var bytes: [UInt8]
    var details: Range<Int>
    var trailer: BatchTrailer
    var sha256: String
    var leftOut: [Int: [FieldMistake]]
  }

  /// Reads the batch back in pieces of that size.
  static func read(
    _ bytes: [UInt8], pieces: Int = 65_536, profiles: [FeedProfile] = []
  ) -> BatchFile {
    var rest = bytes[...]
    return BatchFile.read("batch", profiles: profiles) {
      let piece = rest.prefix(pieces)
      rest = rest.dropFirst(pieces)
      return piece.isEmpty ? nil : Array(piece)
    }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
}
