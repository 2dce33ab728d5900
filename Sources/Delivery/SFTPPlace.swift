/// A folder on a server that speaks SFTP, who we are there, and how the server is known.
public struct SFTPPlace: Sendable, Hashable {
  /// What shows that we are the user. Secrets are named by files, and read when they are needed.
  public enum Proof: Sendable, Hashable {
    /// A private key in a file that only we can read, as ssh-keygen makes it; Ed25519, or RSA where
    /// libssh2 is 1.11 or newer. A passphrase stands in a file of its own.
    case key(file: String, passphraseFile: String? = nil)
    /// A password in a file that only we can read.
    case password(file: String)
  }

  /// How the server is known; one that is not is told nothing.
  public enum HostKeys: Sendable, Hashable {
    /// Fingerprints as `ssh-keygen -l` prints them (`SHA256:…`); one of them has to be the key's.
    /// While a server changes its key, both stand here.
    case pinned([String])
    /// A file in the format of OpenSSH's known_hosts.
    case knownHosts(file: String)
  }

  /// The server's name or address.
  public let host: String
  /// The server's port.
  public let port: Int
  /// Who we are there.
  public let user: String
  /// What shows it.
  public let proof: Proof
  /// How the server is known.
  public let hostKeys: HostKeys
  /// The folder: an absolute path, or one that begins in the user's home with `/~`.
  public let folder: String
  /// The permissions of files that are brought.
  public let permissions: Int

  /// A place; without a folder it is the user's home. Throws ``ChannelError`` when a pin is no
  /// fingerprint, or a text has something in it that it cannot have.
  public init(
    host: String, port: Int = 22, user: String, proof: Proof, hostKeys: HostKeys,
    folder: String? = nil, permissions: Int = 0o640
  ) throws(ChannelError) {
    let parts = folder?.split(separator: "/") ?? ["~"]
    guard folder.map(Spelling.isPlain) ?? true, !parts.isEmpty, !parts.contains("."),
      !parts.contains("..")
    else {
      throw ChannelError(
        "The folder on the SFTP server has to be a path without . and .., such as /inbox.")
    }
    guard (1...65_535).contains(port), Spelling.isPlain(user), !host.isEmpty,
      host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"/@?#%\\\"[]".utf8.contains($0) })
    else {
      throw ChannelError("The SFTP server needs a host, a port from 1 to 65535, and a user.")
    }
    if case .pinned(let pins) = hostKeys {
      guard !pins.isEmpty, pins.allSatisfy({ Fingerprint($0) != nil }) else {
        throw ChannelError(
          "A host key is pinned by its fingerprint as `ssh-keyscan HOST | ssh-keygen -l -f -`"
            + " prints it: SHA256: and 43 characters of base64.")
      }
    }
    self.host = host
    self.port = port
    self.user = user
    self.proof = proof
    self.hostKeys = hostKeys
    let isFromRoot = folder?.hasPrefix("/") ?? true
    self.folder = (isFromRoot ? "/" : "/~/") + parts.joined(separator: "/")
    self.permissions = permissions
  }
}
