import Testing

@testable import Filing

@Suite struct InspectionTests {
  static let known: [(MediaType, [UInt8])] = [
    (.pdf, Media.pdf), (.png, Media.png(3, 4)), (.jpeg, Media.jpeg(3, 4)),
    (.gif, Media.gif(3, 4)), (.webp, Media.webp(lossy: 3, 4)),
    (.webp, Media.webp(lossless: 3, 4)), (.webp, Media.webp(extended: 3, 4)),
    (.plainText, Media.text), (.plainText, PlainText.mark + Media.text),
    (.mp4, Media.mp4), (.mp4Audio, Media.film("M4A ")), (.webm, Media.webm), (.mp3, Media.mp3),
    (.mp3, Array("ID3\u{4}\0\0\0\0\0\u{A}".utf8) + Media.zeros(10) + Media.mp3),
    (.wav, Media.wav), (.ogg, Media.ogg),
    (.docx, Archive.document("word/document.xml").bytes),
    (.pptx, Archive.document("ppt/presentation.xml").bytes),
    (.xlsx, Archive.document("xl/workbook.xml").bytes),
    (.odt, Archive.openDocument("application/vnd.oasis.opendocument.text").bytes),
    (.ods, Archive.openDocument("application/vnd.oasis.opendocument.spreadsheet").bytes),
    (.odp, Archive.openDocument("application/vnd.oasis.opendocument.presentation").bytes),
  ]

  @Test(arguments: known)
  func `every kind is told by its content`(_ type: MediaType, _ content: [UInt8]) async throws {
    let source = ByteSource(content)
    #expect(try Inspection().judge(source, declared: nil) == type)
    #expect(try Inspection().judge(source, declared: "application/octet-stream") == type)
    #expect(try Inspection().judge(source, declared: "\(type.rawValue); charset=utf-8") == type)
    let file = try await spooled(content)
    #expect(try await Inspection().mediaType(of: file, declared: type.rawValue) == type)
  }

  @Test func `text is the kind of text that it is declared to be`() throws {
    let source = ByteSource(Media.text)
    #expect(try Inspection().judge(source, declared: "text/csv") == .csv)
    #expect(try Inspection().judge(source, declared: "Text/Markdown; charset=UTF-8") == .markdown)
    #expect(try Inspection().judge(source, declared: "application/vnd.ms-excel") == .csv)
  }

  @Test(arguments: [
    (Media.pdf, "image/png"), (Media.png(1, 1), "application/pdf"), (Media.text, "text/html"),
    (Media.text, "application/pdf"), (Media.mp4, "image/gif"), (Media.pdf, "nonsense"),
    (Archive.document("word/document.xml").bytes, MediaType.xlsx.rawValue),
  ])
  func `a content that is not what it was declared to be is refused`(
    _ content: [UInt8], _ declared: String
  ) {
    #expect(throws: FilingError.self) {
      try Inspection().judge(ByteSource(content), declared: declared)
    }
  }

  @Test(arguments: [
    "<!DOCTYPE html><p>", "  \n<HTML>", "\u{FEFF}<html>", "<script>alert(1)</script>",
    "<svg xmlns='x'/>", "<?xml version='1.0'?><svg/>", "<!-- --><html>", "<iframe\nsrc=x>",
    "#!/bin/sh\nrm", "MZ\u{90}\0", "\u{7F}ELF\u{2}", "<?php echo 1;", "%!PS-Adobe", "{\\rtf1",
    "MIME-Version: 1.0\n", " %PDF-1.7\n", "junk\n%PDF-1.7\n", "text\0with zero", "BM\0\0\0\0",
  ])
  func `programs, pages and what is not known are refused`(_ text: String) {
    for declared in [nil, "text/plain", "application/octet-stream", "text/html"] {
      let error = #expect(throws: FilingError.self) {
        try Inspection().judge(ByteSource(Array(text.utf8)), declared: declared)
      }
      #expect(error?.kind == .refused)
    }
  }

  @Test func `text that merely speaks of pages is text`() throws {
    let text = Array("# Notes\n\nUse <script> and <html>, <apple> too.\n".utf8)
    #expect(try Inspection().judge(ByteSource(text), declared: "text/markdown") == .markdown)
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF, 0xFE, 0x41],
      [0x41, 0x80], [0x1B, 0x5B],
    ] as [[UInt8]])
  func `text that is not proper UTF-8 is refused`(_ bytes: [UInt8]) {
    #expect(throws: FilingError.self) {
      try Inspection().judge(ByteSource(Array("a".utf8) + bytes), declared: "text/plain")
    }
  }

  @Test(arguments: [
    Media.pdf + Archive(["a.txt"]).bytes, Media.png(1, 1) + Archive(["a.txt"]).bytes,
    Media.gif(1, 1) + Archive(["run.class"]).bytes,
    Array("%PDF-1.7\n<script>alert(1)</script>".utf8),
    Media.png(1, 1) + Array("<html>".utf8), Array("%PDF-1.4 <!DOCTYPE HTML>".utf8),
  ])
  func `what is two things at once is refused`(_ content: [UInt8]) {
    #expect(throws: FilingError.self) {
      try Inspection().judge(ByteSource(content), declared: nil)
    }
  }

  @Test func `an operator can take fewer kinds, or archives`() throws {
    let archive = ByteSource(Archive(["a.txt"]).bytes)
    #expect(throws: FilingError.self) { try Inspection().judge(archive, declared: nil) }
    var rules = Inspection()
    rules.allowed = [.zip]
    #expect(try rules.judge(archive, declared: "application/x-zip-compressed") == .zip)
    #expect(throws: FilingError.self) { try rules.judge(ByteSource(Media.pdf), declared: nil) }
  }

  @Test(arguments: ["qt  ", "heic", "avif", "jp2 "])
  func `films and images of other makes are refused with advice`(_ brand: String) {
    let error = #expect(throws: FilingError.self) {
      try Inspection().judge(ByteSource(Media.film(brand)), declared: nil)
    }
    #expect(error?.description.contains("MP4") == true)
  }
}
