import CCurl

/// Addresses of the web as libcurl reads them, so that what is checked is what is used.
enum Address {
  /// Throws for an address that is not https, or http to this computer itself, or has somebody's
  /// name or password in it.
  static func check(_ url: String) throws(ChannelError) {
    guard Spelling.isPlain(url), url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let parts = parts(url), !parts.host.isEmpty
    else { throw ChannelError("It has to be an address such as https://sis.example.edu/inbox.") }
    guard !parts.hasUser else {
      throw ChannelError("An address cannot have a name or password in it: a token has its file.")
    }
    guard parts.scheme == "https" || parts.scheme == "http" && isLoopback(parts.host) else {
      throw ChannelError("The address has to begin with https://, unless it is this computer's.")
    }
  }

  private static func isLoopback(_ host: String) -> Bool {
    // libcurl never asks a name server for localhost.
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }

  private static func parts(_ url: String) -> (scheme: String, host: String, hasUser: Bool)? {
    guard let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    func part(_ which: CURLUPart) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      guard curl_url_get(handle, which, &text, 0) == CURLUE_OK, let text else { return nil }
      defer { curl_free(text) }
      return String(cString: text)
    }
    guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      let scheme = part(CURLUPART_SCHEME), let host = part(CURLUPART_HOST)
    else { return nil }
    let hasUser = part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil
    return (scheme, host, hasUser)
  }
}
