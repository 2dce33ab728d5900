import FeedProfiles
import Testing

/// The mistakes of a profile file: each with its line and what to write.
@Suite struct LanguageTests {
  private func mistakes(_ text: String) -> [FeedFileError.Mistake] {
    do {
      _ = try FeedProfile(parsing: text)
      return []
    } catch { return error.mistakes }
  }

  /// A profile that is right, with this in place of its field “extra”, on line 8.
  private func mistakes(extra: String, format: String = "delimited") -> [FeedFileError.Mistake] {
    let lines = [
      "profile: trial", "format: \(format)", "fields:", "  position: \"{position}\"",
      "  notation: \"{notation}\"", "  kind: \"{kind}\"", "  voids: \"{voids}\"",
      "  extra: \(extra)",
    ]
    return mistakes(lines.joined(separator: "\n"))
  }

  @Test func `a field that is right is no mistake`() {
    for extra in [
      "\"{text}\"", "constant", "{value: \"{credits}\", places: 2, implied: true}",
      "{value: \"{name}\", most: 10, overlong: cut, substitute: \"?\"}",
      "{value: \"{earned on}\", format: \"dd.MM.yy\"}", "{value: \"{term}\", when: {kind: add}}",
      "{value: \"{unit}\", when: {unit: {not: [A, B]}}, default: none}",
      "{value: \"{recorded at}\", format: \"yyyyMMdd'T'HHmmss\"}",
    ] {
      #expect(mistakes(extra: extra) == [], "\(extra)")
    }
  }

  @Test(arguments: [
    ("\"{txt}\"", "a row has no “txt”", "did you mean “text”?"),
    ("{value: \"{text}\", mosst: 5}", "there is no “mosst”", "did you mean “most”?"),
    ("{most: 5}", "has no value", "add “value:”"),
    ("\"{text\"", "is not closed", "a brace itself twice"),
    ("\"text}\"", "was not opened", "a brace itself twice"),
    ("\"{}\"", "names nothing", "a brace itself twice"),
    ("{text}", "must be a text", "put quotation marks around it"),
    ("{value: \"{text}\", overlong: cut, most: 5}", "is no name", "write “overlong: refuse”"),
    ("{value: \"{student}\", overlong: cut, most: 5}", "is no name", "left out"),
    ("{value: \"{name}\", overlong: cut}", "no length to be cut to", "add “most:”"),
    ("{value: \"{name}\", overlong: shorten}", "is no “overlong”", "“refuse”, “cut”"),
    ("{value: \"{text}\", substitute: \"?\"}", "each of its characters counts", "take"),
    ("{value: \"{name}\", substitute: \"ß\"}", "cannot be the “substitute”", "ASCII"),
    ("{value: \"{text}\", most: 0}", "must be a whole number", "from 1 to 100000"),
    ("{value: \"{text}\", case: lower}", "is no “case”", "write “upper”"),
    ("{value: \"{text}\", format: yyyy}", "is no date", "take “format” out"),
    ("{value: \"{earned on}\", format: YYYY}", "no format of dates", "yyyy"),
    ("{value: \"{earned on}\", format: \"yyyyMMddHH\"}", "has no time", "take HH"),
    ("{value: \"{position}\", places: 2}", "only “{credits}”", "take “places” out"),
    ("{value: \"{credits}\", implied: true}", "no place", "add “places:”"),
    ("{value: \"{kind}\", table: {add: A}}", "has no “void”", "add it, or a “default”"),
    ("{value: \"{kind}\", table: actions}", "there is no table “actions”", "take it out"),
    ("{value: \"{text}\", when: {kin: add}}", "a row has no “kin”", "did you mean “kind”?"),
    ("{value: \"{text}\", when: {kind: added}}", "is never “added”", "it can be “add”"),
    ("{value: \"{text}\", when: {unit: {not: A, is: B}}}", "both “not” and “is”", "write one"),
    ("{value: \"{text}\", needed: perhaps}", "true or false", "write “true” or “false”"),
    ("{value: \"{text}\", width: 3}", "there is no “width”", "it can be"),
  ])
  func `a mistake in a field has its line and a remedy`(
    _ extra: String, _ message: String, _ remedy: String
  ) {
    let found = mistakes(extra: extra)
    #expect(
      found.contains {
        $0.line == 8 && $0.message.contains(message) && $0.remedy.contains(remedy)
      }, "\(found)")
  }

  @Test(arguments: [
    ("", 1, "the file is empty", "begin with “profile:”"),
    ("- list", 1, "must be words", "it can be"),
    ("format: csv", 1, "“csv” is no “format”", "it can be “delimited”"),
    ("profile: Big Name\nformat: fixed", 1, "cannot be the name", "small letters"),
    ("profile: a", 1, "has no format", "format: delimited"),
    ("profile: a\nformat: delimited", 1, "has no fields", "add “fields:”"),
    ("profile: a\nformat: xml\nfields: {}", 3, "means nothing", "write “content:”"),
    ("profile: a\nformat: json lines\ndelimiter: \",\"", 3, "means nothing", "take it out"),
    ("profile: a\nformat: fixed\nencoding: utf-8", 3, "one byte for each", "latin1"),
    ("profile: a\nformat: delimited\nencoding: utf-7", 3, "is no “encoding”", "utf-8"),
    ("profile: a\nformat: delimited\nline end: cr", 3, "is no “line end”", "crlf"),
    ("profile: a\nformat: delimited\ndelimiter: ab", 3, "cannot be the delimiter", "tab"),
    ("profile: a\nformat: delimited\nquote: \"'\"", 3, "is no “quote”", "needed"),
    ("profile: a\nformat: delimited\nquote: none\nline breaks: keep", 4, "line break", "space"),
    ("profile: a\nformat: delimited\nfields: {a: x}", 1, "carries the position", "{position}"),
    ("profile: a\nformat: delimited\nfields: {a: x}", 1, "the notation's id", "{notation}"),
    ("profile: a\nformat: delimited\nfields: {a: x}", 1, "a void from an add", "{kind}"),
    ("profile: a\nformat: delimited\nfields: {a: x}", 1, "takes back", "{voids}"),
    ("profile: a\nformat: xml\ncontent: {a: x}", 3, "must become one element", "within it"),
    ("profile: a\nformat: xml\ncontent: {a: {\"b c\": x}}", 3, "no name of an element", "@"),
    ("profile: a\nformat: json lines\ncontent: text", 3, "must become an object", "name: value"),
    ("profile: &a b", 1, "anchors", "quotation marks"),
    ("profile: a\nprofile: b", 1, "there twice", "correct the YAML"),
    ("profile: [", 1, "this is not YAML", "correct the YAML"),
    ("profile: a\nformat: delimited\nextension: ../x", 3, "is no extension", "csv"),
    ("profile: a\nformat: fixed\nencoding: ascii\nfields: {a: x}", 4, "has no width", "width"),
  ])
  func `a mistake in a profile has its line and a remedy`(
    _ text: String, _ line: Int, _ message: String, _ remedy: String
  ) {
    let found = mistakes(text)
    #expect(
      found.contains { $0.message.contains(message) && $0.remedy.contains(remedy) }, "\(found)")
    #expect(found.contains { abs($0.line - line) <= 1 }, "\(found)")
  }

  @Test func `all mistakes are told at once, in the order of their lines`() {
    let found = mistakes("profile: A\nformat: delimited\nencoding: x\ndelimiter: y\nfields: {a: b}")
    #expect(found.count == 7)
    #expect(found.map(\.line) == found.map(\.line).sorted())
  }
}
