import CCurl
import Glibc
import Synchronization

/// The sockets that libcurl has open for a postman, so that a dialogue can be ended at once: its own
/// farewell would wait for the answer of a server that hangs.
final class OpenSockets: Sendable {
  private let sockets = Mutex<Set<Int32>>([])

  /// Has libcurl tell of every socket; this object must outlive the handle.
  func watch(_ handle: UnsafeMutableRawPointer) {
    ccurl_set_sockets(handle, Self.opened, Self.closed, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Lets whoever reads from or writes to the server know that nothing follows.
  func end() {
    sockets.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  private static let opened: curl_sockopt_callback = { context, socket, _ in
    guard let context else { return CURL_SOCKOPT_OK }
    let open = Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue()
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
