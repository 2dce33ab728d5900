import NIOCore
import Synchronization

/// The connections of the daemon. When they become too many, the one that was idle longest goes, so
/// that whoever only holds connections cannot keep others out.
final class ConnectionCrowd: Sendable {
  private struct Known {
    var count = 0
    /// Those that are in the middle of no request, and since when.
    var idle: [ObjectIdentifier: (channel: any Channel, since: ContinuousClock.Instant)] = [:]
    /// Those whose callers say nothing any more, and in all likelihood hear nothing either.
    var left: Set<ObjectIdentifier> = []
  }

  private let most: Int
  private let known = Mutex(Known())

  init(most: Int) { self.most = most }

  func opened(_ channel: any Channel) {
    let surplus = known.withLock { known -> (any Channel)? in
      known.count += 1
      known.idle[ObjectIdentifier(channel)] = (channel, .now)
      guard known.count > most,
        let longest = known.idle.min(by: { $0.value.since < $1.value.since })
      else { return nil }
      known.idle[longest.key] = nil
      return longest.value.channel
    }
    surplus?.close(promise: nil)
  }

  func became(idle: Bool, _ channel: any Channel) {
    known.withLock { $0.idle[ObjectIdentifier(channel)] = idle ? (channel, .now) : nil }
  }

  func left(_ channel: any Channel) {
    known.withLock { _ = $0.left.insert(ObjectIdentifier(channel)) }
  }

  /// Whether the caller has gone away, so that nobody has to wait on its behalf.
  func hasLeft(_ channel: any Channel) -> Bool {
    !channel.isActive || known.withLock { $0.left.contains(ObjectIdentifier(channel)) }
  }

  func closed(_ channel: any Channel) {
    known.withLock { known in
      known.count -= 1
      known.left.remove(ObjectIdentifier(channel))
      known.idle[ObjectIdentifier(channel)] = nil
    }
  }
}
