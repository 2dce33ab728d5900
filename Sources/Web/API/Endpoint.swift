import HTTPTypes
import Hummingbird
import LinkedData
import Office
import OpenBadges

/// One endpoint of the API: the route and its description in the OpenAPI document come from the
/// same value, so neither can say something that the other does not know.
struct Endpoint: Sendable {
  /// The nouns under which endpoints are listed.
  enum Tag: String, CaseIterable, Sendable {
    case programs = "Programs"
    case learners = "Learners"
    case enrollments = "Enrollments"
    case completions = "Completions"
    case evidence = "Evidence"
    case awards = "Awards"
    case workLists = "Work lists"
    case imports = "Imports"
    case journal = "Journal"
    case access = "Access"
    case outbox = "Outbox"
    case feed = "Feed"
  }

  struct Parameter: Sendable {
    let name: String
    let schema: Schema
    let note: String
    var isRequired = false

    init(_ name: String, _ schema: Schema, _ note: String, isRequired: Bool = false) {
      self.name = name
      self.schema = schema
      self.note = note
      self.isRequired = isRequired
    }
  }

  /// What a request carries.
  enum Body: Sendable {
    case none
    case json(Schema)
    /// Bytes that the endpoint reads itself, of these media types.
    case bytes(types: [String], note: String)
  }

  /// What comes back when all goes well.
  enum Answer: Sendable {
    case json(HTTPResponse.Status, Schema)
    /// A list with a cursor: `items` and `next`.
    case page(Schema)
    case bytes(types: [String], note: String)
    case nothing

    var status: HTTPResponse.Status {
      switch self {
      case .json(let status, _): status
      case .page, .bytes: .ok
      case .nothing: .noContent
      }
    }
  }

  /// How the endpoint does its work; one that acts runs in one transaction with its answer.
  enum Work: Sendable {
    case reads(@Sendable (Visit, Call) throws -> Reply)
    case acts(@Sendable (Visit, Call) throws -> Reply)
    /// What cannot be one transaction: streams of bytes.
    case streams(@Sendable (Office, Call, Request) async throws -> Response)
  }

  /// What If-Match is to a change.
  enum Match: Sendable {
    case ignored
    /// Where it is sent, the change happens only if the thing is as the caller has read it.
    case compared
    case needed
  }

  let method: HTTPRequest.Method
  /// With its variables in braces: `/enrollments/{enrollment}`.
  let path: String
  let id: String
  let tag: Tag
  let summary: String
  var note: String?
  let action: Action
  var variables: [Parameter] = []
  var parameters: [Parameter] = []
  var body: Body = .none
  let answer: Answer
  var match: Match = .ignored
  /// What is found out over the network before the transaction begins; what goes wrong there is
  /// thrown within it, as `Call.verified` is looked at.
  var verify: (@Sendable (Office, Call) async throws -> VerificationReport)?
  /// The batch that is written before the transaction begins, as that takes a while; what goes wrong
  /// there is thrown within it, as `Call.written` is looked at.
  var write: (@Sendable (Office, Call) async throws -> Office.WrittenBatch)?
  let work: Work

  var isUnsafe: Bool { method != .get }
  /// Whether If-Match must name what is changed.
  var needsMatch: Bool { match == .needed }
}

extension Endpoint {
  /// Reads, and answers with JSON.
  static func get(
    _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ action: Action,
    note: String? = nil, parameters: [Parameter] = [], answer: Answer,
    _ work: @escaping @Sendable (Visit, Call) throws -> Reply
  ) -> Endpoint {
    Endpoint(
      method: .get, path: path, id: id, tag: tag, summary: summary, note: note, action: action,
      parameters: parameters, answer: answer, work: .reads(work))
  }

  /// Lists something page by page.
  static func list(
    _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ action: Action,
    note: String? = nil, parameters: [Parameter] = [], of schema: Schema,
    _ work: @escaping @Sendable (Visit, Call) throws -> Reply
  ) -> Endpoint {
    Endpoint(
      method: .get, path: path, id: id, tag: tag, summary: summary, note: note, action: action,
      parameters: parameters + Paging.parameters, answer: .page(schema), work: .reads(work))
  }

  /// Changes something.
  static func post(
    _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ action: Action,
    note: String? = nil, body: Schema? = nil, answer: Answer, match: Match = .ignored,
    _ work: @escaping @Sendable (Visit, Call) throws -> Reply
  ) -> Endpoint {
    Endpoint(
      method: .post, path: path, id: id, tag: tag, summary: summary, note: note, action: action,
      body: body.map { .json($0) } ?? .none, answer: answer, match: match, work: .acts(work))
  }

  /// Edits what the caller has read; If-Match says which state of it.
  static func patch(
    _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ action: Action,
    note: String? = nil, body: Schema, answer: Answer,
    _ work: @escaping @Sendable (Visit, Call) throws -> Reply
  ) -> Endpoint {
    Endpoint(
      method: .patch, path: path, id: id, tag: tag, summary: summary, note: note, action: action,
      body: .json(body), answer: answer, match: .needed, work: .acts(work))
  }

  /// Removes or ends something.
  static func delete(
    _ path: String, _ id: String, _ tag: Tag, _ summary: String, _ action: Action,
    note: String? = nil, answer: Answer = .nothing,
    _ work: @escaping @Sendable (Visit, Call) throws -> Reply
  ) -> Endpoint {
    Endpoint(
      method: .delete, path: path, id: id, tag: tag, summary: summary, note: note, action: action,
      answer: answer, work: .acts(work))
  }

  /// The names in braces.
  var variableNames: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
      String($0.dropFirst().dropLast())
    }
  }
}
