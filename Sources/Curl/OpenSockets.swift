import CCurl
import Glibc
import Synchronization

/// The sockets that libcurl has open, so that what it does can be ended at once: its own farewell
/// would wait for the answer of a server that hangs.
public final class OpenSockets: Sendable {
  private let sockets = Mutex<Set<Int32>>([])
  private let isOver = Atomic(false)

  /// Nothing is open yet.
  public init() {}

  /// Whether everything has been ended; there is no way back.
  public var isEnded: Bool { isOver.load(ordering: .relaxed) }

  /// Has libcurl tell of every socket; this object must outlive the handle.
  public func watch(_ handle: UnsafeMutableRawPointer) {
    ccurl_set_sockets(handle, Self.opened, Self.closed, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Lets whoever reads from or writes to the server know that nothing follows.
  public func end() {
    isOver.store(true, ordering: .relaxed)
    sockets.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  private static let opened: curl_sockopt_callback = { context, socket, _ in
    guard let context else { return CURL_SOCKOPT_OK }
    let open = Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue()
    // One that is opened while the others end is let in, and is found ended at the next look.
    open.sockets.withLock { _ = $0.insert(socket) }
    return CURL_SOCKOPT_OK
  }

  /// Under the lock, so that a number that the system gives away again is never shut down.
  private static let closed: curl_closesocket_callback = { context, socket in
    guard let context else { return close(socket) }
    let open = Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue()
    return open.sockets.withLock { sockets in
      sockets.remove(socket)
      return close(socket)
    }
  }
}
