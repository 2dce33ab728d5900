import ArgumentParser

/// `conferral feed`
struct Feed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The transcript feed: read it, and look after what consumers get.",
    discussion: "Without a subcommand it prints the ledger, as `conferral feed read` does.",
    subcommands: [
      FeedRead.self, FeedConsumerCommand.self, FeedBatchCommand.self, FeedProfilesCommand.self,
      FeedVerify.self, FeedAcknowledge.self, FeedCompare.self, FeedAlarmsCommand.self,
    ], defaultSubcommand: FeedRead.self)
}
