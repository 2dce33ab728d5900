import CLibpq
import Logging

/// Collects the server's notices of one statement instead of printing them on standard error.
final class Notices {
  private(set) var warnings: [SQLState] = []
  private let logger: Logger

  init(logger: Logger) { self.logger = logger }

  func clear() { warnings.removeAll(keepingCapacity: true) }

  /// The connection must not outlive this object.
  func attach(to connection: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    PQsetNoticeReceiver(
      connection,
      { context, result in
        guard let context, let result else { return }
        Unmanaged<Notices>.fromOpaque(context).takeUnretainedValue().receive(result)
      }, context)
  }

  private func receive(_ result: OpaquePointer) {
    let answer = ServerAnswer(result: result)
    guard answer.severity == "WARNING" else { return }
    let state = answer.sqlState ?? .warning
    warnings.append(state)
    logger.debug("PostgreSQL warned", metadata: ["sqlstate": "\(state)"])
  }
}
