/// Hands jobs to connections: the most recently idle first, a new one up to the limit, else a
/// queue whose patience is bounded.
final class Pool: Sendable {
  private struct State {
    var workers: [ObjectIdentifier: Worker] = [:]
    var idle: [Worker] = []
    var queue = Queue<Job>()
    var waiting = 0
    var waits = PoolGauge.Waits()
    var isClosing = false
    var hasWatch = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  let options: DatabaseOptions
  let reachability: Reachability
  private let monitor = Monitor(State())

  init(options: DatabaseOptions) {
    self.options = options
    reachability = Reachability(logger: options.logger)
  }

  func submit(_ job: Job) {
    let refusal: (any Error)? = monitor.withLock { state in
      if case .over = job.phase { return CancellationError() }
      if state.isClosing {
        job.phase = .over
        return PostgresError(.shutDown, "the database has been shut down")
      }
      place(job, &state)
      return nil
    }
    if let refusal { job.fail(refusal) }
  }

  private func place(_ job: Job, _ state: inout State) {
    if let worker = state.idle.popLast() {
      hand(job, to: worker)
      worker.put(.job(job))
    } else if state.workers.count < options.connections {
      let worker = Worker()
      state.workers[ObjectIdentifier(worker)] = worker
      hand(job, to: worker)
      worker.put(.job(job))
      worker.start(in: self)
    } else {
      job.phase = .waiting
      state.queue.append(job)
      state.waiting += 1
      state.waits.count += 1
      watch(&state)
    }
  }

  private func hand(_ job: Job, to worker: Worker) {
    job.phase = .running(worker)
    worker.gate.begin()
  }

  /// Gives a worker that has finished its next job, or lets it sleep.
  func finished(_ job: Job, by worker: Worker) -> Job? {
    monitor.withLock { state in
      job.phase = .over
      while let next = state.queue.popFirst() {
        guard case .waiting = next.phase else { continue }
        state.waiting -= 1
        state.waits.time += .now - (next.deadline - options.leaseTimeout)
        hand(next, to: worker)
        return next
      }
      if state.isClosing { worker.put(.stop) } else { state.idle.append(worker) }
      return nil
    }
  }

  func cancel(_ job: Job) {
    enum Effect { case none, fail, cancel(Worker) }
    let effect: Effect = monitor.withLock { state in
      switch job.phase {
      case .new:
        job.phase = .over
        return .none
      case .waiting:
        job.phase = .over
        state.waiting -= 1
        return .fail
      case .running(let worker):
        return .cancel(worker)
      case .over:
        return .none
      }
    }
    switch effect {
    case .none: break
    case .fail: job.fail(CancellationError())
    case .cancel(let worker): worker.gate.cancel()
    }
  }

  /// The connections in use and idle, and the transactions waiting for one, at this moment.
  var gauge: PoolGauge {
    monitor.withLock { state in
      PoolGauge(
        limit: options.connections, inUse: state.workers.count - state.idle.count,
        idle: state.idle.count, waiting: state.waiting, waits: state.waits)
    }
  }

  /// Refuses new work, fails what waits, lets what runs come to its end.
  func shutDown() async {
    await withCheckedContinuation { continuation in
      let (abandoned, isEmpty) = monitor.withLock { state in
        state.isClosing = true
        for worker in state.workers.values { worker.gate.close() }
        for worker in state.idle { worker.put(.stop) }
        state.idle = []
        var abandoned: [Job] = []
        while let job = state.queue.popFirst() {
          guard case .waiting = job.phase else { continue }
          job.phase = .over
          abandoned.append(job)
        }
        state.waiting = 0
        if !state.workers.isEmpty { state.closers.append(continuation) }
        return (abandoned, state.workers.isEmpty)
      }
      monitor.notify()
      let error = PostgresError(.shutDown, "the database has been shut down")
      for job in abandoned { job.fail(error) }
      if isEmpty { continuation.resume() }
    }
  }

  func exited(_ worker: Worker) {
    let closers = monitor.withLock { state in
      state.workers[ObjectIdentifier(worker)] = nil
      guard state.workers.isEmpty else { return [CheckedContinuation<Void, Never>]() }
      defer { state.closers = [] }
      return state.closers
    }
    for closer in closers { closer.resume() }
  }
}

/// The state of a pool at one moment, for metrics.
public struct PoolGauge: Sendable, Hashable {
  /// The largest number of connections.
  public let limit: Int
  /// Connections at work.
  public let inUse: Int
  /// Connections at rest.
  public let idle: Int
  /// Transactions waiting for a connection.
  public let waiting: Int
  /// The waits since the beginning.
  public let waits: Waits

  /// Waits for a connection, added up.
  public struct Waits: Sendable, Hashable {
    /// How many transactions had to wait.
    public var count = 0
    /// How long those have waited that got a connection, or gave up when their time was over.
    public var time = Duration.zero
    /// How many gave up because their time was over.
    public var timeouts = 0

    /// None.
    public init() {}
  }
}

extension Pool {
  /// Starts the thread that ends waits in time, the first time that somebody has to wait. All
  /// waits are equally long, so the head of the queue is always the next to end.
  private func watch(_ state: inout State) {
    if state.hasWatch { return monitor.notify() }
    state.hasWatch = true
    OSThread.start(named: "pg-watch") { [self] in
      while let expired = nextExpired() { expired.fail(exhausted) }
    }
  }

  private func nextExpired() -> Job? {
    enum Step { case sleep(Duration), expired(Job), stop }
    while true {
      let head: ContinuousClock.Instant? = monitor.wait { state in
        while let job = state.queue.first {
          if case .waiting = job.phase { return .some(job.deadline) }
          _ = state.queue.popFirst()
        }
        return state.isClosing ? .some(nil) : nil
      }
      guard let head else { return nil }
      let rest = head - ContinuousClock.now
      if rest > .zero {
        _ = monitor.wait(atMost: rest) { state in state.isClosing ? () : nil }
      } else if let job = takeExpired() {
        return job
      }
    }
  }

  private func takeExpired() -> Job? {
    monitor.withLock { state in
      guard let job = state.queue.first, job.deadline <= ContinuousClock.now else { return nil }
      _ = state.queue.popFirst()
      guard case .waiting = job.phase else { return nil }
      job.phase = .over
      state.waiting -= 1
      state.waits.time += options.leaseTimeout
      state.waits.timeouts += 1
      return job
    }
  }

  private var exhausted: PostgresError {
    let now = gauge
    return PostgresError(
      .poolExhausted,
      "no connection became free within \(options.leaseTimeout) (\(now.inUse) of \(now.limit) in "
        + "use, \(now.waiting) waiting): look for slow transactions or allow more connections")
  }
}
