import CCurl
import Crypto
import Curl
import Foundation

/// What is done on an SFTP server, over one connection where it holds.
final class SFTPSession {
  /// What lies under a name.
  enum Found { case missing, same, other, unreadable }

  private let place: SFTPPlace
  private let patience: Patience
  private let sockets: OpenSockets
  private let curl: CurlHandle
  private let host: HostKeyCheck
  private let secret: String?

  init(place: SFTPPlace, patience: Patience, sockets: OpenSockets) throws(Hitch) {
    guard let curl = CurlHandle(sockets), CurlLibrary.ssh != nil else {
      throw Hitch(.unreachable("This libcurl knows nothing of SFTP."))
    }
    do {
      if case .knownHosts(let file) = place.hostKeys { try PublicFile.check(file) }
      secret =
        switch place.proof {
        case .password(let file): try SecretFile.read(file)
        case .key(let file, let passphraseFile):
          try { () throws(ChannelError) -> String? in
            try SecretFile.check(file)
            return try passphraseFile.map(SecretFile.read)
          }()
        }
    } catch {
      throw Hitch(error)
    }
    self.place = place
    self.patience = patience
    self.sockets = sockets
    self.curl = curl
    host = HostKeyCheck(place.hostKeys)
  }

  /// Reads what lies under a name, as far as it can be the same.
  func look(for name: String, size: Int, sha256: [UInt8]) throws(Hitch) -> Found {
    try begin(name)
    var hash = SHA256()
    var count = 0
    curl.writer = { bytes in
      hash.update(bufferPointer: bytes)
      count += bytes.count
      return count <= size
    }
    let result = curl.perform()
    switch result {
    case CURLE_OK: return count == size && Array(hash.finalize()) == sha256 ? .same : .other
    case CURLE_WRITE_ERROR where count > size: return .other
    case CURLE_REMOTE_FILE_NOT_FOUND: return .missing
    case CURLE_REMOTE_ACCESS_DENIED: return .unreadable
    default: throw trouble(result)
    }
  }

  /// Uploads under one name and gives it another one; false when only the latter failed.
  func upload(_ reader: ParcelReader, as part: String, then name: String) throws(Hitch) -> Bool {
    try begin(part)
    curl.set(CURLOPT_UPLOAD, 1)
    curl.set(CURLOPT_INFILESIZE_LARGE, size: reader.size)
    curl.set(CURLOPT_NEW_FILE_PERMS, place.permissions)
    curl.set(CURLOPT_POSTQUOTE, ["rename \(quoted(part)) \(quoted(name))"])
    curl.reader = { reader.read($0) }
    let result = curl.perform()
    if let fault = reader.fault { throw Hitch(.refusedForNow(fault)) }
    switch result {
    case CURLE_OK where reader.isFinished: return true
    case CURLE_QUOTE_ERROR where reader.isFinished: return false
    case CURLE_REMOTE_FILE_NOT_FOUND:
      throw Hitch(
        .unreachable("The folder \(place.folder) is not there on the SFTP server: make it there."))
    case CURLE_REMOTE_ACCESS_DENIED:
      throw Hitch(
        .unreachable(
          "The SFTP server does not let \(place.user) write into \(place.folder): give the right"
            + " to it."))
    default: throw trouble(result)
    }
  }

  /// Removes a file, where that can be done.
  func remove(_ name: String) {
    guard (try? begin(name)) != nil else { return }
    curl.set(CURLOPT_NOBODY, 1)
    curl.set(CURLOPT_QUOTE, ["*rm \(quoted(name))"])
    _ = curl.perform()
  }

  private func begin(_ name: String) throws(Hitch) {
    if sockets.isEnded { throw .stopped }
    curl.begin()
    curl.set(CURLOPT_URL, url(name))
    curl.set(CURLOPT_PATH_AS_IS, 1)
    curl.set(CURLOPT_PROTOCOLS_STR, "sftp")
    curl.set(CURLOPT_CONNECTTIMEOUT, patience.connectSeconds)
    curl.set(CURLOPT_TIMEOUT_MS, patience.milliseconds)
    curl.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    curl.set(CURLOPT_LOW_SPEED_TIME, patience.silenceSeconds)
    curl.set(CURLOPT_USERNAME, place.user)
    switch place.proof {
    case .password:
      curl.set(CURLOPT_SSH_AUTH_TYPES, Int(CURLSSH_AUTH_PASSWORD | CURLSSH_AUTH_KEYBOARD))
      curl.set(CURLOPT_PASSWORD, secret ?? "")
    case .key(let file, _):
      curl.set(CURLOPT_SSH_AUTH_TYPES, Int(CURLSSH_AUTH_PUBLICKEY))
      curl.set(CURLOPT_SSH_PRIVATE_KEYFILE, file)
      if let secret { curl.set(CURLOPT_KEYPASSWD, secret) }
    }
    host.ask(curl)
  }

  /// The address of a file in the folder.
  private func url(_ name: String) -> String {
    let host = place.host.contains(":") ? "[\(place.host)]" : place.host
    return "sftp://\(host):\(place.port)" + Spelling.percentEncoded("\(place.folder)/\(name)")
  }

  /// A path as libcurl's commands take it: they know no `/~/`, and are run in the user's home.
  private func quoted(_ name: String) -> String {
    let whole = "\(place.folder)/\(name)"
    let path = (whole.hasPrefix("/~/") ? String(whole.dropFirst(3)) : whole)
      .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(path)\""
  }

  private func trouble(_ result: CURLcode) -> Hitch {
    if sockets.isEnded { return .stopped }
    if let refusal = host.refusal { return Hitch(.refused(refusal)) }
    if result == CURLE_LOGIN_DENIED { return Hitch(.refused(denial)) }
    return Hitch(
      .unreachable("The SFTP server could not be used: \(curl.words(for: result))."))
  }

  private var denial: String {
    guard case .key(let file, _) = place.proof else {
      return "The SFTP server does not let \(place.user) in with the password: check both."
    }
    let ssh = CurlLibrary.ssh ?? ""
    return "The SFTP server does not let \(place.user) in with the key in \(file): its public half"
      + " has to stand in the server's authorized_keys. (An RSA key needs libssh2 1.11 or newer, and"
      + " this is \(ssh): Ed25519 works.)"
  }
}
