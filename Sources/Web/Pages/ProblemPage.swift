import HTTPTypes
import Hummingbird

/// A problem as somebody with a browser reads it; programs read `application/problem+json`.
enum ProblemPage {
  /// Whether a page is asked for: browsers name HTML when somebody follows a link or sends a form.
  static func isWanted(by request: Request) -> Bool {
    (request.headers[.accept] ?? "").contains("text/html") && !request.uri.path.hasPrefix("/api/")
  }

  /// The page, under the status and with the header fields of the problem.
  static func response(_ problem: Problem, for visit: PageVisit) -> Response {
    var response = template.response(
      Model(title: problem.title, detail: problem.detail), for: visit, status: problem.status)
    for field in problem.headers { response.headers.append(field) }
    if let seconds = problem.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
    return response
  }

  private struct Model {
    let title: String
    let detail: String?
  }

  private static let template = PageTemplate(
    title: "{{title}}",
    body: """
      <h1>{{title}}</h1>
      {{#detail}}<p>{{detail}}</p>{{/detail}}
      <p class="actions"><a class="button second" href="/">{{words.home}}</a></p>
      """)
}

/// What a page about a problem says beside the problem itself.
enum ProblemWord: String, PageWords {
  case home

  var english: String {
    switch self {
    case .home: "Go to the catalogue"
    }
  }
}
