import Filing
import Foundation
public import HTTPTypes
public import Hummingbird
import LinkedData
import NIOCore
import Office
import Postgres

/// An error as HTTP tells it (RFC 9457): the only place where errors become status codes.
public struct Problem: HTTPResponseError, Sendable {
  /// The status.
  public var status: HTTPResponse.Status
  /// A stable word for programs, the end of the `type` URI.
  public var code: String
  /// What happened, for a person.
  public var title: String
  /// What to do about it.
  public var detail: String?
  /// What is wrong where in the request.
  var faults: [Fault] = []
  /// After how many seconds another try makes sense.
  var retryAfter: Int?
  /// Header fields that belong to the status.
  var headers: HTTPFields = [:]

  /// Makes a problem.
  public init(
    _ status: HTTPResponse.Status, _ code: String, _ title: String, detail: String? = nil
  ) {
    self.status = status
    self.code = code
    self.title = title
    self.detail = detail
  }

  /// There is nothing at that address.
  public static let notFound = Problem(
    .notFound, "not-found", "There is nothing at this address.")

  /// The body does not fit its schema, or the rules of the field.
  static func unprocessable(_ faults: [Fault]) -> Problem {
    var problem = Problem(
      .unprocessableContent, "invalid", "The request was understood, but does not fit.",
      detail: faults.first.map { "\($0.place.isEmpty ? "The body" : $0.place): \($0.detail)" })
    problem.faults = faults
    return problem
  }

  /// A parameter or the form of the request is wrong.
  static func badRequest(_ place: String, _ detail: String) -> Problem {
    var problem = Problem(.badRequest, "bad-request", "The request is malformed.", detail: detail)
    problem.faults = [Fault(place: place, detail: detail)]
    return problem
  }

  /// Nobody is known to call.
  static let unauthenticated: Problem = {
    var problem = Problem(
      .unauthorized, "unauthenticated", "It is not known who calls.",
      detail: "Send a valid token (Authorization: Bearer mcd_…), or sign in.")
    problem.headers[.wwwAuthenticate] = "Bearer realm=\"conferral\""
    return problem
  }()

  /// The problem as `application/problem+json`.
  public func response(
    from request: Request, context: some RequestContext
  ) throws -> Response {
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
    return Response(
      status: status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.serialized)))
  }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("type", .string("urn:conferral:problem:\(code)")), ("title", .string(title)),
      ("status", .number(JSONNumber(status.code))),
    ]
    if let detail { members.append(("detail", .string(detail))) }
    if !faults.isEmpty {
      let errors = faults.map { fault -> JSONValue in
        ["place": .string(fault.place), "detail": .string(fault.detail)]
      }
      members.append(("errors", .array(errors)))
    }
    return .object(JSONObject(members))
  }
}

extension Problem {
  /// What an error is for a caller; nil for one that is our own fault.
  init?(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as Refusal: self.init(refusal)
    case let error as PostgresError: self.init(error)
    case let error as FilingError: self.init(error)
    case is CancellationError:
      self.init(.serviceUnavailable, "stopping", "The daemon is stopping.", detail: "Try again.")
      retryAfter = 1
    case let error as any HTTPResponseError where error.status == .notFound: self = .notFound
    case let error as any HTTPResponseError where error.status.code < 500:
      self.init(error.status, "http-\(error.status.code)", error.status.reasonPhrase)
    default: return nil
    }
  }

  private init?(_ error: PostgresError) {
    if let refusal = Refusal(error) {
      self.init(refusal)
    } else if error.isCommitOutcomeUnknown {
      self.init(
        .serviceUnavailable, "outcome-unknown", "It is not known whether this was done.",
        detail: "Send the request again with the same Idempotency-Key, or look whether it was.")
      retryAfter = 1
    } else if error.isRetryable || error.kind == .shutDown {
      self.init(
        .serviceUnavailable, "database-away", "The database cannot be reached just now.",
        detail: "Try again in a moment.")
      retryAfter = 1
    } else {
      return nil
    }
  }

  private init(_ refusal: Refusal) {
    self.init(
      refusal.code.status, refusal.code.rawValue, refusal.code.title,
      detail: refusal.reason.bounded(4_000))
    faults = refusal.findings.prefix(100).map { finding in
      Fault(place: finding.place.bounded(200), detail: finding.sentence.bounded(2_000))
    }
    switch refusal.code {
    case .unauthenticated: headers[.wwwAuthenticate] = "Bearer realm=\"conferral\""
    case .unavailable: retryAfter = 1
    default: break
    }
  }
}

extension String {
  /// At most so many characters, for what may quote a long file.
  fileprivate func bounded(_ most: Int) -> String {
    guard unicodeScalars.count > most else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(most - 1))) + "…"
  }
}

extension Refusal.Code {
  var status: HTTPResponse.Status {
    switch self {
    case .noInstitution, .noProgram, .noLearner, .noEnrollment, .nothingThere: .notFound
    case .unauthenticated: .unauthorized
    case .forbidden, .separationOfDuties: .forbidden
    case .pinnedVersion, .wrongState, .alreadyThere, .evidenceReused: .conflict
    case .changedMeanwhile: .preconditionFailed
    case .programRefused, .importRefused, .invalid, .keyReused, .fileRefused, .learnerUnknown,
      .gradeUnknown:
      .unprocessableContent
    case .noSigningKey, .unusableKey, .unreadableFile, .unavailable: .serviceUnavailable
    }
  }

  var title: String {
    switch self {
    case .noInstitution, .noProgram, .noLearner, .noEnrollment, .nothingThere:
      "It is not there."
    case .unauthenticated: "It is not known who calls."
    case .forbidden: "This role may not do that."
    case .separationOfDuties: "Somebody else has to do that."
    case .wrongState, .pinnedVersion: "It is not possible in this state."
    case .alreadyThere: "It is there already."
    case .evidenceReused: "This evidence serves another program."
    case .changedMeanwhile: "It was changed meanwhile."
    case .keyReused: "The key was used before."
    case .programRefused: "The program is refused."
    case .importRefused: "The import is refused."
    case .fileRefused: "The file is refused."
    case .learnerUnknown: "Nobody has this learner id."
    case .gradeUnknown: "The grade is not known here."
    case .invalid: "It does not fit together."
    case .noSigningKey, .unusableKey, .unreadableFile, .unavailable:
      "Something that is needed is missing just now."
    }
  }
}
