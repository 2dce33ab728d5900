import CCurl
import Curl
import Dispatch
import Synchronization

/// Takes messages to a mail server, one after another over a connection that is kept.
public final class Postman: Sendable {
  private let server: MailServer
  private let queue = DispatchQueue(label: "conferral.postman")
  private let connection = Mutex<Connection?>(nil)
  private let sockets = OpenSockets()

  /// What libcurl keeps; used on the queue alone.
  private struct Connection: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  /// Speaks to nobody yet.
  public init(_ server: MailServer) { self.server = server }

  deinit {
    connection.withLock { if let handle = $0?.handle { curl_easy_cleanup(handle) } }
  }

  /// Sends a message; when the task is cancelled the outcome is that no server was reached.
  public func send(_ message: MailMessage) async -> MailOutcome {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        queue.async { continuation.resume(returning: self.carry(message)) }
      }
    } onCancel: {
      sockets.end()
    }
  }

  private func carry(_ message: MailMessage) -> MailOutcome {
    guard CurlLibrary.isReady, let handle = handle() else {
      return .unreachable("libcurl is not there")
    }
    curl_easy_reset(handle)
    let dialogue = Dialogue(message.serialized, isStopped: { [sockets] in sockets.isEnded })
    let recipients = curl_slist_append(nil, "<\(message.to.address.text)>")
    defer { curl_slist_free_all(recipients) }
    let context = Unmanaged.passUnretained(dialogue).toOpaque()
    set(handle)
    ccurl_set_text(handle, CURLOPT_MAIL_FROM, "<\(message.from.address.text)>")
    ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
    ccurl_set_long(handle, CURLOPT_UPLOAD, 1)
    ccurl_set_reader(handle, Dialogue.read, context)
    ccurl_set_header_writer(handle, Dialogue.hear, context)
    ccurl_set_watch(handle, Dialogue.watch, context)
    sockets.watch(handle)
    let result = withExtendedLifetime(dialogue) { curl_easy_perform(handle) }
    // The connection outlives the dialogue; a farewell at the end is bounded as well.
    curl_easy_reset(handle)
    sockets.watch(handle)
    ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, 2)
    return dialogue.outcome(result)
  }

  private func handle() -> UnsafeMutableRawPointer? {
    connection.withLock { connection in
      if connection == nil { connection = curl_easy_init().map { Connection(handle: $0) } }
      return connection?.handle
    }
  }

  private func set(_ handle: UnsafeMutableRawPointer) {
    ccurl_set_text(handle, CURLOPT_URL, server.url)
    ccurl_set_text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT, server.connectSeconds)
    ccurl_set_long(handle, CURLOPT_TIMEOUT, server.messageSeconds)
    // Also for the farewell, which the timeout above does not bound: a server that hangs would keep
    // us for two minutes.
    ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, server.messageSeconds)
    // Without the need TLS is still taken where it is offered.
    let tls = server.needsTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY
    ccurl_set_long(handle, CURLOPT_USE_SSL, Int(tls.rawValue))
    ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
    ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
    if let certificates = server.certificates {
      ccurl_set_text(handle, CURLOPT_CAINFO, certificates)
    }
    if let user = server.user { ccurl_set_text(handle, CURLOPT_USERNAME, user) }
    if let password = server.password { ccurl_set_text(handle, CURLOPT_PASSWORD, password) }
  }
}
