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
    /// The file with the private key, as an absolute path.
    public var keyFile: String
    /// The fingerprint of the host's key, as OpenSSH writes it: `SHA256:` and 43 characters.
    public var hostKey: String
  }

  /// An address to which batches are sent.
  public struct HTTPS: Hashable, Sendable {
    /// The address; `http:` only of this machine.
    public var url: String
    /// The file with a bearer token, as an absolute path.
    public var tokenFile: String?
  }

  /// An address that is told when there is something new.
  public struct Webhook: Hashable, Sendable {
    /// The address; `http:` only of this machine.
    public var url: String
    /// The file with the secret of its signatures, as an absolute path.
    public var secretFile: String
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
    case .sftp(let server): files.append(("key file", server.keyFile))
    case .https(let server): files += server.tokenFile.map { [("token file", $0)] } ?? []
    case .directory, nil: break
    }
    if let webhook { files.append(("secret file", webhook.secretFile)) }
    return files
  }
}
