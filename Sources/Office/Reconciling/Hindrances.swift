import Synchronization

/// Institutions that lack what only people can bring, such as a signing key: each is left alone for
/// a while, so that it does not keep the workers from the others.
final class Hindrances: Sendable {
  private let ends = Mutex<[Int: ContinuousClock.Instant]>([:])
  private let size = Mutex(Office.batchSize)

  /// How many enrollments a batch takes. Deciding happens between two statements, and PostgreSQL
  /// ends a transaction that is silent for too long: then the next batches are smaller.
  var batchSize: Int { size.withLock { $0 } }

  func shrink() { size.withLock { $0 = max(8, $0 / 4) } }

  func grow() { size.withLock { $0 = min(Office.batchSize, $0 * 2) } }

  /// The institutions that are left alone now.
  var held: [Int] {
    ends.withLock { ends in
      ends = ends.filter { $0.value > .now }
      return Array(ends.keys)
    }
  }

  func hold(_ institution: Int) {
    ends.withLock { $0[institution] = .now + .seconds(5) }
  }

  func releaseAll() { ends.withLock { $0 = [:] } }
}

/// What keeps a whole institution from being reconciled.
struct Hindrance: Error {
  let institution: Int
  let refusal: Refusal
}
