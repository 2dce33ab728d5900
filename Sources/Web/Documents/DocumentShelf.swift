import Foundation
import NIOCore
import Synchronization

/// Revisions of badges as they were sent before: a revision never changes, and which one is the
/// latest is asked at each request.
final class DocumentShelf: Sendable {
  private struct Key: Hashable {
    let institution: Int
    let credential: UUID
  }

  /// Larger ones are read anew each time.
  private static let largest = 64 << 10
  private static let most = 1_000
  private let kept = Mutex<[Key: (revision: Int, document: PublicDocument)]>([:])

  /// The revision as `application/vc`, if it is here.
  subscript(credential: UUID, revision revision: Int, of institution: Int) -> PublicDocument? {
    get {
      let found = kept.withLock { $0[Key(institution: institution, credential: credential)] }
      return found?.revision == revision ? found?.document : nil
    }
    set {
      guard let newValue, newValue.bytes.readableBytes <= Self.largest else { return }
      kept.withLock { kept in
        if kept.count >= Self.most { kept.removeAll() }
        kept[Key(institution: institution, credential: credential)] = (revision, newValue)
      }
    }
  }
}
