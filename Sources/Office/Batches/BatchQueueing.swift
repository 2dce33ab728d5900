import FeedProfiles
import Storage

extension BatchBook {
  /// Queues, with the release and in its transaction, what leaves the house because of it: the file
  /// where the consumer says how it is brought, and a hint where it wants one.
  func queue(_ batch: FeedBatches.Batch, of consumer: FeedConsumers.Consumer) throws {
    // Who declared the consumer without a file fetches.
    guard !consumer.source.isEmpty, let file = try? ConsumerFile(parsing: consumer.source) else {
      return
    }
    if file.channel != nil {
      try Outbox.queue(.delivery, about: batch.id, of: institution, in: transaction)
    }
    if file.webhook != nil {
      try Outbox.queue(.webhook, about: batch.id, of: institution, in: transaction)
    }
  }
}
