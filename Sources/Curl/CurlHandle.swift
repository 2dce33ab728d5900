public import CCurl

/// The library as a whole.
public enum CurlLibrary {
  /// Whether it can be used; the first look at it makes it ready.
  public static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// The library that speaks SSH, such as `libssh2/1.10.0`; nil where there is none.
  public static let ssh: String? = ccurl_ssh_library().map { String(cString: $0) }
}

/// One transfer after another over connections that are kept; used by one thread at a time.
///
/// What was asked for and could not be set fails the transfer before it begins, so that a check
/// that this libcurl does not know is never left out.
public final class CurlHandle {
  /// What fills a buffer with the next bytes to send; nil ends the transfer.
  public var reader: ((UnsafeMutableRawBufferPointer) -> Int?)?
  /// What takes bytes that came; false ends the transfer.
  public var writer: ((UnsafeRawBufferPointer) -> Bool)?
  /// What takes one line of the headers that came.
  public var listener: ((UnsafeRawBufferPointer) -> Void)?
  /// Whether a host of SSH is the right one, by its raw key.
  public var hostKeyCheck: ((UnsafeRawBufferPointer) -> Bool)?
  /// Told what a file of known hosts says of a key: the raw key that came, the one that was known
  /// (base64), and the verdict.
  public var knownHostNotice: ((UnsafeRawBufferPointer, String?, curl_khmatch) -> Void)?

  private let handle: UnsafeMutableRawPointer
  private let sockets: OpenSockets
  private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var fault = CURLE_OK

  /// A handle whose transfers end when the sockets are; nil when libcurl cannot be used.
  public init?(_ sockets: OpenSockets) {
    guard CurlLibrary.isReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.sockets = sockets
    begin()
  }

  deinit {
    curl_easy_cleanup(handle)
    lists.forEach(curl_slist_free_all)
    words.deallocate()
  }

  /// Forgets all options; connections are kept. No proxy is used, whatever the environment says.
  public func begin() {
    curl_easy_reset(handle)
    lists.forEach(curl_slist_free_all)
    lists = []
    fault = CURLE_OK
    (reader, writer, listener, hostKeyCheck, knownHostNotice) = (nil, nil, nil, nil, nil)
    words.pointee = 0
    note(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, words))
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_PROXY, "")
    // A name server that hangs holds nobody who has gone.
    set(CURLOPT_QUICK_EXIT, 1)
    note(ccurl_set_watch(handle, Self.watch, Unmanaged.passUnretained(self).toOpaque()))
    sockets.watch(handle)
  }

  /// Sets an option that is a number.
  public func set(_ option: CURLoption, _ value: Int) {
    note(ccurl_set_long(handle, option, value))
  }

  /// Sets an option that is a size.
  public func set(_ option: CURLoption, size: Int) {
    note(ccurl_set_size(handle, option, curl_off_t(size)))
  }

  /// Sets an option that is text.
  public func set(_ option: CURLoption, _ value: String) {
    note(ccurl_set_text(handle, option, value))
  }

  /// Sets an option that is a list of texts.
  public func set(_ option: CURLoption, _ values: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values { list = curl_slist_append(list, value) }
    if let list { lists.append(list) }
    note(ccurl_set_list(handle, option, list))
  }

  /// Does what was asked for.
  public func perform() -> CURLcode {
    let context = Unmanaged.passUnretained(self).toOpaque()
    note(ccurl_set_reader(handle, Self.read, context))
    note(ccurl_set_writer(handle, Self.write, context))
    note(ccurl_set_header_writer(handle, Self.hear, context))
    if hostKeyCheck != nil { note(ccurl_set_host_key_check(handle, Self.check, context)) }
    if knownHostNotice != nil { note(ccurl_set_known_host_check(handle, Self.know, context)) }
    guard fault == CURLE_OK else { return fault }
    return withExtendedLifetime(self) { curl_easy_perform(handle) }
  }

  /// A size that is known of the last transfer, such as `CURLINFO_RETRY_AFTER`.
  public func size(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    return ccurl_get_size(handle, info, &value) == CURLE_OK ? Int(value) : 0
  }

  /// Why the last transfer failed, in libcurl's words: one line of at most 200 plain characters.
  public func words(for code: CURLcode) -> String {
    let detail = String(cString: words)
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
    return String(
      decoding: text.utf8.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: " ") }.prefix(200),
      as: UTF8.self)
  }

  private func note(_ code: CURLcode) {
    if fault == CURLE_OK { fault = code }
  }
}

/// What libcurl calls.
extension CurlHandle {
  private static func of(_ context: UnsafeMutableRawPointer?) -> CurlHandle? {
    context.map { Unmanaged<CurlHandle>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let read: curl_read_callback = { target, size, count, context in
    guard let target, let reader = of(context)?.reader else { return Int(CURL_READFUNC_ABORT) }
    let buffer = UnsafeMutableRawBufferPointer(start: target, count: size * count)
    return reader(buffer) ?? Int(CURL_READFUNC_ABORT)
  }

  private static let write: curl_write_callback = { bytes, size, count, context in
    guard let writer = of(context)?.writer else { return size * count }
    return writer(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
  }

  private static let hear: curl_write_callback = { bytes, size, count, context in
    of(context)?.listener?(UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
  }

  private static let watch: curl_xferinfo_callback = { context, _, _, _, _ in
    of(context)?.sockets.isEnded == false ? 0 : 1
  }

  private static let check: curl_sshhostkeycallback = { context, _, key, count in
    let bytes = UnsafeRawBufferPointer(start: key, count: count)
    let isRight = of(context)?.hostKeyCheck?(bytes) == true
    return Int32((isRight ? CURLKHMATCH_OK : CURLKHMATCH_MISMATCH).rawValue)
  }

  private static let know: curl_sshkeycallback = { _, known, found, verdict, context in
    guard let found else { return Int32(CURLKHSTAT_REJECT.rawValue) }
    let bytes = UnsafeRawBufferPointer(start: found.pointee.key, count: found.pointee.len)
    let text = known.flatMap { $0.pointee.len == 0 ? $0.pointee.key : nil }
    of(context)?.knownHostNotice?(bytes, text.map { String(cString: $0) }, verdict)
    return Int32((verdict == CURLKHMATCH_OK ? CURLKHSTAT_FINE : CURLKHSTAT_REJECT).rawValue)
  }
}
