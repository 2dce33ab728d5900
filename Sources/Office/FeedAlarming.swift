import FeedProfiles
public import Postgres
import Storage

/// Silence in the feed that somebody has to look at. It is there as long as its cause is.
public struct FeedAlarm: Hashable, Sendable {
  /// What is silent.
  public enum Kind: String, CaseIterable, Sendable {
    /// The schedule should have released a batch.
    case late = "late batch"
    /// A prepared batch waits for the registrar.
    case waiting = "waiting batch"
    /// A released batch was not brought.
    case undelivered = "undelivered batch"
    /// Bringing a batch, or telling of it, was given up.
    case dead = "dead delivery"
    /// The consumer did not say what became of rows.
    case unacknowledged = "unacknowledged rows"
    /// Rejected rows wait for the registrar.
    case rejected = "rejected rows"
    /// The consumer does not read.
    case cursor = "cursor behind"
    /// Notations cannot enter the ledger.
    case held = "held notations"
  }

  /// What is silent.
  public var kind: Kind
  /// The consumer; nil for one of the whole institution.
  public var consumer: String?
  /// Whether the consumer is a test, so that no transcript depends on it.
  public var isTest: Bool
  /// Since when.
  public var since: PostgresInstant
  /// How many batches, deliveries, rows or notations.
  public var count: Int

  /// Makes an alarm.
  public init(
    kind: Kind, consumer: String?, isTest: Bool, since: PostgresInstant, count: Int
  ) {
    self.kind = kind
    self.consumer = consumer
    self.isTest = isTest
    self.since = since
    self.count = count
  }

  /// Notations that are held for longer need somebody.
  static let heldDays = 30
}

extension FeedAlarm {
  /// What is wrong and what to do about it, without any personal data.
  public var sentence: String {
    switch kind {
    case .late:
      "The schedule should have released \(said("a batch", "batches")), and none was released: see "
        + "that a daemon runs, and prepare and release the batch."
    case .waiting:
      "A prepared batch waits for the registrar: look at it, and release or discard it."
    case .undelivered:
      "\(said("A released batch was", "released batches were")) not brought: see that the "
        + "other side answers, and what the log says."
    case .dead:
      "\(said("A delivery was", "deliveries were")) given up: mend its cause, and retry with "
        + "`conferral outbox resend`."
    case .unacknowledged:
      "The system did not say what became of \(said("a row", "rows")): ask whether it loaded the "
        + "batch, and acknowledge the rows."
    case .rejected:
      "\(said("A rejected row waits", "rejected rows wait")) for the registrar: send again or set "
        + "aside."
    case .cursor:
      "The system has not read \(said("a row", "rows")): see that it runs, and that its token is "
        + "valid."
    case .held:
      "\(said("A notation is", "notations are")) held for more than \(Self.heldDays) days: see the "
        + "list of held notations for the reasons."
    }
  }

  private func said(_ one: String, _ many: String) -> String {
    count == 1 ? one : "\(count) \(many)"
  }
}

extension Visit {
  /// The alarms that the caller may see, by consumer; a system sees those of its own.
  public func feedAlarms() throws -> [FeedAlarm] {
    try office.feedAlarms(of: institution, only: feedReach().consumers, in: transaction)
  }
}

extension Office {
  /// The alarms of one institution, for whoever sits at a terminal.
  public func feedAlarms(of institution: Int) async throws -> [FeedAlarm] {
    try await database.read(as: Scopes.institution(institution)) {
      try self.feedAlarms(of: institution, in: $0)
    }
  }

  /// The alarms of all institutions, by code: for metrics and the log.
  public func feedAlarms() async throws -> [(institution: String, alarms: [FeedAlarm])] {
    try await database.read(as: Scopes.auditor) { transaction in
      try Institutions.all(in: transaction).map {
        (institution: $0.code, alarms: try self.feedAlarms(of: $0.id, in: transaction))
      }
    }
  }

  /// A fixed number of queries, however many consumers there are.
  func feedAlarms(
    of institution: Int, only names: Set<String>? = nil, in transaction: Transaction
  ) throws -> [FeedAlarm] {
    let (now, _) = try Institutions.now(of: institution, at: clock?(), in: transaction)
    let consumers = try FeedConsumers.all(of: institution, in: transaction).filter {
      $0.endedAt == nil && names?.contains($0.consumer.name) ?? true
    }
    let watches = try FeedAlarms.Watch.of(consumers, of: institution, in: transaction)
    let tests = Set(consumers.filter(\.consumer.isTest).map(\.consumer.name))
    var alarms: [FeedAlarm] = []
    func add(_ kind: FeedAlarm.Kind, _ silences: [FeedAlarms.Silence]) {
      alarms += silences.map {
        FeedAlarm(
          kind: kind, consumer: $0.consumer, isTest: tests.contains($0.consumer), since: $0.since,
          count: $0.count)
      }
    }
    if !watches.isEmpty {
      try add(.late, FeedAlarms.late(watches, at: now, of: institution, in: transaction))
      try add(.waiting, FeedAlarms.waiting(watches, at: now, of: institution, in: transaction))
      try add(
        .undelivered, FeedAlarms.undelivered(watches, at: now, of: institution, in: transaction))
      try add(.dead, FeedAlarms.dead(watches, of: institution, in: transaction))
      try add(
        .unacknowledged,
        FeedAlarms.unacknowledged(watches, at: now, of: institution, in: transaction))
      try add(.rejected, FeedAlarms.rejected(watches, at: now, of: institution, in: transaction))
      try add(.cursor, FeedAlarms.unread(watches, at: now, of: institution, in: transaction))
    }
    if names == nil,
      let held = try FeedAlarms.held(
        forDays: FeedAlarm.heldDays, at: now, of: institution, in: transaction)
    {
      alarms.append(
        FeedAlarm(
          kind: .held, consumer: nil, isTest: false, since: held.since, count: held.count))
    }
    return alarms.sorted {
      ($0.consumer ?? "", $0.kind.rawValue) < ($1.consumer ?? "", $1.kind.rawValue)
    }
  }
}
