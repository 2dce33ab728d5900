import HTTPTypes
import Hummingbird
import Office
import Storage

/// What a student system rejected, in the browser: row by row, and what is done about each.
struct RejectionPages {
  let desk: RegistrarDesk

  func add(to router: Router<WebContext>) {
    router.get("feed/:consumer/rejections") { request, context in
      try await rows(request, context)
    }
    router.post("feed/:consumer/rejections/:position/settle") { request, context in
      try await settle(request, context)
    }
  }

  private func rows(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let visitor = try await desk.visitor(request) else {
      return .redirect(to: "/sign-in?return=/feed")
    }
    let query = Form.fields(request.uri.query ?? "")
    let standing = query["state"].flatMap(RejectedRows.Standing.init) ?? .open
    let place = query["after"].flatMap { Int($0) }.map {
      RejectedRows.Place(consumer: name, position: $0)
    }
    let visit = PageVisit(visitor.institution, request, RejectionWord.self)
    let (consumer, rows) = try await desk.office.reading(as: visitor.caller) { caller in
      (
        try caller.batchConsumer(name),
        try caller.rejectedRows(
          of: name, standing: standing, after: place, limit: RejectionPageModel.size)
      )
    }
    return RejectionTemplates.rows.response(
      RejectionPageModel(
        consumer, rows, standing, visit, token: visitor.token, done: query["done"]), for: visit)
  }

  private func settle(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let position = context.parameters.get("position").flatMap({ Int($0) }) else {
      throw Problem.notFound
    }
    guard let (visitor, form) = try await desk.sender(request) else {
      return .redirect(to: "/sign-in?return=/feed")
    }
    guard let settlement = form["decision"].flatMap(Visit.Settlement.init) else {
      throw Refusal(.invalid, "Nothing was done: press one of the two buttons.")
    }
    let reason = try RegistrarDesk.reason(form)
    _ = try await desk.office.acting(as: visitor.caller) {
      try $0.settle(position, of: name, by: settlement, reason: reason)
    }
    return .redirect(to: "/feed/\(name)/rejections?done=\(position)")
  }
}

/// What the page of rejected rows shows.
struct RejectionPageModel {
  static let size = 50

  struct State {
    let link: String
    let label: String
    let isCurrent: Bool
  }

  struct Row {
    let position: Int
    let kind: String
    let student: String
    let program: String
    let line: String
    let outcome: String
    let code: String?
    let text: String?
    let since: DateShown
    let contradicts: Bool
    let reason: String?
    let form: Settling?
  }

  /// What a row's form needs.
  struct Settling {
    let action: String
    let token: String
    let position: Int
  }

  let name: String
  let title: String
  let done: String?
  let states: [State]
  let rows: [Row]
  let isEmpty: Bool
  let isOpen: Bool
  let next: String?

  /// `rows` may be one more than a page has.
  init(
    _ consumer: FeedConsumers.Standing, _ rows: [RejectedRows.Rejected],
    _ standing: RejectedRows.Standing, _ visit: PageVisit, token: String, done: String?
  ) {
    let (name, language) = (consumer.consumer.name, visit.language)
    let path = "/feed/\(name)/rejections"
    self.name = name
    title = consumer.consumer.title.isEmpty ? name : consumer.consumer.title
    self.done = done.flatMap { Int($0) }.map { "\(RejectionWord.settled(in: language)) \($0)." }
    states = RejectedRows.Standing.allCases.map { state in
      State(
        link: "\(path)?state=\(URLText.escaped(state.rawValue))",
        label: RejectionWord.of(state)(in: language), isCurrent: state == standing)
    }
    let shown = rows.prefix(Self.size)
    isEmpty = rows.isEmpty
    isOpen = standing == .open
    self.rows = shown.map { row in
      Row(
        position: row.position, kind: (row.kind == "add" ? RejectionWord.add : .void)(in: language),
        student: row.student, program: row.program, line: row.line,
        outcome: (row.outcome == "unknown" ? RejectionWord.unknown : .rejected)(in: language),
        code: row.code, text: row.text,
        since: DateShown(row.since, in: visit.institution.zone, language),
        contradicts: row.wasAccepted, reason: row.settledReason,
        form: row.standing == .open
          ? Settling(
            action: "\(path)/\(row.position)/settle", token: token, position: row.position) : nil)
    }
    next =
      rows.count > Self.size
      ? shown.last.map {
        "\(path)?state=\(URLText.escaped(standing.rawValue))&after=\($0.position)"
      }
      : nil
  }
}

/// The template of rejected rows.
enum RejectionTemplates {
  static let rows = PageTemplate(
    title: "{{words.title}} {{title}} – {{institution}}",
    body: """
      <nav aria-label="{{words.place}}"><a href="/feed">{{words.feed}}</a> ›
      <a href="/feed/{{name}}">{{title}}</a></nav>
      <h1>{{words.title}} {{title}}</h1>
      {{#done}}<p class="notice good" role="status">{{.}}</p>{{/done}}
      <nav aria-label="{{words.states}}"><ul class="actions">{{#states}}<li><a href="{{link}}"\
      {{#isCurrent}} aria-current="page"{{/isCurrent}}>{{label}}</a></li>{{/states}}</ul></nav>
      {{#isOpen}}<p>{{words.whatToDo}}</p>{{/isOpen}}
      {{#isEmpty}}<p class="notice">{{words.nothing}}</p>{{/isEmpty}}
      {{#rows}}<section class="card feed-card" aria-labelledby="row-{{position}}">
      <h2 id="row-{{position}}">{{words.position}} {{position}}</h2>
      <p class="state {{#form}}bad{{/form}}">{{outcome}}</p>
      <dl class="facts"><dt>{{words.since}}</dt>
      <dd><time datetime="{{since.iso}}">{{since.text}}</time></dd>
      {{#code}}<dt>{{words.code}}</dt><dd class="code">{{.}}</dd>{{/code}}
      {{#text}}<dt>{{words.text}}</dt><dd>{{.}}</dd>{{/text}}
      <dt>{{words.kind}}</dt><dd>{{kind}}</dd>
      <dt>{{words.student}}</dt><dd class="code">{{student}}</dd>
      <dt>{{words.program}}</dt><dd>{{program}}</dd><dt>{{words.line}}</dt><dd>{{line}}</dd>
      {{#reason}}<dt>{{words.reasonGiven}}</dt><dd>{{.}}</dd>{{/reason}}</dl>
      {{#contradicts}}<p class="notice warn">{{words.contradicts}}</p>{{/contradicts}}
      {{#form}}<form method="post" action="{{action}}">
      <input type="hidden" name="token" value="{{token}}">
      <label for="reason-{{position}}">{{words.reason}}</label>
      <input id="reason-{{position}}" name="reason" maxlength="1000" required autocomplete="off">
      <p class="actions"><button name="decision" value="send again"
        aria-describedby="row-{{position}}">{{words.sendAgain}}</button>
      <button class="second" name="decision" value="set aside"
        aria-describedby="row-{{position}}">{{words.setAside}}</button></p></form>{{/form}}
      </section>{{/rows}}
      {{#next}}<p class="actions"><a class="button second" rel="next" href="{{.}}">{{words.more}}</a></p>{{/next}}
      """)
}

/// What the page of rejected rows says.
enum RejectionWord: String, PageWords {
  case title, place, feed, states, open, sentAgain, corrected, wasSetAside, whatToDo, nothing
  case position, rejected, unknown, since, code, text, kind, add, void, student, program, line
  case reasonGiven, contradicts, reason, sendAgain, setAside, more, settled

  static func of(_ standing: RejectedRows.Standing) -> RejectionWord {
    switch standing {
    case .open: .open
    case .sentAgain: .sentAgain
    case .corrected: .corrected
    case .setAside: .wasSetAside
    }
  }

  var english: String {
    switch self {
    case .title: "Rows rejected by"
    case .place: "Where you are"
    case .feed: "Transcript feed"
    case .states: "Where rejected rows stand"
    case .open: "To decide"
    case .sentAgain: "Sent again"
    case .corrected: "Corrected"
    case .wasSetAside: "Set aside"
    case .whatToDo:
      "Once the cause is mended there, send a row again: it comes with the next batch. Set aside "
        + "what needs nothing. Where the line itself is wrong, correct the award: the row is "
        + "settled when the ledger takes it back."
    case .nothing: "There is no such row."
    case .position: "Position"
    case .rejected: "Rejected"
    case .unknown: "Unknown there"
    case .since: "Since"
    case .code: "Code"
    case .text: "What the system says"
    case .kind: "What the row does"
    case .add: "Adds"
    case .void: "Takes back"
    case .student: "Student"
    case .program: "Program"
    case .line: "Line in the transcript"
    case .reasonGiven: "Why it was set aside"
    case .contradicts: "The system had accepted this row before."
    case .reason: "Reason for the journal"
    case .sendAgain: "Send again"
    case .setAside: "Set aside"
    case .more: "More rows"
    case .settled: "Decided about the row at position"
    }
  }
}
