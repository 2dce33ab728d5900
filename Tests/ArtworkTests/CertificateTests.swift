import Foundation
import Testing

@testable import Artwork

@Suite struct CertificateTests {
  private static let address =
    "https://badges.example.edu/credentials/5b2f2f0e-9d3e-4f0e-8a3e-2b1f6f3f9d11"

  private static func subject(_ name: String) -> AwardSubject {
    AwardSubject(
      badge: BadgeSubject(
        title: "Nonprofit Management & Fundraising", institution: "Example State University",
        institutionCode: "esu", programCode: "ow-nonprofit", kind: .forCredit, credits: "6",
        year: 2026),
      learner: name, earned: "4 December 2026", summary: "Two courses and a portfolio.",
      address: address)
  }

  @Test(
    .enabled(if: PeerTools.areThere),
    arguments: ["Ada O’Neill-King", "Nguyễn Thị Minh Khai", "Zoë D'Arcy 🎓"])
  func `a certificate is one page whose text can be selected and whose code can be read`(
    name: String
  ) throws {
    for paper in [CertificatePage.Paper.a4, .letter] {
      let page = try CertificatePage(Self.subject(name), paper: paper)
      let pdf = try page.pdf()
      #expect(try page.pdf() == pdf)
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appending(path: "page.pdf")
      try Data(pdf).write(to: file)
      let text = try PeerTools.run("pdftotext", [file.path, "-"])
      #expect(text.contains(ShownText.line(name)))
      #expect(text.contains("Fundraising") && text.contains("6 credits · earned on 4 December"))
      #expect(text.replacing("\n", with: "").contains(Self.address))
      let facts = try PeerTools.run("pdfinfo", [file.path])
      #expect(facts.contains(/Pages: +1\n/) && facts.contains("Nonprofit Management & Fundraising"))
      #expect(facts.contains(paper == .a4 ? "(A4)" : "(letter)"))
      let fonts = try PeerTools.run("pdffonts", [file.path]).split(separator: "\n").dropFirst(2)
      #expect(!fonts.isEmpty && fonts.allSatisfy { $0.contains(" yes yes ") })
      let image = folder.appending(path: "page").path
      _ = try PeerTools.run("pdftoppm", ["-r", "110", "-png", "-singlefile", file.path, image])
      #expect(try PeerTools.run("zbarimg", ["-q", "--raw", image + ".png"]) == Self.address + "\n")
    }
  }

  @Test func `long names and names of other scripts fit`() throws {
    let names = [
      "عبد الرحمن بن خالد", "王小明", String(repeating: "Wolfeschlegelsteinhausen ", count: 12),
      String(repeating: "x", count: 400), "🎓", "'", "\u{0}",
    ]
    for name in names {
      #expect(try CertificatePage(Self.subject(name), paper: .a4).pdf().starts(with: "%PDF".utf8))
    }
  }

  @Test func `paper is what is usual where the institution is`() {
    #expect(CertificatePage.Paper(zone: "America/New_York") == .letter)
    #expect(CertificatePage.Paper(zone: "Europe/Berlin") == .a4)
  }

  @Test func `an address that is too long for a code is refused`() {
    var subject = Self.subject("Ada")
    subject.address += String(repeating: "a", count: 3_000)
    #expect(throws: ArtworkError.self) { try CertificatePage(subject, paper: .a4) }
  }

  @Test func `a preview is of the size that other sites expect`() throws {
    var subject = Self.subject("Ada")
    let file = try PNGFile(PreviewPicture(subject).png())
    #expect(file.width == 1_200 && file.height == 630)
    #expect(try PreviewPicture(subject).svg.contains("Ada"))
    subject.learner = nil
    #expect(try !PreviewPicture(subject).svg.contains("Ada"))
  }
}

/// Programs of others that read what we write.
enum PeerTools {
  static let areThere = ["pdftotext", "pdfinfo", "pdffonts", "pdftoppm", "zbarimg"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
  }

  static func run(_ tool: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/\(tool)")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
