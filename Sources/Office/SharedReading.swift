import Synchronization

/// One read for all who ask at the same time.
///
/// Whoever asks while a read is under way is answered by the next one. A read begins only after all
/// of its questions were asked, so that no answer is older than its question: what was committed
/// before somebody asked, they see. A flood costs one statement a round instead of one a question.
final class SharedReading<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
  /// Reads the answers to questions of one institution; a question without an answer has none.
  typealias Read =
    @Sendable (_ questions: [Question], _ institution: Int) async throws
    -> [Question: Answer]

  private struct Asked {
    let question: Question
    let reply: CheckedContinuation<Answer?, any Error>
  }

  private struct Line {
    var waiting: [Asked] = []
    var isServed = false
  }

  private let most: Int
  private let read: Read
  private let lines = Mutex<[Int: Line]>([:])

  /// At most so many questions go into one read.
  init(most: Int = 256, read: @escaping Read) {
    self.most = most
    self.read = read
  }

  /// Asks; throws what the read throws, as do all whom the same read would have answered. Whoever
  /// goes away meanwhile does not end it: others wait for it too.
  func ask(_ question: Question, of institution: Int) async throws -> Answer? {
    try await withCheckedThrowingContinuation { reply in
      let isFirst = lines.withLock { lines in
        var line = lines.removeValue(forKey: institution) ?? Line()
        defer { lines[institution] = line }
        line.waiting.append(Asked(question: question, reply: reply))
        defer { line.isServed = true }
        return !line.isServed
      }
      if isFirst { Task.detached { await self.serve(institution) } }
    }
  }

  /// How many wait for the next read.
  func waiting(of institution: Int) -> Int {
    lines.withLock { $0[institution]?.waiting.count ?? 0 }
  }

  /// Reads until nobody waits.
  private func serve(_ institution: Int) async {
    while let asked = next(of: institution) {
      do {
        let answers = try await read(Array(Set(asked.map(\.question))), institution)
        for one in asked { one.reply.resume(returning: answers[one.question]) }
      } catch {
        for one in asked { one.reply.resume(throwing: error) }
      }
    }
  }

  private func next(of institution: Int) -> [Asked]? {
    lines.withLock { lines in
      guard var line = lines.removeValue(forKey: institution), !line.waiting.isEmpty else {
        return nil
      }
      defer { lines[institution] = line }
      let asked = Array(line.waiting.prefix(most))
      line.waiting.removeFirst(asked.count)
      return asked
    }
  }
}
