import CCurl
import Curl

/// One request of HTTP with a body, and what matters of the answer.
struct HTTPExchange {
  var url: String
  var method: HTTPSPlace.Method
  var headers: [String]
  var token: String?
  var trust: HTTPSPlace.Trust

  /// What matters of an answer.
  struct Answer {
    /// The status; nil when no answer came to the end of its headers.
    var status: Int?
    /// What the server has of a digest, as header fields say it.
    var digests: [String] = []
    /// The rest that the server asked for, in seconds.
    var rest: Int?
    /// Whether all of the body went out.
    var isSent = false
    /// Why there is no status.
    var words = ""
  }

  /// Sends the body; what the server says beyond its headers is thrown away, and not waited for
  /// beyond 64 KiB or five seconds.
  func send(
    _ reader: ParcelReader, patience: Patience, sockets: OpenSockets
  ) throws(Hitch) -> Answer {
    guard let curl = CurlHandle(sockets) else {
      throw Hitch(.unreachable("libcurl is not there."))
    }
    var answer = Answer()
    var status = 0
    var heard = 0
    curl.set(CURLOPT_URL, url)
    set(curl, patience)
    setBody(curl, reader)
    var begun: ContinuousClock.Instant?
    curl.writer = { bytes in
      heard += bytes.count
      let since = begun ?? .now
      begun = since
      return heard <= 65_536 && (!reader.isFinished || .now - since < .seconds(5))
    }
    curl.listener = { line in
      if let begun = Self.status(line) { (status, answer.digests) = (begun, []) }
      if Self.isEnd(line), status >= 200 { answer.status = status }
      if let digest = Self.digest(line) { answer.digests.append(digest) }
    }
    let result = curl.perform()
    if let fault = reader.fault { throw Hitch(.refusedForNow(fault)) }
    if sockets.isEnded, answer.status == nil { throw .stopped }
    answer.isSent = reader.isFinished
    let rest = curl.size(CURLINFO_RETRY_AFTER)
    answer.rest = rest > 0 ? min(rest, 86_400) : nil
    answer.words = curl.words(for: result)
    return answer
  }

  private func set(_ curl: CurlHandle, _ patience: Patience) {
    curl.set(CURLOPT_PROTOCOLS_STR, url.lowercased().hasPrefix("http:") ? "http" : "https")
    curl.set(CURLOPT_FOLLOWLOCATION, 0)
    curl.set(CURLOPT_CONNECTTIMEOUT, patience.connectSeconds)
    curl.set(CURLOPT_TIMEOUT_MS, patience.milliseconds)
    curl.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    curl.set(CURLOPT_LOW_SPEED_TIME, patience.silenceSeconds)
    curl.set(CURLOPT_SSL_VERIFYPEER, 1)
    curl.set(CURLOPT_SSL_VERIFYHOST, 2)
    curl.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    curl.set(CURLOPT_USERAGENT, "conferral")
    if let certificates = trust.certificates { curl.set(CURLOPT_CAINFO, certificates) }
    if let own = trust.own {
      curl.set(CURLOPT_SSLCERT, own.file)
      curl.set(CURLOPT_SSLKEY, own.keyFile)
    }
    if let proxy = trust.proxy {
      curl.set(CURLOPT_PROXY, proxy)
      // Only through a tunnel: the proxy sees where to, and neither what nor who we are.
      curl.set(CURLOPT_HTTPPROXYTUNNEL, 1)
      curl.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
      curl.set(CURLOPT_NOPROXY, "")
    }
    if let token {
      curl.set(CURLOPT_HTTPAUTH, ccurl_auth_bearer())
      curl.set(CURLOPT_XOAUTH2_BEARER, token)
    }
    curl.set(CURLOPT_HTTPHEADER, headers)
  }

  private func setBody(_ curl: CurlHandle, _ reader: ParcelReader) {
    switch method {
    case .post:
      curl.set(CURLOPT_POST, 1)
      curl.set(CURLOPT_POSTFIELDSIZE_LARGE, size: reader.size)
    case .put:
      curl.set(CURLOPT_UPLOAD, 1)
      curl.set(CURLOPT_INFILESIZE_LARGE, size: reader.size)
    }
    curl.reader = { reader.read($0) }
  }

  /// The number in a status line, such as `HTTP/1.1 204 No Content`.
  private static func status(_ line: UnsafeRawBufferPointer) -> Int? {
    guard line.starts(with: Array("HTTP/".utf8)) else { return nil }
    let words = String(decoding: line.prefix(64), as: UTF8.self).split(separator: " ")
    return words.count > 1 ? Int(words[1].prefix(3)) : nil
  }

  private static func isEnd(_ line: UnsafeRawBufferPointer) -> Bool {
    line.allSatisfy { $0 == 13 || $0 == 10 }
  }

  /// The value of a field of RFC 9530 that speaks of what the server has.
  private static func digest(_ line: UnsafeRawBufferPointer) -> String? {
    let text = String(decoding: line.prefix(1_024), as: UTF8.self)
    guard let colon = text.firstIndex(of: ":"),
      ["repr-digest", "content-digest"].contains(text[..<colon].lowercased())
    else { return nil }
    return String(text[text.index(after: colon)...])
  }
}
