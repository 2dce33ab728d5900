import CCurl
import Curl
import Foundation

/// Looks at the key that a server of SSH shows, before anything is told to it.
final class HostKeyCheck {
  private let keys: SFTPPlace.HostKeys
  /// Why the server is not the one it should be; nil while nothing speaks against it.
  private(set) var refusal: String?

  init(_ keys: SFTPPlace.HostKeys) { self.keys = keys }

  /// Has libcurl ask before it goes on.
  func ask(_ curl: CurlHandle) {
    switch keys {
    case .pinned(let pins):
      curl.hostKeyCheck = { [self] in
        isPinned(Fingerprint(of: $0), pins.compactMap { Fingerprint($0) })
      }
    case .knownHosts(let file):
      curl.set(CURLOPT_SSH_KNOWNHOSTS, file)
      curl.knownHostNotice = { [self] in note(Fingerprint(of: $0), $1, $2, in: file) }
    }
  }

  private func isPinned(_ found: Fingerprint, _ pins: [Fingerprint]) -> Bool {
    if pins.contains(found) { return true }
    let known = pins.map(\.description).joined(separator: ", ")
    refusal =
      "The SFTP server shows the host key \(found), and what is pinned is \(known): ask whoever runs"
      + " it which is right. A server with several keys shows the one that it likes best."
    return false
  }

  private func note(
    _ found: Fingerprint, _ known: String?, _ verdict: curl_khmatch, in file: String
  ) {
    if verdict == CURLKHMATCH_OK { return }
    let known = known.flatMap { Fingerprint(ofBase64: $0) }
    refusal =
      known.map {
        "The SFTP server shows the host key \(found), and in \(file) stands \($0): ask whoever runs"
          + " it which is right."
      }
      ?? "The SFTP server shows the host key \(found), and \(file) has none of it: ask whoever runs"
      + " it whether that is right, and add it with ssh-keyscan."
  }
}
