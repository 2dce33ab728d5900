internal import Rosters
internal import Yams

/// What a profile file says.
struct ParsedProfile {
  var name: String
  var summary: String
  var fileExtension: String
  var lettering: Lettering
  var lineEnd: [UInt8]
  var form: RecordForm
}

/// Turns the YAML of a profile file into a profile and gathers every mistake on the way.
struct ProfileParser: OutlineParser {
  enum Format: String, CaseIterable {
    case delimited, fixed, xml
    case jsonLines = "json lines"

    var fileExtension: String {
      switch self {
      case .delimited: "csv"
      case .fixed: "txt"
      case .jsonLines: "jsonl"
      case .xml: "xml"
      }
    }

    /// The words that mean something in this format alone.
    var words: [String] {
      switch self {
      case .delimited:
        ["encoding", "transliterate", "delimiter", "quote", "formula guard", "fields"]
      case .fixed: ["encoding", "transliterate", "fields"]
      case .jsonLines, .xml: ["content"]
      }
    }
  }

  private static let words = [
    "profile", "description", "format", "extension", "line end", "line breaks", "tables",
    "encoding", "transliterate", "delimiter", "quote", "formula guard", "fields", "content",
  ]

  private(set) var mistakes: [FeedFileError.Mistake] = []
  var tables: [String: [(from: [UInt8], to: [UInt8])]] = [:]
  var format = Format.delimited
  var lettering = Lettering()

  mutating func parse(_ yaml: String) throws(FeedFileError) -> ParsedProfile {
    let root = try outline(yaml)
    guard let file = section(root, "the profile", Self.words) else { throw failure }
    let name = self.name(file)
    format = choice(file, "format", Format.self) ?? .delimited
    if file["format"] == nil {
      mistake(file.line, "the profile has no format", "add “format: delimited”, or another one")
    }
    refuseOtherWords(file)
    let summary = file["description"].flatMap { text($0.node, "the description") }
    let ending = fileExtension(file)
    let lineEnd = choice(file, "line end", LineEnd.self) ?? .lf
    if let entry = file["tables"] { parseTables(entry) }
    parseLettering(file)
    let form = self.form(file)
    if let form { checkIdentity(form, file.line) }
    guard mistakes.isEmpty, let name, let form else { throw failure }
    return ParsedProfile(
      name: name, summary: summary ?? "", fileExtension: ending, lettering: lettering,
      lineEnd: lineEnd.bytes, form: form)
  }

  private func outline(_ yaml: String) throws(FeedFileError) -> Node {
    do { return try Outline.read(yaml, beginning: "profile") } catch { throw FeedFileError(error) }
  }

  private var failure: FeedFileError {
    FeedFileError(mistakes: mistakes.sorted { $0.line < $1.line })
  }

  mutating func mistake(_ line: Int, _ message: String, _ remedy: String) {
    // Enough to work on; a file of nonsense need not fill the memory.
    if mistakes.count < 100 {
      mistakes.append(FeedFileError.Mistake(line: line, message: message, remedy: remedy))
    }
  }

  /// The value of a word that has one of a few; nil without the word.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ section: Section, _ word: String, _ type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let entry = section[word], let text = text(entry.node, "“\(word)”") else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    mistake(
      entry.line, "“\(text)” is no “\(word)”",
      Spelling.remedy(for: text, among: Choice.allCases.map(\.rawValue)))
    return nil
  }

  /// The name becomes part of names of files, so it has letters, digits and hyphens.
  private mutating func name(_ file: Section) -> String? {
    guard let entry = file["profile"] else {
      mistake(file.line, "the profile has no name", "begin with “profile:” and a name")
      return nil
    }
    guard let name = text(entry.node, "the name of the profile") else { return nil }
    let isFit =
      (1...60).contains(name.utf8.count)
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    if isFit { return name }
    mistake(
      entry.line, "“\(name)” cannot be the name of a profile",
      "write up to 60 small letters, digits and hyphens, such as “banner-comment”")
    return nil
  }

  private mutating func refuseOtherWords(_ file: Section) {
    let others = Format.allCases.flatMap(\.words)
    for entry in file.entries where others.contains(entry.word) {
      if format.words.contains(entry.word) { continue }
      mistake(
        entry.line, "“\(entry.word)” means nothing in the format “\(format.rawValue)”",
        format.words.contains("content") && entry.word == "fields"
          ? "write “content:”" : "take it out")
    }
  }

  private mutating func fileExtension(_ file: Section) -> String {
    guard let entry = file["extension"], let text = text(entry.node, "the extension") else {
      return format.fileExtension
    }
    let isFit =
      (1...8).contains(text.utf8.count)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    if !isFit {
      mistake(entry.line, "“\(text)” is no extension", "write letters only, such as “csv”")
    }
    return text
  }

  private enum LineEnd: String, CaseIterable {
    case lf, crlf

    var bytes: [UInt8] { self == .crlf ? [13, 10] : [10] }
  }

  private mutating func parseLettering(_ file: Section) {
    if let charset = choice(file, "encoding", Charset.self) { lettering.charset = charset }
    if format == .fixed, file["encoding"] == nil || lettering.charset == .utf8 {
      mistake(
        file["encoding"]?.line ?? file.line,
        "a file of fixed widths needs an encoding with one byte for each character",
        "write “encoding: latin1”, “windows-1252” or “ascii”")
    }
    if let entry = file["transliterate"] {
      lettering.isTransliterated = truth(entry.node, "transliterate") ?? false
    }
    lettering.hasControls = format == .jsonLines
    lettering.lineBreaks = format == .fixed ? .refuse : .keep
    if let breaks = choice(file, "line breaks", LineBreaks.self) {
      lettering.lineBreaks = breaks
      if format == .fixed, breaks == .keep {
        mistake(
          file["line breaks"]?.line ?? file.line, "a fixed field cannot hold a line break",
          "write “space” or “refuse”")
      }
    }
  }
}
