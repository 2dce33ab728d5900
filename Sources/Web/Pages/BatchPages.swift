import Foundation
import HTTPTypes
import Hummingbird
import Office
import Storage

/// The registrar's feed in the browser: what consumers get, batch by batch.
struct BatchPages {
  private let desk: RegistrarDesk
  private var office: Office { desk.office }

  init(office: Office, directory: InstitutionDirectory) {
    desk = RegistrarDesk(office: office, directory: directory)
  }

  func add(to router: Router<WebContext>) {
    RejectionPages(desk: desk).add(to: router)
    ComparisonPages(desk: desk).add(to: router)
    ProposalPages(desk: desk).add(to: router)
    router.get("feed") { request, _ in try await consumers(request) }
    router.get("feed/:consumer") { request, context in try await consumer(request, context) }
    router.get("feed/:consumer/:number") { request, context in try await batch(request, context) }
    router.get("feed/:consumer/:number/file") { request, context in
      try await file(request, context)
    }
    router.post("feed/:consumer/prepare") { request, context in
      try await prepare(request, context)
    }
    router.post("feed/:consumer/:number/release") { request, context in
      try await release(request, context)
    }
    router.post("feed/:consumer/:number/discard") { request, context in
      try await discard(request, context)
    }
  }

  private func signIn(_ path: String) -> Response { .redirect(to: "/sign-in?return=\(path)") }

  private func consumers(_ request: Request) async throws -> Response {
    guard let visitor = try await desk.visitor(request) else { return signIn("/feed") }
    let visit = PageVisit(visitor.institution, request, FeedWord.self)
    let (rows, alarms) = try await office.reading(as: visitor.caller) { caller in
      let rows = try caller.batchConsumers().map { try Self.facts($0, caller) }
      return (rows, try caller.feedAlarms())
    }
    return FeedTemplates.consumers.response(
      FeedPageModel.Consumers(rows, alarms: alarms, visit), for: visit)
  }

  private func consumer(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let visitor = try await desk.visitor(request) else { return signIn("/feed") }
    let visit = PageVisit(visitor.institution, request, FeedWord.self)
    let after = try request.uri.queryParameters["after"].map { text in
      guard let place = Cursor(String(text)).flatMap({ Call.place($0.keys) }) else {
        throw Problem.badRequest("after", "It is no place in this list: begin without it.")
      }
      return (instant: place.0, id: place.1)
    }
    let (facts, batches) = try await office.reading(as: visitor.caller) { caller in
      (
        try Self.facts(try caller.batchConsumer(name), caller),
        try caller.batches(of: name, before: after, limit: FeedPageModel.batchesAtOnce)
      )
    }
    return FeedTemplates.consumer.response(
      FeedPageModel.Consumer(
        facts, batches, isFirst: after == nil, visit, token: visitor.token,
        done: request.uri.queryParameters["done"].map(String.init)), for: visit)
  }

  /// The batch that is prepared, if one is, was prepared last.
  private static func facts(
    _ standing: FeedConsumers.Standing, _ caller: Visit
  ) throws -> FeedPageModel.ConsumerKnown {
    let name = standing.consumer.name
    return FeedPageModel.ConsumerKnown(
      standing: standing, last: try caller.lastBatch(of: name),
      prepared: try caller.batches(of: name, before: nil, limit: 1).first {
        $0.state == .prepared
      }, outlook: try caller.batchOutlook(of: name))
  }

  private func batch(_ request: Request, _ context: WebContext) async throws -> Response {
    let (name, number) = try place(context)
    guard let visitor = try await desk.visitor(request) else { return signIn("/feed") }
    let visit = PageVisit(visitor.institution, request, FeedWord.self)
    let preview = try await office.previewBatch(number, of: name, as: visitor.caller)
    let after = request.uri.queryParameters["after"].flatMap { Int($0) } ?? 0
    let actors = [preview.batch.preparedBy, preview.batch.release?.by].compactMap { $0 }
    let (lines, tries, names) = try await office.reading(as: visitor.caller) { caller in
      (
        try caller.rows(of: preview.batch, after: after, limit: FeedPageModel.rowsAtOnce),
        try caller.deliveries(of: preview.batch), try caller.names(of: actors)
      )
    }
    return FeedTemplates.batch.response(
      FeedPageModel.Preview(
        preview, lines, tries, names, visit, token: visitor.token,
        done: request.uri.queryParameters["done"].map(String.init)), for: visit)
  }

  private func file(_ request: Request, _ context: WebContext) async throws -> Response {
    let (name, number) = try place(context)
    guard let visitor = try await desk.visitor(request) else { return signIn("/feed") }
    let batch = try await office.reading(as: visitor.caller) {
      try $0.batch(number, of: name)
    }
    guard batch.release != nil else { throw Problem.notFound }
    return try FeedBatchesAPI.file(
      try await office.text(of: batch, at: visitor.institution.id), request)
  }

  private func prepare(_ request: Request, _ context: WebContext) async throws -> Response {
    let name = context.parameters.get("consumer") ?? ""
    guard let (visitor, _) = try await desk.sender(request) else { return signIn("/feed") }
    let batch = try await office.acting(as: visitor.caller) {
      try $0.prepareBatch(for: name, reason: "Prepared on the page.")
    }
    return .redirect(to: "/feed/\(batch.consumer)/\(batch.number)")
  }

  private func release(_ request: Request, _ context: WebContext) async throws -> Response {
    let (name, number) = try place(context)
    guard let (visitor, form) = try await desk.sender(request) else { return signIn("/feed") }
    guard form["sure"] == "yes" else {
      throw Refusal(
        .invalid, "Nothing was released: tick that you looked at the batch, and release it again.")
    }
    let reason = try RegistrarDesk.reason(form, or: "Released after its preview.")
    let batch = try await office.reading(as: visitor.caller) {
      try $0.batch(number, of: name)
    }
    // What was looked at is what is released: a number can be given to another batch meanwhile.
    guard form["batch"] == batch.id.text else {
      throw Refusal(
        .changedMeanwhile, "This is another batch than the one you looked at: look at it again.")
    }
    let written = try await office.written(batch, as: visitor.caller)
    _ = try await office.acting(as: visitor.caller) { try $0.release(written, reason: reason) }
    return .redirect(to: "/feed/\(name)/\(number)?done=released")
  }

  private func discard(_ request: Request, _ context: WebContext) async throws -> Response {
    let (name, number) = try place(context)
    guard let (visitor, form) = try await desk.sender(request) else { return signIn("/feed") }
    let reason = try RegistrarDesk.reason(form)
    _ = try await office.acting(as: visitor.caller) {
      try $0.discardBatch(number, of: name, reason: reason)
    }
    return .redirect(to: "/feed/\(name)?done=discarded")
  }

  private func place(_ context: WebContext) throws -> (consumer: String, number: Int) {
    guard let name = context.parameters.get("consumer"),
      let number = context.parameters.get("number").flatMap({ Int($0) }),
      (1...Int(Int32.max)).contains(number)
    else { throw Problem.notFound }
    return (name, number)
  }
}
