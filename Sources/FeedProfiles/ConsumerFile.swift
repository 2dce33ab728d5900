/// A system that gets the feed, as an operator declares it in a file.
public struct ConsumerFile: Hashable, Sendable {
  /// Whether what it gets is meant.
  public enum Mode: String, CaseIterable, Sendable {
    /// It tries the feed out: nothing that it gets counts as delivered.
    case test
    /// It keeps transcripts by it.
    case production
  }

  /// Where the text of its profile is.
  public enum Profile: Hashable, Sendable {
    /// A profile that belongs to the program, by name.
    case shipped(String)
    /// A file; a relative path begins at the folder of the consumer's file.
    case file(String)
  }

  /// Where its batches are brought.
  public enum Channel: Hashable, Sendable {
    /// A folder of this machine, as an absolute path.
    case directory(String)
    /// A server for files over SSH.
    case sftp(SFTP)
    /// An address to which they are sent.
    case https(HTTPS)
  }

  /// A server for files over SSH.
  public struct SFTP: Hashable, Sendable {
    /// The host's name or address.
    public var host: String
    /// Its port; 22 unless said otherwise.
    public var port: Int
    /// The account there.
    public var user: String
    /// The folder there; nil for the one in which the account begins.
    public var folder: String?
    /// What shows that we are the account.
    public var proof: Proof
    /// How the server is known.
    public var hostKeys: HostKeys

    /// What shows that we are an account; secrets are named by absolute paths.
    public enum Proof: Hashable, Sendable {
      /// The file with a private key, and the one with its passphrase.
      case key(file: String, passphraseFile: String?)
      /// The file with a password.
      case password(file: String)
    }

    /// How a server is known before anything is told to it.
    public enum HostKeys: Hashable, Sendable {
      /// Fingerprints as OpenSSH writes them: `SHA256:` and 43 characters; one has to be the key's.
      case pinned([String])
      /// A file in the format of OpenSSH's known_hosts, as an absolute path.
      case knownHosts(file: String)
    }
  }

  /// An address to which batches are sent.
  public struct HTTPS: Hashable, Sendable {
    /// How a file is handed over.
    public enum Method: String, CaseIterable, Sendable {
      /// To the address itself.
      case post
      /// To the address with a slash and the file's name behind it.
      case put
    }

    /// The address; `http:` only of this machine.
    public var url: String
    /// How a file is handed over.
    public var method: Method
    /// The file with a bearer token, as an absolute path.
    public var tokenFile: String?
    /// How the server is reached, and both sides know each other.
    public var connection: Connection
  }

  /// How a server of HTTPS is reached, and how both sides know each other.
  public struct Connection: Hashable, Sendable {
    /// A certificate and its key.
    public struct Certificate: Hashable, Sendable {
      /// The file with the certificate, as an absolute path.
      public var file: String
      /// The file with its private key, as an absolute path.
      public var keyFile: String
    }

    /// The file with certificates that are believed instead of the system's, as an absolute path.
    public var authorities: String?
    /// Our own certificate; nil for none.
    public var own: Certificate?
    /// The HTTP proxy that leads there: `http://host:port`; nil for none.
    public var proxy: String?
  }

  /// An address that is told when there is something new.
  public struct Webhook: Hashable, Sendable {
    /// The address; `http:` only of this machine.
    public var url: String
    /// The file with the secret of its signatures, as an absolute path.
    public var secretFile: String
    /// How the receiver is reached, and both sides know each other.
    public var connection: Connection
  }

  /// A day of the week.
  public enum Weekday: String, CaseIterable, Sendable {
    case mon, tue, wed, thu, fri, sat, sun
  }

  /// When batches are released by themselves.
  public struct Schedule: Hashable, Sendable {
    /// The days, without repetition, from Monday on.
    public var days: [Weekday]
    /// The hour in the institution's zone, from 0.
    public var hour: Int
    /// The minute, from 0.
    public var minute: Int
  }

  /// What silence is too long; nil for no alarm.
  public struct Alarms: Hashable, Sendable {
    /// So many hours after a batch was due.
    public var lateAfterHours: Int?
    /// So many days after a row was delivered.
    public var unacknowledgedAfterDays: Int?
    /// So many hours after a row that the cursor has not passed.
    public var cursorBehindAfterHours: Int?
  }

  /// Its name: letters of `a` to `z`, digits and hyphens.
  public var name: String
  /// What it is called on pages.
  public var title: String
  /// Whether what it gets is meant.
  public var mode: Mode
  /// How its batches are written; nil for one that only reads the feed.
  public var profile: Profile?
  /// The codes of units whose programs it gets, with all that is part of them; nil for all.
  public var units: [String]?
  /// The codes of the programs that it gets; nil for all.
  public var programs: [String]?
  /// The names of tokens that may read its feed, move its cursor and acknowledge.
  public var clients: [String]
  /// Where its batches are brought; nil where somebody fetches them.
  public var channel: Channel?
  /// What is told that there is something new.
  public var webhook: Webhook?
  /// When batches are released by themselves; nil for by hand only.
  public var schedule: Schedule?
  /// What silence is too long.
  public var alarms: Alarms
  /// Whether it says what became of the rows.
  public var expectsAcknowledgements: Bool
}

extension ConsumerFile {
  /// Reads a consumer's file, YAML as the article <doc:Consumers> describes it.
  ///
  /// - Throws: ``FeedFileError``, every mistake in it at once.
  public init(parsing text: String) throws(FeedFileError) {
    var parser = ConsumerParser()
    self = try parser.parse(text)
  }

  /// The files that hold secrets, with the word under which each is named.
  public var secretFiles: [(word: String, path: String)] {
    var files: [(word: String, path: String)] = []
    switch channel {
    case .sftp(let server):
      switch server.proof {
      case .password(let file): files.append(("password file", file))
      case .key(let file, let passphraseFile):
        files.append(("key file", file))
        files += passphraseFile.map { [("passphrase file", $0)] } ?? []
      }
    case .https(let server):
      files += server.tokenFile.map { [("token file", $0)] } ?? []
      files += server.connection.own.map { [("key file", $0.keyFile)] } ?? []
    case .directory, nil: break
    }
    if let webhook {
      files.append(("secret file", webhook.secretFile))
      files += webhook.connection.own.map { [("key file", $0.keyFile)] } ?? []
    }
    return files
  }

  /// The files that hold no secret but have to be there, with the word under which each is named.
  public var publicFiles: [(word: String, path: String)] {
    var files: [(word: String, path: String)] = []
    var connections = [webhook?.connection]
    switch channel {
    case .sftp(let server):
      if case .knownHosts(let file) = server.hostKeys { files.append(("known hosts file", file)) }
    case .https(let server): connections.append(server.connection)
    case .directory, nil: break
    }
    for connection in connections.compactMap({ $0 }) {
      files += connection.authorities.map { [("ca file", $0)] } ?? []
      files += connection.own.map { [("certificate file", $0.file)] } ?? []
    }
    return files
  }
}
