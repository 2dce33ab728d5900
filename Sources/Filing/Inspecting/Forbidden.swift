/// What is never taken, whatever it claims to be.
enum Forbidden {
  private static let programs: [[UInt8]] = [
    Array("MZ".utf8), [0x7F, 0x45, 0x4C, 0x46], [0xCA, 0xFE, 0xBA, 0xBE], [0xFE, 0xED, 0xFA, 0xCE],
    [0xFE, 0xED, 0xFA, 0xCF], [0xCE, 0xFA, 0xED, 0xFE], [0xCF, 0xFA, 0xED, 0xFE],
    [0x00, 0x61, 0x73, 0x6D], Array("#!".utf8),
  ]

  private static let documents: [(beginning: String, name: String)] = [
    ("%!ps", "a PostScript program"), ("{\\rtf", "an RTF document"),
    ("mime-version:", "a saved web page"), ("<?xml", "XML"), ("<svg", "an SVG image"),
    ("<?php", "a script"), ("<%", "a script"), ("<!doctype html", "a web page"),
  ]

  /// Elements with which a browser that guesses would take text for a web page (WHATWG MIME
  /// Sniffing, section 7.1).
  private static let elements = [
    "html", "head", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b",
    "body", "br", "p", "img", "object", "embed", "form", "link", "meta", "base", "math", "template",
  ]

  /// Refuses programs and what a browser would run, by the first bytes.
  static func check(_ head: [UInt8]) throws {
    if programs.contains(where: head.starts) {
      throw Inspection.refusal("Programs and scripts are not taken: send a document or an archive.")
    }
    let text = beginning(head)
    for document in documents where text.hasPrefix(document.beginning) {
      throw Inspection.refusal(
        "The file is \(document.name), which is not taken: export it as a PDF and send that.")
    }
    if text.hasPrefix("<!--") || elements.contains(where: { isElement($0, in: text) }) {
      throw Inspection.refusal(
        "The file is a web page, which is not taken: print it to a PDF and send that.")
    }
  }

  /// Refuses a PDF behind something else: readers look for its header in the first 1,024 bytes.
  static func checkDisplacedDocument(_ head: [UInt8]) throws {
    if head.indices.dropFirst().contains(where: { head.has("%PDF-", at: $0) }) {
      throw Inspection.refusal(
        "The file is a PDF with something else before it: save it anew and send that.")
    }
  }

  /// Refuses a web page or script inside the head of something else.
  static func checkMixture(_ head: [UInt8]) throws {
    let text = String(decoding: head.map(lowered), as: Unicode.ASCII.self)
    let signs = ["<html", "<!doctype", "<script", "<body", "<iframe", "<svg", "<?php"]
    if signs.contains(where: text.contains) {
      throw Inspection.refusal(
        "The file is something else and a web page at once: save it anew and send that.")
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// Without a byte order mark and white space, in lower case.
  private static func beginning(_ head: [UInt8]) -> String {
    let bytes = head.starts(with: PlainText.mark) ? head.dropFirst(3) : head[...]
    let text = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(64).map(lowered)
    return String(decoding: text, as: Unicode.ASCII.self)
  }

  private static func isElement(_ name: String, in text: String) -> Bool {
    guard text.hasPrefix("<\(name)") else { return false }
    let next = text.dropFirst(name.count + 1).first
    return next == nil || next == ">" || next == "/" || next == " " || next == "\n" || next == "\t"
      || next == "\r" || next == "\r\n"
  }
}
