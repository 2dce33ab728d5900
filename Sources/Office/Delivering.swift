public import Delivery
import FeedProfiles
public import Foundation
import Logging
import Metrics
import Postgres
public import Storage

/// Batches leave the house, and webhooks tell of them. Any number of daemons may do this: an errand
/// is taken by one, and by another only when the first did not come back within ten minutes.
extension Office {
  /// What came of a round.
  public struct DeliveryRound: Sendable {
    /// Errands that were taken.
    public var taken = 0
    /// Those that were done.
    public var done = 0
  }

  /// Does one errand that is due, of whichever institution, so that one that has many and hangs does
  /// not hold up the others. Nothing is brought inside of a transaction; when the process dies between
  /// the other side's word and ours, it is brought again, and the other side has it already.
  public func deliver(
    through carrier: Carrier, in lane: Outbox.Lane = .open
  ) async throws -> DeliveryRound {
    let due = try await database.read(as: Scopes.auditor) {
      try Outbox.institutionsWithErrands(in: $0)
    }
    guard !due.isEmpty else { return DeliveryRound() }
    for institution in try await institutions().filter({ due.contains($0.id) }).shuffled() {
      let errand = try await database.write(as: Scopes.institution(institution.id)) {
        try Outbox.takeErrand(of: institution.id, in: lane, $0)
      }
      guard let errand else { continue }
      let (outcome, channel) = try await run(errand, through: carrier, at: institution)
      try await settle(errand, outcome, by: channel, at: institution)
      if case .done = outcome { return DeliveryRound(taken: 1, done: 1) }
      return DeliveryRound(taken: 1)
    }
    return DeliveryRound()
  }

  /// The outcome, and the word of the channel for the books.
  private func run(
    _ errand: Outbox.Errand, through carrier: Carrier, at institution: Institution
  ) async throws -> (ErrandOutcome, String) {
    let number = institution.id
    let found = try await database.read(as: Scopes.institution(number)) { transaction in
      let batch = try FeedBatches.one(errand.batch, institution: number, in: transaction)
      return (
        batch,
        try batch.flatMap { try FeedConsumers.one($0.consumer, of: number, in: transaction) }
      )
    }
    guard let batch = found.0, let standing = found.1, batch.release != nil else {
      return (.dropped("The batch is not released."), "none")
    }
    guard standing.endedAt == nil else { return (.dropped(Self.ended), "none") }
    let file: ConsumerFile
    do {
      file = try ConsumerFile(parsing: standing.consumer.source)
    } catch {
      return (.givenUp("The consumer's file cannot be read: declare it again."), "none")
    }
    switch errand.kind {
    case .delivery:
      guard let channel = file.channel else {
        return (.dropped("The consumer fetches its batches itself."), "none")
      }
      return (
        try await bring(batch, errand, by: channel, through: carrier, at: number), channel.word
      )
    case .webhook:
      guard let webhook = file.webhook else {
        return (.dropped("The consumer wants no webhooks any more."), "webhook")
      }
      return (try await tell(of: batch, errand, to: webhook, at: number), "webhook")
    }
  }

  private func bring(
    _ batch: FeedBatches.Batch, _ errand: Outbox.Errand, by channel: ConsumerFile.Channel,
    through carrier: Carrier, at institution: Int
  ) async throws -> ErrandOutcome {
    do {
      let (_, outcome) = try await bring(
        batch, as: errand.id, to: try channel.delivered, through: carrier, at: institution)
      return ErrandOutcome(outcome, after: errand.attempts)
    } catch let refusal as Refusal {
      return .givenUp(refusal.reason)
    } catch let error as ChannelError {
      return .givenUp(error.description)
    } catch is CocoaError {
      return .putOff(
        "The batch cannot be written to the temporary folder: make room there.",
        rest: Self.shortRest, counts: false)
    }
  }

  /// The name of the file, and what became of it.
  private func bring(
    _ batch: FeedBatches.Batch, as id: UUID, to channel: Channel, through carrier: Carrier,
    at institution: Int
  ) async throws -> (name: String, outcome: DeliveryOutcome) {
    let text = try await self.text(of: batch, at: institution)
    let file = try await TemporaryText(text)
    defer { file.close() }
    let parcel = try Parcel(
      id: id, name: text.fileName, content: .file(path: file.path),
      sha256: batch.release?.sha256 ?? [], mediaType: text.mediaType)
    return (text.fileName, await carrier.bring(parcel, to: channel))
  }

  /// Writes the file of a released batch into a folder of this computer, with its sidecar, as they
  /// are delivered; the file's name.
  ///
  /// - Throws: a refusal when the batch cannot be written as it was released, or the folder cannot
  ///   take it; what lies there with another content stays.
  public func write(
    _ batch: FeedBatches.Batch, into folder: URL, at institution: Int
  ) async throws -> String {
    do {
      let place = Channel.directory(try DirectoryPlace(path: folder.path))
      let (name, outcome) = try await bring(
        batch, as: batch.id, to: place, through: Carrier(), at: institution)
      switch outcome {
      case .brought: return name
      case .refusedForNow(let error, _), .refused(let error), .unreachable(let error):
        throw Refusal(.unreadableFile, error)
      }
    } catch let error as ChannelError {
      throw Refusal(.unreadableFile, error.description)
    }
  }

  /// Tells that there is a batch: how far it goes, and nothing of anybody.
  private func tell(
    of batch: FeedBatches.Batch, _ errand: Outbox.Errand, to webhook: ConsumerFile.Webhook,
    at institution: Int
  ) async throws -> ErrandOutcome {
    let isGone = try await database.read(as: Scopes.institution(institution)) {
      try Outbox.wasGivenUp(
        .webhook, because: Self.gone, for: batch.consumer, of: institution, in: $0)
    }
    guard !isGone else { return .dropped(Self.gone) }
    let sender: WebhookSender
    do {
      sender = try WebhookSender(
        url: webhook.url, signer: WebhookSigner(file: webhook.secretFile),
        trust: webhook.connection.trust)
    } catch {
      return .putOff(error.description, rest: Self.shortRest, counts: false)
    }
    switch await sender.send(id: errand.id, body: batch.hint) {
    case .taken: return .done("The receiver took the webhook.")
    case .gone: return .givenUp(Self.gone)
    case .failed(let error, let asked):
      let rest = RetrySchedule.standardWebhooks.rest(
        afterFailures: errand.attempts, asked: asked)
      return rest.map { .putOff(error, rest: $0, counts: true) } ?? .givenUp(error)
    }
  }

  /// The rest after what says nothing of an errand, in seconds.
  static var shortRest: Int { Int.random(in: 45...75) }

  /// The words of a receiver's 410, by which those that come later are known to be unwanted.
  static let gone =
    "The receiver wants no more webhooks (410): declare the consumer again when it does."

  /// Why an errand of a consumer that was ended is dropped; declared again, it gets its batches.
  static let ended = "The consumer was ended."
}

/// What comes of it.
extension Office {
  private func settle(
    _ errand: Outbox.Errand, _ outcome: ErrandOutcome, by channel: String,
    at institution: Institution
  ) async throws {
    let number = institution.id
    let batch = try await database.write(as: Scopes.institution(number)) { transaction in
      switch outcome {
      case .done:
        try Outbox.finish(errand.id, of: number, in: transaction)
      case .putOff(let error, let rest, let counts):
        try Outbox.putOff(
          errand.id, seconds: rest, because: error, counts: counts, of: number, in: transaction)
      case .givenUp(let error):
        try Outbox.giveUp(errand.id, because: error, of: number, in: transaction)
      case .dropped(let reason):
        try Outbox.drop(errand.id, because: reason, of: number, in: transaction)
      }
      if let word = outcome.word, errand.kind == .delivery {
        try FeedDeliveries.add(
          word, because: outcome.detail, of: errand.batch, by: channel, institution: number,
          in: transaction)
      }
      return try FeedBatches.one(errand.batch, institution: number, in: transaction)
    }
    Counter(
      label: "conferral_deliveries",
      dimensions: [("channel", channel), ("outcome", outcome.word?.rawValue ?? "dropped")]
    ).increment()
    tell(errand, outcome, of: batch, at: institution)
  }

  private func tell(
    _ errand: Outbox.Errand, _ outcome: ErrandOutcome, of batch: FeedBatches.Batch?,
    at institution: Institution
  ) {
    let metadata: Logger.Metadata = [
      "institution": "\(institution.code)", "consumer": "\(batch?.consumer ?? "none")",
      "batch": "\(batch.map { "\($0.number)" } ?? "none")", "errand": "\(errand.id.text)",
      "outcome": "\(outcome.detail)",
    ]
    switch outcome {
    case .done: logger.info("\(errand.kind.rawValue) is done", metadata: metadata)
    case .dropped: logger.info("\(errand.kind.rawValue) is not wanted", metadata: metadata)
    case .putOff:
      logger.warning("\(errand.kind.rawValue) is tried again later", metadata: metadata)
    case .givenUp:
      logger.warning(
        "\(errand.kind.rawValue) was given up: see `conferral outbox list`", metadata: metadata)
    }
  }
}

extension Office {
  /// What waits to be brought, of each institution.
  public func deliveryBacklogs() async throws -> [FeedDeliveries.Backlog] {
    try await database.read(as: Scopes.auditor) { try FeedDeliveries.backlogs(in: $0) }
  }

  /// What became of bringing a batch, the last tries first; for whoever sits at a terminal.
  public func deliveries(
    of batch: FeedBatches.Batch, institution: Int
  ) async throws -> [FeedDeliveries.Try] {
    try await database.read(as: Scopes.institution(institution)) {
      try FeedDeliveries.tries(
        of: batch.id, limit: FeedDeliveries.shown, institution: institution, in: $0)
    }
  }
}

extension Visit {
  /// What became of bringing a batch that the caller may read, the last tries first.
  public func deliveries(of batch: FeedBatches.Batch) throws -> [FeedDeliveries.Try] {
    try batchConsumer(batch.consumer)
    return try FeedDeliveries.tries(
      of: batch.id, limit: FeedDeliveries.shown, institution: institution, in: transaction)
  }
}

extension Visit {
  /// Where bringing a batch that the caller may read stands, before telling of it. Before the first
  /// try the channel is the one that the consumer's file names. Why it was not brought tells of the
  /// house's own folders and accounts, and so is none of a system's business.
  public func arrival(of batch: FeedBatches.Batch) throws -> [FeedDeliveries.Standing] {
    let source = try batchConsumer(batch.consumer).consumer.source
    let declared = try? ConsumerFile(parsing: source).channel?.word
    let isTold = seesFeedConsumersWhole
    return try FeedDeliveries.standings(
      of: batch.id, institution: institution, in: transaction
    ).map { standing in
      var shown = standing
      shown.channel =
        switch standing.kind {
        case .webhook: "webhook"
        case .delivery: standing.channel ?? declared
        }
      if !isTold { shown.lastError = nil }
      return shown
    }
  }
}

extension FeedDeliveries {
  /// How many tries of a batch are told.
  fileprivate static let shown = 20
}
