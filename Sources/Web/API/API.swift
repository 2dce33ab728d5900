import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office
import OpenBadges
import Storage

/// The JSON interface: every endpoint is one value; this runs them all the same way.
struct API {
  static let root = "/api/v1"

  let office: Office
  let doorkeeper: Doorkeeper
  let limits: WebLimits
  let crowd: ConnectionCrowd

  static let endpoints: [Endpoint] =
    ProgramsAPI.endpoints + ArtworkAPI.endpoints + LearnersAPI.endpoints
    + EnrollmentsAPI.endpoints + CompletionsAPI.endpoints + ExceptionsAPI.endpoints
    + EvidenceAPI.endpoints
    + PresentedBadgesAPI.endpoints + UploadsAPI.endpoints + ConsentsAPI.endpoints
    + AwardsAPI.endpoints + HoldsAPI.endpoints
    + DecisionsAPI.endpoints + FeedAPI.endpoints + FeedConsumersAPI.endpoints
    + FeedBatchesAPI.endpoints + FeedAlarmsAPI.endpoints
    + ProposalsAPI.endpoints
    + WorkListsAPI.endpoints + SuggestionsAPI.endpoints + ClaimLinksAPI.endpoints
    + OutboxAPI.endpoints
    + ImportOrdersAPI.endpoints + ImportsAPI.endpoints + ReportsAPI.endpoints + JournalAPI.endpoints
    + AccessAPI.endpoints
    + AcknowledgementsAPI.endpoints + ComparisonsAPI.endpoints

  func add(to router: Router<WebContext>) {
    let document = OpenAPIDocument(API.endpoints).json.serialized
    router.get("api/v1/openapi.json") { request, _ in
      var reply = Reply(
        status: .ok,
        headers: [
          .contentType: "application/json", .eTag: Reply.tag(of: document),
          .cacheControl: "public, max-age=300",
        ], body: document)
      reply.next = nil
      return reply.response(to: request)
    }
    for endpoint in API.endpoints {
      let reader = CallReader(endpoint: endpoint, limits: limits)
      router.on(RouterPath(API.route(endpoint.path)), method: endpoint.method) {
        request, context in
        try await run(endpoint, reader, request, context)
      }
    }
    for (path, methods) in Dictionary(grouping: API.endpoints, by: { API.route($0.path) }) {
      refuseOthers(than: methods.map(\.method), at: path, router)
    }
    refuseOthers(than: [.get], at: "/api/v1/openapi.json", router)
  }

  private static func route(_ path: String) -> String {
    root
      + path.split(separator: "/").map { part in
        part.hasPrefix("{") ? "/:\(part.dropFirst().dropLast())" : "/\(part)"
      }.joined()
  }

  /// A method that a path does not know is told so, with those that it knows (RFC 9110, 15.5.6).
  private func refuseOthers(
    than known: [HTTPRequest.Method], at path: String, _ router: Router<WebContext>
  ) {
    let all: [HTTPRequest.Method] = [
      .get, .post, .put, .patch, .delete, .options, .trace, .connect, .query,
    ]
    let allowed = (known + (known.contains(.get) ? [.head] : [])).map(\.rawValue).sorted()
    for method in all where !known.contains(method) {
      router.on(RouterPath(path), method: method) { _, _ -> Response in
        var problem = Problem(
          .methodNotAllowed, "method-not-allowed", "This address does not know that method.",
          detail: "It knows: \(allowed.joined(separator: ", ")).")
        problem.headers[.allow] = allowed.joined(separator: ", ")
        throw problem
      }
    }
  }

  private func run(
    _ endpoint: Endpoint, _ reader: CallReader, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    let caller = try await doorkeeper.caller(of: request, context)
    // Whoever holds no fitting role hears that first, and nothing about what is there.
    try caller.check(endpoint.action)
    var request = request
    var call = try await reader.read(&request, context, caller: caller)
    call.call.hasLeft = { [crowd, channel = context.channel] in crowd.hasLeft(channel) }
    call.call.verified = await endpoint.verified(call.call, office)
    call.call.written = await endpoint.written(call.call, office)
    let (asked, once) = call
    switch endpoint.work {
    case .reads(let work):
      return try await office.reading(as: caller) { try work($0, asked) }.response(to: request)
    case .streams(let work): return try await work(office, asked, request)
    case .acts(let work):
      guard let once else {
        return try await office.acting(as: caller) { try work($0, asked) }
          .response(to: request)
      }
      let (answer, isReplay) = try await office.acting(
        as: caller, once: once,
        refused: { error in Problem(error).flatMap { $0.kept(for: once.request) } },
        { visit in try work(visit, asked).kept(for: once.request) })
      return Reply(answer, isReplay: isReplay).response(to: request)
    }
  }
}

extension Endpoint {
  fileprivate func verified(
    _ call: Call, _ office: Office
  ) async -> Result<VerificationReport, any Error>? {
    guard let verify else { return nil }
    do {
      return .success(try await verify(office, call))
    } catch {
      return .failure(error)
    }
  }
}

extension Endpoint {
  fileprivate func written(
    _ call: Call, _ office: Office
  ) async -> Result<Office.WrittenBatch, any Error>? {
    guard let write else { return nil }
    do {
      return .success(try await write(office, call))
    } catch {
      return .failure(error)
    }
  }
}

extension Problem {
  /// The problem as the lasting answer to a call; nil where another try may go better.
  fileprivate func kept(for request: [UInt8]) -> AnsweredCalls.Answer? {
    switch status.code {
    case 400, 404, 409, 412, 422:
      return Reply(
        status: status, headers: [.contentType: "application/problem+json"], body: json.serialized
      ).kept(for: request)
    default: return nil
    }
  }
}

extension HTTPRequest.Method {
  fileprivate static let query = Self("QUERY")!
}
