import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LinkedData
import NIOCore
import Office

/// How large and how frequent requests may be.
public struct WebLimits: Sendable {
  /// The most bytes of a JSON body.
  public var bodyBytes: Int
  /// The most bytes of the body of a bulk call.
  public var bulkBytes: Int
  /// How long a body may take to arrive.
  public var bodyTime: Duration
  /// How many requests a caller may send in a minute.
  public var callsPerMinute: Int
  /// How many requests with a wrong token or session an address may send in a minute.
  public var guessesPerMinute: Int

  /// Makes limits.
  public init(
    bodyBytes: Int = 1 << 20, bulkBytes: Int = 16 << 20, bodyTime: Duration = .seconds(30),
    callsPerMinute: Int = 600, guessesPerMinute: Int = 60
  ) {
    self.bodyBytes = bodyBytes
    self.bulkBytes = bulkBytes
    self.bodyTime = bodyTime
    self.callsPerMinute = callsPerMinute
    self.guessesPerMinute = guessesPerMinute
  }
}

/// Makes a call of a request: everything that can be wrong with its form is found here.
struct CallReader {
  let endpoint: Endpoint
  let limits: WebLimits

  func read(
    _ request: inout Request, _ context: WebContext, caller: Caller
  ) async throws -> (call: Call, once: Once?) {
    let variables = try variables(context)
    let query = try query(request)
    let bytes = try await body(&request)
    let json = try json(bytes, request)
    let matches = request.headers[.ifMatch].map { Reply.tags($0) }
    if endpoint.needsMatch, matches == nil {
      throw Problem(
        .preconditionRequired, "precondition-required", "It must be said what is changed.",
        detail: "Send If-Match with the ETag that the thing had when you read it.")
    }
    let session =
      request.headers[.authorization] == nil
      ? WebSession.cookie(of: request, at: caller.institution) : nil
    var call = Call(
      caller: caller, variables: variables, query: query, body: Fields(json), matches: matches,
      requestID: context.requestID, csrfToken: session.map { WebSession.forgeryToken(of: $0) })
    call.accept = request.headers[.accept]
    return (call, try once(request, bytes))
  }

  private func variables(_ context: WebContext) throws -> [String: String] {
    var variables: [String: String] = [:]
    for name in endpoint.variableNames {
      variables[name] = try context.variable(name)
    }
    return variables
  }

  private func query(_ request: Request) throws -> [String: String] {
    if endpoint.parameters.isEmpty, request.uri.query == nil { return [:] }
    let known = Dictionary(endpoint.parameters.map { ($0.name, $0) }) { first, _ in first }
    var query: [String: String] = [:]
    for pair in (request.uri.query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let text = (parts.count > 1 ? parts[1] : "").replacing("+", with: " ").removingPercentEncoding
      guard let name = parts[0].removingPercentEncoding, let text else {
        throw Problem.badRequest("query", "The query is not percent-encoded UTF-8.")
      }
      guard let parameter = known[name] else {
        throw Problem.badRequest(
          String(name.prefix(100)),
          "There is no parameter of this name here; there are: "
            + "\(endpoint.parameters.map(\.name).joined(separator: ", ")).")
      }
      guard query[name] == nil else {
        throw Problem.badRequest(name, "It is given more than once.")
      }
      if let fault = parameter.schema.fault(inParameter: text) {
        throw Problem.badRequest(name, fault)
      }
      query[name] = text
    }
    for parameter in endpoint.parameters where parameter.isRequired && query[parameter.name] == nil
    {
      throw Problem.badRequest(parameter.name, "This parameter is needed.")
    }
    return query
  }

  private func body(_ request: inout Request) async throws -> [UInt8] {
    guard case .json = endpoint.body else { return [] }
    // A picture in base64 is large too.
    let isBulk = ["/batch", "/artwork", "/presented-badges"].contains {
      endpoint.path.hasSuffix($0)
    }
    let most = isBulk ? limits.bulkBytes : limits.bodyBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
      throw Problem.tooLarge(most)
    }
    return try await request.body.collected(most: most, within: limits.bodyTime)
  }

  private func json(_ bytes: [UInt8], _ request: Request) throws -> JSONValue {
    guard case .json(let schema) = endpoint.body else { return .null }
    let type = request.headers[.contentType]?.split(separator: ";").first.map {
      $0.trimmingCharacters(in: .whitespaces).lowercased()
    }
    guard type == "application/json" else {
      throw Problem(
        .unsupportedMediaType, "unsupported-media-type", "The body is of another kind.",
        detail: "Send Content-Type: application/json.")
    }
    guard (request.headers[.contentEncoding] ?? "identity").lowercased() == "identity" else {
      throw Problem(
        .unsupportedMediaType, "unsupported-media-type", "The body is compressed.",
        detail: "Send it as it is, without Content-Encoding.")
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: limits.bulkBytes, depth: 32))
    } catch {
      throw Problem.badRequest(
        "body", "It is no JSON text: at byte \(error.offset), \(error.problem).")
    }
    let faults = schema.faults(in: json).map { fault in
      // The pointer to the whole body is empty, which says nothing to a person.
      fault.place.isEmpty ? Fault(place: "body", detail: fault.detail) : fault
    }
    guard faults.isEmpty else { throw Problem.unprocessable(faults) }
    return json
  }

  private func once(_ request: Request, _ bytes: [UInt8]) throws -> Once? {
    guard endpoint.isUnsafe, let key = request.headers[.idempotencyKey] else { return nil }
    guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw Problem.badRequest(
        "Idempotency-Key", "It has from 1 to 200 visible ASCII characters.")
    }
    var hash = SHA256()
    hash.update(data: Array("\(request.method.rawValue) \(request.uri.string)\n".utf8))
    hash.update(data: Array("\(request.headers[.ifMatch] ?? "")\n".utf8))
    hash.update(data: bytes)
    return Once(key: key, request: Array(hash.finalize()))
  }
}

extension Schema {
  /// What is wrong with a parameter's text; nil when it fits.
  func fault(inParameter text: String) -> String? {
    let value: JSONValue =
      switch kind {
      case .integer: JSONNumber(text).map { .number($0) } ?? .string(text)
      case .flag: text == "true" ? true : text == "false" ? false : .string(text)
      default: .string(text)
      }
    return faults(in: value).first?.detail
  }
}
