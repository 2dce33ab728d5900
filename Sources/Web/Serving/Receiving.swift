import Foundation
import Hummingbird
import NIOCore

extension WebContext {
  /// A variable of the path; what names nothing because of its form is not found.
  func variable(_ name: String) throws -> String {
    let text = parameters.get(name)?.removingPercentEncoding
    guard let text, !text.isEmpty, text.utf8.count <= 400, !text.utf8.contains(0) else {
      throw Problem.notFound
    }
    return text
  }
}

extension RequestBody {
  /// All bytes of a body of bounded size that arrives in bounded time.
  func collected(most: Int, within time: Duration) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var bytes: [UInt8] = []
        do {
          for try await part in self {
            guard bytes.count + part.readableBytes <= most else { throw Problem.tooLarge(most) }
            bytes.append(contentsOf: part.readableBytesView)
          }
        } catch {
          throw Self.isOurs(error) ? error : Problem.interrupted
        }
        return bytes
      }
      group.addTask {
        try await Task.sleep(for: time)
        throw Problem(
          .requestTimeout, "too-slow", "The request took too long to arrive.",
          detail: "Send the whole body within \(time.components.seconds) seconds.")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  /// Anything else is about the bytes: their framing is wrong, or they ended too early.
  private static func isOurs(_ error: any Error) -> Bool {
    error is Problem || error is CancellationError
  }
}

extension Problem {
  fileprivate static let interrupted = Problem(
    .badRequest, "interrupted", "The request did not arrive as a whole.",
    detail: "Its body ended early, or its Transfer-Encoding is malformed.")

  static func tooLarge(_ most: Int) -> Problem {
    Problem(
      .contentTooLarge, "too-large", "The request is too large.",
      detail: "Send at most \(most) bytes.")
  }
}
