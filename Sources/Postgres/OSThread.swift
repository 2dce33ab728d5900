import class Foundation.Thread

/// A thread of the operating system, outside Swift's cooperative pool, that may block.
enum OSThread {
  static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.start()
  }
}
