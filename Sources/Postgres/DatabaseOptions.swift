public import Logging

/// How to reach a database and how much to ask of it.
public struct DatabaseOptions: Sendable {
  /// A libpq connection string or URL; what it says wins over the defaults here. With several
  /// hosts add `target_session_attrs=read-write`, so that a failover is followed.
  public var conninfo: String
  /// The largest number of connections, each with a thread.
  public var connections: Int
  /// How long a transaction may wait for a connection.
  public var leaseTimeout: Duration
  /// The limits of every transaction that names no others.
  public var limits: Limits
  /// How often, and for how long, a transaction is tried again.
  public var retries: Retries
  /// The name shown in `pg_stat_activity`, unless the string names another.
  public var applicationName: String
  /// Told of lost connections and retries, without data.
  public var logger: Logger

  /// Eight connections, five seconds of waiting for one, the default limits and retries.
  public init(
    conninfo: String, connections: Int = 8, leaseTimeout: Duration = .seconds(5),
    limits: Limits = Limits(), retries: Retries = Retries(),
    applicationName: String = "swift", logger: Logger = Logger(label: "postgres")
  ) {
    self.conninfo = conninfo
    self.connections = max(1, connections)
    self.leaseTimeout = leaseTimeout
    self.limits = limits
    self.retries = retries
    self.applicationName = applicationName
    self.logger = logger
  }

  var parameters: ConnectionParameters {
    ConnectionParameters(conninfo: conninfo, applicationName: applicationName)
  }
}

/// How a transaction that met another, or lost its connection before COMMIT, is tried again.
public struct Retries: Sendable, Hashable {
  /// The largest number of attempts, the first included.
  public var attempts: Int
  /// No attempt begins later than this after the first.
  public var within: Duration

  /// Ten attempts within ten seconds, with pauses that double from ten milliseconds to one second
  /// and vary at random between half and full length.
  public init(attempts: Int = 10, within: Duration = .seconds(10)) {
    self.attempts = max(1, attempts)
    self.within = within
  }

  /// One attempt only.
  public static let none = Retries(attempts: 1)

  func pause(afterAttempt attempt: Int) -> Duration {
    let longest = min(1_000, 10 << min(attempt - 1, 10))
    return .microseconds(Int.random(in: longest * 500...longest * 1_000))
  }
}
