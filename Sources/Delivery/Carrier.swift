import Curl
import Dispatch

/// Brings parcels to where they are wanted.
///
/// It may bring the same parcel any number of times, after a crash as well: it arrives once, unless
/// the other side took it away meanwhile. Several deliveries may be on their way at a time, each on
/// a thread of its own.
public struct Carrier: Sendable {
  /// How long a connection may take, in seconds.
  public var connectSeconds: Int
  /// How long a parcel may take as a whole, in seconds.
  public var parcelSeconds: Int
  /// After how many seconds without a byte on its way a transfer is given up.
  public var silenceSeconds: Int

  /// A carrier with its patience.
  public init(connectSeconds: Int = 10, parcelSeconds: Int = 540, silenceSeconds: Int = 60) {
    self.connectSeconds = connectSeconds
    self.parcelSeconds = parcelSeconds
    self.silenceSeconds = silenceSeconds
  }

  /// Brings a parcel; when the task is cancelled, the outcome is that the place was not reached.
  public func bring(_ parcel: Parcel, to channel: Channel) async -> DeliveryOutcome {
    await OwnThread.run { sockets in
      switch channel {
      case .directory(let place):
        DirectoryDrop(place: place, isStopped: { sockets.isEnded }).bring(parcel)
      case .sftp(let place):
        SFTPDrop(place: place, patience: Patience(self), sockets: sockets).bring(parcel)
      case .https(let place):
        HTTPSPush(place: place, patience: Patience(self), sockets: sockets).bring(parcel)
      }
    }
  }
}

/// How long what libcurl does may take, as a whole from its making on.
struct Patience {
  let connectSeconds: Int
  let silenceSeconds: Int
  private let end: ContinuousClock.Instant

  init(_ carrier: Carrier) {
    self.init(
      connectSeconds: carrier.connectSeconds, seconds: carrier.parcelSeconds,
      silenceSeconds: carrier.silenceSeconds)
  }

  init(connectSeconds: Int, seconds: Int, silenceSeconds: Int) {
    self.connectSeconds = connectSeconds
    self.silenceSeconds = silenceSeconds
    end = .now + .seconds(seconds)
  }

  /// Milliseconds that are left, at least one: libcurl reads 0 as for ever.
  var milliseconds: Int { max(1, Int((end - .now) / .milliseconds(1))) }
}

/// Work that waits for a disk or a network, away from Swift's own threads.
enum OwnThread {
  /// Does the work; cancelling the task ends the sockets, and tells the work by them.
  static func run<Result: Sendable>(
    _ work: @escaping @Sendable (OpenSockets) -> Result
  ) async -> Result {
    let sockets = OpenSockets()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue(label: "conferral.carrier").async {
          continuation.resume(returning: work(sockets))
        }
      }
    } onCancel: {
      sockets.end()
    }
  }
}
