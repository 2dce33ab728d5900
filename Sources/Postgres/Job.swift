/// A piece of work for some connection; the pool's lock guards its phase.
final class Job: @unchecked Sendable {
  typealias Answer = @Sendable () -> Void

  enum Phase {
    case new
    case waiting
    case running(Worker)
    case over
  }

  var phase = Phase.new
  let deadline: ContinuousClock.Instant
  /// Does the work and returns what tells the caller, to be called once the connection is free: so
  /// that a caller's next transaction finds this connection and needs no other.
  let run: @Sendable (Connection) -> Answer
  let fail: @Sendable (any Error) -> Void

  init(
    deadline: ContinuousClock.Instant, run: @escaping @Sendable (Connection) -> Answer,
    fail: @escaping @Sendable (any Error) -> Void
  ) {
    self.deadline = deadline
    self.run = run
    self.fail = fail
  }
}

/// First in, first out, without moving the rest at every step.
struct Queue<Element> {
  private var items: [Element?] = []
  private var head = 0

  var first: Element? { head < items.count ? items[head] : nil }

  mutating func append(_ element: Element) { items.append(element) }

  mutating func popFirst() -> Element? {
    guard head < items.count else { return nil }
    defer {
      items[head] = nil
      head += 1
      if head > 64, head * 2 > items.count {
        items.removeFirst(head)
        head = 0
      }
    }
    return items[head]
  }
}
