/// A thread with its connection; it sleeps on its own mailbox, so that waking one wakes no other.
final class Worker: Sendable {
  enum Letter { case job(Job), stop }

  let gate = CancelGate()
  private let mailbox = Monitor<Letter?>(nil)

  func put(_ letter: Letter) {
    mailbox.withLock { box in box = letter }
    mailbox.notify()
  }

  private func take() -> Letter {
    mailbox.wait { box in
      defer { box = nil }
      return box
    }
  }

  func start(in pool: Pool) {
    OSThread.start(named: "pg-connection") { [self] in
      let connection = Connection(
        options: pool.options, reachability: pool.reachability, gate: gate)
      while case .job(let job) = take() {
        var next: Job? = job
        while let current = next {
          let answer = current.run(connection)
          gate.end()
          next = pool.finished(current, by: self)
          answer()
        }
      }
      connection.close()
      pool.exited(self)
    }
  }
}
