import Foundation
import Logging
import Office

/// What the operator set. Each setting is declared where it is read, and nowhere else: what
/// `conferral config` prints is what was seen on the way.
struct Settings: Sendable {
  /// The connection string of a PostgreSQL elsewhere; nil for the private one.
  let databaseURL: Secret?
  /// Where the private PostgreSQL and the keys live.
  let folder: URL
  /// The private signing keys.
  let keys: KeySettings
  /// Where the daemon listens.
  let host: String
  /// The port it listens on.
  let port: Int
  /// Who may read the metrics.
  let metrics: MetricsAccess
  /// How many batches of a daemon run at the same time.
  let workers: Int
  /// The largest number of connections to the database.
  let connections: Int
  /// How often everything is decided again.
  let sweepHours: Int
  /// How much is logged.
  let logLevel: Logger.Level
  /// The bounds of requests.
  let requests: RequestSettings
  /// Evidence files.
  let uploads: UploadSettings
  /// The object store for evidence files; nil for the folder.
  let objectStore: ObjectStoreSettings?
  /// Signing in through the university's identity provider; nil where there is none.
  let signIn: SignInSettings?
  /// How long somebody stays signed in.
  let sessionHours: Int

  /// Every setting with its effective value, in the order of the declarations.
  let entries: [SettingReader.Entry]
  /// What is wrong with them, as sentences.
  let mistakes: [String]
  /// Variables and keys that no setting has, as sentences.
  let strangers: [String]

  /// Who may read the metrics.
  enum MetricsAccess: String, CaseIterable, Sendable { case on, off, loopback }

  /// The settings of this process; throws a refusal that names every one that cannot be.
  init() async throws {
    self.init(try await SettingSources())
    guard mistakes.isEmpty else {
      throw Refusal(.invalid, mistakes.joined(separator: "\n"))
    }
  }

  /// What these sources say; a setting with a mistake has its default.
  init(_ sources: SettingSources) {
    var read = SettingReader(sources)
    _ = read.text(
      "CONFERRAL_CONFIG", "a YAML file with settings; variables win over it",
      form: "a file", example: "/etc/conferral/conferral.yaml")
    databaseURL = read.secret(
      "DATABASE_URL", "a PostgreSQL 15 or later elsewhere, as libpq writes it",
      file: "CONFERRAL_DATABASE_URL_FILE", unset: "a private PostgreSQL in the folder")
    let home = sources.environment["HOME"] ?? "/var/lib"
    folder = read.folder(
      "CONFERRAL_FOLDER", "the private PostgreSQL, the keys and the evidence files",
      example: "/var/lib/conferral",
      default: URL(
        fileURLWithPath: geteuid() == 0
          ? "/var/lib/conferral" : "\(home)/.local/share/conferral", isDirectory: true),
      inWords: "/var/lib/conferral as root, else ~/.local/share/conferral")
    keys = KeySettings(&read, in: folder)
    host = read.text(
      "CONFERRAL_HOST", "the address that the daemon listens on", default: "127.0.0.1")
    port = read.number(
      "CONFERRAL_PORT", "the port that the daemon listens on", 1...65_535, default: 8080)
    metrics = read.choice(
      "CONFERRAL_METRICS", "who may read /metrics (everybody, nobody, this machine)",
      default: .loopback)
    workers = read.number(
      "CONFERRAL_WORKERS", "how many batches of a daemon run at the same time", 1...64, default: 2)
    let wanted = read.number(
      "CONFERRAL_CONNECTIONS",
      "the most connections to the database, two more than workers at least",
      1...1_000, default: 8)
    connections = max(workers + 2, wanted)
    read.showLast("\(connections)")
    sweepHours = read.number(
      "CONFERRAL_SWEEP_HOURS", "how often everything is decided again, in hours", 1...8_760,
      default: 24)
    logLevel = read.choice(
      "CONFERRAL_LOG_LEVEL", "how much the daemon logs", default: Logger.Level.info)
    requests = RequestSettings(&read)
    uploads = UploadSettings(&read, in: folder)
    objectStore = ObjectStoreSettings(&read)
    signIn = SignInSettings(&read)
    sessionHours = read.number(
      "CONFERRAL_SESSION_HOURS", "how long somebody stays signed in, in hours", 1...720, default: 10
    )
    entries = read.entries
    mistakes = read.mistakes
    strangers = sources.strangers(to: Set(entries.map(\.name) + entries.compactMap(\.file)))
  }
}
