import Foundation
import Testing

@testable import Artwork

@Suite struct UploadedArtworkTests {
  private static func svg(_ inner: String, root: String = "viewBox=\"0 0 10 10\"") -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" \(root)>\(inner)</svg>"
  }

  private static let manyUses = String(repeating: "<use href=\"#g\"/>", count: 300)
  private static let manyShapes = String(repeating: "<path d=\"M0 0\"/>", count: 100)

  private static let hostile: [(String, String)] = [
    (svg("<script>alert(1)</script>"), "scripts"),
    (svg("<g onload=\"alert(1)\"/>"), "event handlers"),
    (svg("", root: "viewBox=\"0 0 9 9\" onclick=\"a()\""), "event handlers"),
    (svg("<foreignObject><p/></foreignObject>"), "other documents"),
    (svg("<animate attributeName=\"x\"/>"), "animation"),
    (svg("<set attributeName=\"href\" to=\"javascript:a()\"/>"), "animation"),
    (svg("<a href=\"https://evil.example\"><path d=\"M0 0\"/></a>"), "links"),
    (svg("<image href=\"https://evil.example/a.png\"/>"), "embedded as a PNG"),
    (svg("<image href=\"file:///etc/passwd\"/>"), "embedded as a PNG"),
    (svg("<image href=\"data:image/svg+xml;base64,AAAA\"/>"), "embedded as a PNG"),
    (svg("<image href=\"data:image/png;base64,%%%\"/>"), "not base64"),
    (svg("<image href=\"data:image/png;base64,AAAA\"/>"), "does not begin"),
    (svg("<use href=\"https://evil.example/a.svg#x\"/>"), "outside"),
    (svg("<use href=\"#nowhere\"/>"), "outside"),
    (svg("<style>@import url(https://evil.example/a.css)</style>"), "not taken"),
    (svg("<style>@font-face{font-family:a}</style>"), "@ rule"),
    (svg("<style>g{fill:url(https://evil.example)}</style>"), "outside"),
    (svg("<style>g{fill:u\\72l(//evil.example)}</style>"), "not taken"),
    (svg("<g style=\"fill:url('//evil.example/a')\"/>"), "outside"),
    (svg("<g fill=\"url( https://evil.example )\"/>"), "outside"),
    (svg("<g style=\"background:image-set('a')\"/>"), "not taken"),
    ("<!DOCTYPE svg [<!ENTITY a \"b\">]>" + svg("&a;"), "document type"),
    ("<?xml-stylesheet href=\"a.css\"?>" + svg(""), "processing instruction"),
    ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + svg(""), "another encoding"),
    (svg("<text>&evil;</text>"), "no entity"),
    (svg("<text>&#0;</text>"), "no entity"),
    (svg("<g>"), "not closed"),
    (svg("<g id=\"a\" id=\"b\"/>"), "twice"),
    (svg("<g id=\"a\"/><g id=\"a\"/>"), "twice"),
    (svg("<x:g xmlns:x=\"http://www.w3.org/2000/svg\"/>"), "plain SVG"),
    (svg("<openbadges:credential/>"), "baked in"),
    (svg("<filter id=\"f\"/>"), "filters"),
    (svg("<pattern id=\"p\"/>"), "patterns"),
    (svg("<g id=\"g\">\(manyShapes)</g>\(manyUses)"), "draws too much"),
    (
      svg("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>"),
      "refers to another"
    ),
    (svg("<g id=\"a\"><use href=\"#a\"/></g>"), "refers to another"),
    (svg("<mask id=\"a\" mask=\"url(#a)\"/><g mask=\"url(#a)\"/>"), "refers to another"),
    (svg("<style>g{mask:url(#m)}</style><mask id=\"m\"/>"), "not in the style sheet"),
    (String(repeating: "<g>", count: 90), "too deeply"),
    (svg(String(repeating: "<g>", count: 90)), "too deeply"),
    (svg(String(repeating: "<g/>", count: 10_001)), "too many"),
    (svg("", root: "viewBox=\"0 0 10 20\""), "square"),
    (svg("", root: "viewBox=\"0 0 nan 1\""), "neither a viewBox"),
    (svg("", root: "width=\"1e9\" height=\"1e9\""), "neither a viewBox"),
    (svg("") + "<html/>", "follows the end"),
    ("<html><body/></html>", "does not begin"),
    ("<svg><g/></svg>", "does not begin"),
    (svg("<g xmlns=\"http://www.w3.org/1999/xhtml\"/>"), "another namespace"),
    (svg("<text>\u{1}</text>"), "control character"),
    ("GIF89a", "neither a PNG nor an SVG"), ("", "empty"),
    (svg("<desc>" + String(repeating: "a", count: 2_000_001) + "</desc>"), "more than 2 MB"),
  ]

  /// A document, some of which is 2 MB, told by its beginning.
  struct Document: CustomTestStringConvertible {
    let text: String
    var testDescription: String { String(text.prefix(120)) }
  }

  @Test(arguments: hostile.map { (Document(text: $0), $1) })
  func `an SVG that is more than a picture is refused with its reason`(
    document: Document, reason: String
  ) {
    let error = #expect(throws: ArtworkError.self, "\(document.testDescription)") {
      try UploadedArtwork(Array(document.text.utf8))
    }
    #expect(error?.sentence.contains(reason) == true, "\(error?.sentence ?? "-")")
  }

  @Test func `an SVG that is a picture is taken and written anew`() throws {
    let embedded = Base64.text(of: try Self.png(10, 10))
    let artwork = try UploadedArtwork(
      Array(
        ("\u{FEFF}<?xml version=\"1.0\"?><!-- made by hand -->"
          + Self.svg(
            """
            <defs><linearGradient id="l"><stop offset="0" stop-color="red"/></linearGradient>
            <clipPath id="c"><circle cx="5" cy="5" r="4"/></clipPath></defs>
            <style><![CDATA[.a{fill:url(#l)}]]></style>
            <g clip-path="url(#c)"><rect class="a" width="10" height="10"/></g>
            <use href="#s"/><path id="s" d="M0 0h1v1z"/><text x="1" y="5">R&amp;D &lt;&#x41;</text>
            <image width="2" height="2" href="data:image/png;base64,\(embedded)"/>
            """)).utf8))
    let text = String(decoding: artwork.bytes, as: UTF8.self)
    #expect(artwork.format == .svg && text.contains("R&amp;D &lt;A") && !text.contains("by hand"))
    #expect(try PNGFile(artwork.png(100)).width == 100)
    let shown = try artwork.svg(alternativeText: "A \"seal\" <of> ours")
    #expect(shown.contains("aria-label=\"A &quot;seal&quot; &lt;of&gt; ours\""))
    #expect(try PNGFile(Drawing(svg: Array(shown.utf8)).png(width: 64, height: 64)).width == 64)
  }

  @Test func `an SVG that takes long to draw is refused`() {
    let slow = String(
      repeating: "<g opacity=\".5\"><g opacity=\".5\"><rect width=\"9\" height=\"9\"/></g></g>",
      count: 3_300)
    let error = #expect(throws: ArtworkError.self) {
      try UploadedArtwork(Array(Self.svg(slow).utf8))
    }
    #expect(error?.sentence.contains("too long") == true, "\(error?.sentence ?? "-")")
  }

  @Test func `a large PNG is kept no larger than it is ever shown`() throws {
    let artwork = try UploadedArtwork(Self.png(4_000, 3_900))
    #expect(try PNGFile(artwork.bytes).width == 2_000)
  }

  @Test func `a PNG is written anew without what is not the picture`() throws {
    let png = try Self.png(400, 420)
    let secret = Self.inserting("tEXt", Array("Comment\u{0}GPS 52.5".utf8), into: png)
    let artwork = try UploadedArtwork(secret)
    #expect(
      artwork.format == .png && !String(decoding: artwork.bytes, as: UTF8.self).contains("GPS"))
    let square = try PNGFile(artwork.png(300))
    #expect(square.width == 300 && square.height == 300)
  }

  @Test func `a PNG that is no plain picture of the right size is refused`() throws {
    let good = try Self.png(400, 400)
    var broken = good
    broken[40] ^= 1
    let bomb = Self.header(30_000, 30_000) + good.dropFirst(33)
    let cases: [([UInt8], String)] = [
      (try Self.png(399, 400), "from 400 to 4000"), (try Self.png(800, 400), "square"),
      (Array(bomb), "30000 × 30000"),
      (Array(Self.header(.max, .max) + good.dropFirst(33)), "4294967295"),
      (broken, "broken"), (Array(good.dropLast(4)), "broken"), (Array(good.prefix(20)), "broken"),
      (good + Array("<script>alert(1)</script>".utf8), "behind its end"),
      (good + Array("PK\u{3}\u{4}".utf8), "behind its end"),
      (Self.inserting("iTXt", Array("openbadgecredential\u{0}".utf8), into: good), "baked in"),
      (
        Self.inserting("tEXt", Array("openbadges\u{0}https://a.example".utf8), into: good),
        "baked in"
      ),
      (Self.inserting("acTL", [0, 0, 0, 2, 0, 0, 0, 0], into: good), "animated"),
      (Self.inserting("IHDR", Array(good[16..<29]), into: good), "broken"),
      (Array(good.prefix(33)) + Self.chunk("IEND", []), "broken"),
      (Array(good.prefix(33)) + Self.chunk("IDAT", [1, 2, 3]) + Self.chunk("IEND", []), "broken"),
    ]
    for (bytes, reason) in cases {
      let error = #expect(throws: ArtworkError.self, "\(reason)") { try UploadedArtwork(bytes) }
      #expect(error?.sentence.contains(reason) == true, "\(error?.sentence ?? "-"), not \(reason)")
    }
  }

  static func png(_ width: Int, _ height: Int) throws -> [UInt8] {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"9\" fill=\"red\"/></svg>"
    return try Drawing(svg: Array(svg.utf8)).png(width: width, height: height)
  }

  private static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + content
    return number(content.count) + body + number(PNGFile.check(of: body[...]))
  }

  private static func header(_ width: UInt32, _ height: UInt32) -> [UInt8] {
    PNGFile.signature
      + chunk("IHDR", number(Int(width)) + number(Int(height)) + [8, 6, 0, 0, 0])
  }

  private static func inserting(_ kind: String, _ content: [UInt8], into png: [UInt8]) -> [UInt8] {
    Array(png.prefix(33)) + chunk(kind, content) + png.dropFirst(33)
  }
}
