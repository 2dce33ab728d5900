import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Storage

/// One kind of page: its own template in the frame that all pages share.
///
/// The template sees the members of its model, the institution's name as `{{institution}}`, the
/// words of its catalogue as `{{words.…}}`, and the language as `{{language}}`. Mustache escapes
/// what it fills in.
struct PageTemplate: Sendable {
  private let template: MustacheTemplate
  /// The names of the words that it uses.
  private let words: Set<String>

  /// `title` and `head` are templates as well; `head` is for links and meta elements of the page.
  init(title: String, head: String = "", body: String) {
    let text = """
      <!doctype html>
      <html lang="{{language}}">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>{{#page}}\(title){{/page}}</title>
      <link rel="stylesheet" href="{{stylesheet}}">
      {{#page}}\(head){{/page}}
      </head>
      <body>
      <a class="skip" href="#content">{{frame.skip}}</a>
      <header class="site"><nav aria-label="{{frame.navigation}}">
      <a class="home" href="/">{{institution}}</a>
      <ul><li><a href="/">{{frame.catalogue}}</a></li>
      <li><a href="/verify">{{frame.verify}}</a></li>
      <li><a href="/my-badges">{{frame.myBadges}}</a></li></ul>
      </nav></header>
      <main id="content">
      {{#page}}\(body){{/page}}
      </main>
      <footer class="site"><p>{{institution}}</p></footer>
      </body></html>
      """
    words = Self.names(of: "words", in: text)
    let frame = Self.names(of: "frame", in: text)
    assert(frame.isSubset(of: FrameWord.allCases.map(\.rawValue)), "a word of the frame is missing")
    do {
      template = try MustacheTemplate(string: text)
    } catch {
      preconditionFailure("a page template is malformed: \(error)")
    }
  }

  /// What `{{catalogue.…}}` names in a template: a name without a word would show as nothing.
  private static func names(of catalogue: String, in text: String) -> Set<String> {
    Set(
      text.split(separator: "{{").dropFirst().compactMap { tag in
        let name = tag.drop { "{#^&".contains($0) }
        guard name.hasPrefix(catalogue + ".") else { return nil }
        return String(name.dropFirst(catalogue.count + 1).prefix { $0.isLetter || $0.isNumber })
      })
  }

  /// The page filled with a model.
  func render(_ model: Any, for visit: PageVisit) -> String {
    assert(
      words.isSubset(of: visit.words.keys),
      "the catalogue lacks \(words.subtracting(visit.words.keys).sorted())")
    return template.render([
      "language": visit.language.rawValue,
      "institution": visit.institution.name,
      "stylesheet": Stylesheet.path,
      "frame": FrameWord.dictionary(in: visit.language),
      "words": visit.words,
      "page": model,
    ])
  }

  /// The page as an answer. Nothing but our own style sheet and pictures may be loaded, and no
  /// script runs; `forms` says where forms may lead, `frames` on whose pages it may be embedded.
  func response(
    _ model: Any, for visit: PageVisit, status: HTTPResponse.Status = .ok,
    caching: String = "no-store", forms: String = "'self'", frames: String = "'none'"
  ) -> Response {
    Response(
      status: status,
      headers: Self.headers(for: visit, caching: caching, forms: forms, frames: frames),
      body: ResponseBody(byteBuffer: ByteBuffer(string: render(model, for: visit))))
  }
}

extension PageTemplate {
  /// The header fields of a page; see `response`.
  static func headers(
    for visit: PageVisit, caching: String, forms: String = "'self'", frames: String = "'none'"
  ) -> HTTPFields {
    [
      .contentType: "text/html; charset=utf-8", .cacheControl: caching,
      .contentLanguage: visit.language.rawValue,
      .contentSecurityPolicy:
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action \(forms); "
        + "frame-ancestors \(frames); base-uri 'none'",
    ]
  }
}

/// For whom a page is made: the institution, and the language that the reader prefers.
struct PageVisit {
  let institution: Institution
  let language: Language
  /// The words of the page, by name.
  let words: [String: String]

  init<Words: PageWords>(_ institution: Institution, _ request: Request, _ words: Words.Type) {
    self.institution = institution
    language = Language.preferred(by: request.headers[.acceptLanguage])
    self.words = Words.dictionary(in: language)
  }
}
