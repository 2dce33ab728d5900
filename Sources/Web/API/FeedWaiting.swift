import HTTPTypes
import Hummingbird
import NIOCore
import Office
import ServiceLifecycle
import Storage

/// Answers that may take a while because there is nothing new yet. Whoever waits holds a connection
/// of HTTP and nothing of the database; when the daemon stops, they are answered at once.
struct FeedWaiting: Sendable {
  private static let heartbeat = Duration.seconds(15)

  let office: Office
  let call: Call

  private var institution: Int { call.caller.institution.id }

  /// A page; where it has no rows and nothing is left to be read, one that comes later.
  func answer(to reading: FeedReading) async throws -> Response {
    var reading = reading
    var page = try await read(reading)
    guard let seconds = call.query("wait").flatMap({ Int($0) }), seconds > 0 else {
      return FeedAPI.response(page)
    }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var seat: FeedWatch.Seat?
    while page.count == 0, page.next < reading.through ?? .max {
      if !page.hasMore {
        let left = deadline - .now
        guard left > .zero, !isOver else { break }
        if seat == nil { seat = try self.seat() }
        guard await growth(beyond: page.next, atMost: left) != nil else { break }
      }
      // Rows that are not in the scope are passed once.
      reading.after = page.next
      page = try await read(reading)
    }
    withExtendedLifetime(seat) {}
    return FeedAPI.response(page)
  }

  /// Events with the ledger's last position, as it moves.
  func events(_ request: Request) async throws -> Response {
    let head = try await office.reading(as: call.caller) { try $0.feedHead() }
    let place = try seat()
    let known = request.headers[HTTPField.Name("Last-Event-ID")!].flatMap { Int($0) }
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream", .cacheControl: "no-store",
        // A proxy that collects the answer would keep the hints to itself.
        HTTPField.Name("X-Accel-Buffering")!: "no",
      ],
      body: ResponseBody { writer in
        try await tell(head, known: known, &writer)
        withExtendedLifetime(place) {}
        try await writer.finish(nil)
      })
  }

  /// Writes wait for the caller to take them, so that a slow one costs one event, and is ended by
  /// the limits of connections.
  private func tell(
    _ head: Int, known: Int?, _ writer: inout any ResponseBodyWriter
  ) async throws {
    let end = ContinuousClock.now + office.feedWatch.streamTime
    try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
    if known != head { try await writer.write(event(head)) }
    var head = head
    while !isOver, ContinuousClock.now < end {
      let time = min(Self.heartbeat, end - .now)
      if let next = await growth(beyond: head, atMost: time) {
        head = next
        try await writer.write(event(head))
      } else {
        try await writer.write(ByteBuffer(string: ":\n\n"))
      }
    }
  }

  /// Whether nobody has to wait any more: the daemon stops, or the caller has gone away.
  private var isOver: Bool {
    Task.isShuttingDownGracefully || Task.isCancelled || call.hasLeft()
  }

  private func event(_ head: Int) -> ByteBuffer {
    ByteBuffer(string: "event: head\nid: \(head)\ndata: {\"high_water\":\(head)}\n\n")
  }

  private func read(_ reading: FeedReading) async throws -> FeedPage {
    try await office.reading(as: call.caller) { try $0.feedPage(reading) }
  }

  private func growth(beyond position: Int, atMost time: Duration) async -> Int? {
    let (watch, institution, hasLeft) = (office.feedWatch, institution, call.hasLeft)
    let growth = await cancelWhenGracefulShutdown {
      await watch.wait(for: institution, beyond: position, atMost: time, unless: hasLeft)
    }
    return growth
  }

  private func seat() throws -> FeedWatch.Seat {
    do {
      return try office.feedWatch.sit("\(institution) \(call.caller.id)")
    } catch {
      var problem =
        switch error {
        case .forCaller:
          Problem(
            .tooManyRequests, "too-many-requests", "Too many requests of yours wait already.",
            detail: "Let one of them wait for all of you.")
        case .forAll:
          Problem(
            .serviceUnavailable, "unavailable", "Too many requests wait already.",
            detail: "Ask without waiting, or later.")
        }
      problem.retryAfter = 5
      throw problem
    }
  }
}
