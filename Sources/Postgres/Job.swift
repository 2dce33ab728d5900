/// A piece of work for some connection; the pool's lock guards its phase.
final class Job: @unchecked Sendable {
  enum Phase {
    case new
    case waiting
    case running(Worker)
    case over
  }

  var phase = Phase.new
  let deadline: ContinuousClock.Instant
  let run: @Sendable (Connection) -> Void
  let fail: @Sendable (any Error) -> Void

  init(
    deadline: ContinuousClock.Instant, run: @escaping @Sendable (Connection) -> Void,
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
