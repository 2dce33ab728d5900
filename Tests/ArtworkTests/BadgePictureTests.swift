import Foundation
import FoundationXML
import Testing

@testable import Artwork

@Suite struct BadgePictureTests {
  private static let scripts = [
    "Nonprofit Management and Fundraising ", "الإدارة غير الربحية وجمع التبرعات ",
    "非营利组织管理与筹款", "Quản lý tổ chức phi lợi nhuận ", "Donaudampfschifffahrtsgesellschaft",
    "Zoë’s <b>\"R&D\"</b> ", "🎓🏳️‍🌈👩🏽‍🔬 ", "i", "W", "Μη κερδοσκοπική διαχείριση ", "ניהול ללא רווח ",
    "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "ﷺ", "A\u{0}B\u{202E}C\u{FFFE} ",
  ]

  @Test func `a title of any length in any script stays in its box`() throws {
    let box = TextBox(width: 456, height: 154, lines: 4, sizes: 20...56, face: .bold, leading: 1.16)
    for script in Self.scripts {
      for length in [1, 2, 7, 20, 45, 90, 140, 200] {
        let title = String(
          String(repeating: script, count: length / script.count + 1).prefix(length))
        let setting = try box.set(title)
        #expect(setting.lines.count <= 4)
        #expect(Double(setting.lines.count) * setting.size * 1.16 <= 154.01)
        let widths = try Typeface.bold.widths(of: setting.lines)
        for width in widths {
          #expect(width * setting.size / 100 <= 456.5, "\(length) of \(script): \(setting)")
        }
      }
    }
  }

  @Test func `a title that fits is shown as a whole`() throws {
    let box = TextBox(width: 456, height: 154, lines: 4, sizes: 20...56, face: .bold, leading: 1.16)
    let title = "Applied Machine Learning for Public Health Researchers and Practitioners"
    #expect(try box.set(title).lines.joined(separator: " ") == title)
    let word = try box.set("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter")
    #expect(word.lines.dropLast().allSatisfy { $0.hasSuffix("-") })
  }

  @Test(arguments: [BadgeSubject.Kind.forCredit, .graduate, .notForCredit])
  func `a picture is well-formed, refers to nothing outside, and says what it shows`(
    kind: BadgeSubject.Kind
  ) throws {
    for title in Self.scripts {
      let subject = BadgeSubject(
        title: title, institution: "R&D <University> \"of\" Ω\u{1}", institutionCode: "a&<",
        programCode: "x\u{0}", kind: kind, credits: "3", year: 2026)
      let svg = try BadgePicture(subject).svg
      let document = try XMLDocument(xmlString: svg)
      #expect(try document.nodes(forXPath: "/*[@role='img']").count == 1)
      let about = try document.nodes(forXPath: "//*[local-name()='desc']").first?.stringValue
      #expect(about == subject.alternativeText)
      #expect(!svg.contains("http://", butNot: SVGCheck.namespace) && !svg.contains("<b>"))
    }
  }

  @Test func `a picture is a PNG of the size that is asked for, and always the same`() throws {
    let subject = BadgeSubject(
      title: "Data Literacy", institution: "Example State University", institutionCode: "esu",
      programCode: "data-literacy", kind: .notForCredit, year: 2026)
    let picture = try BadgePicture(subject)
    for size in [64, 600, 2_000] {
      let png = try picture.png(size)
      let file = try PNGFile(png)
      #expect(file.width == size && file.height == size)
      #expect(try BadgePicture(subject).png(size) == png)
    }
    #expect(try PNGFile(picture.png(9)).width == 64)
  }

  @Test func `credit is told in words`() {
    var subject = BadgeSubject(
      title: "T", institution: "I", institutionCode: "i", programCode: "p", kind: .forCredit,
      credits: "1")
    #expect(subject.creditMark == "1 credit")
    subject.credits = "4.5"
    #expect(subject.creditMark == "4.5 credits")
    subject.credits = nil
    #expect(subject.creditMark == "For credit")
    subject.kind = .notForCredit
    #expect(subject.alternativeText == "Badge: T, I, non-credit")
  }
}

extension String {
  fileprivate func contains(_ text: String, butNot exception: String) -> Bool {
    replacing(exception, with: "").contains(text)
  }
}
