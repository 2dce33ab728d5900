import FeedProfiles
import Postgres
import Storage

extension FeedAlarms.Watch {
  /// What the files of consumers let be watched; one without a file that can be read is watched for
  /// deliveries that were given up.
  static func of(
    _ consumers: [FeedConsumers.Standing], of institution: Int, in transaction: Transaction
  ) throws -> [Self] {
    let named = Set(consumers.flatMap { $0.consumer.units ?? [] }).sorted()
    let parts =
      try named.isEmpty ? [:] : People.within(units: named, of: institution, in: transaction)
    return consumers.map { standing in
      let consumer = standing.consumer
      var watch = Self(consumer: consumer.name)
      watch.units = consumer.units.map { units in
        units.reduce(into: Set(units)) { $0.formUnion(parts[$1] ?? []) }.sorted()
      }
      if !consumer.source.isEmpty, let file = try? ConsumerFile(parsing: consumer.source) {
        watch.add(file, hasClients: !consumer.clients.isEmpty)
      }
      return watch
    }
  }

  private mutating func add(_ file: ConsumerFile, hasClients: Bool) {
    lateHours = file.alarms.lateAfterHours
    days = file.schedule?.digits
    time = file.schedule?.time
    rejectedDays = file.alarms.unacknowledgedAfterDays
    unacknowledgedDays = file.expectsAcknowledgements ? rejectedDays : nil
    cursorHours = hasClients ? file.alarms.cursorBehindAfterHours : nil
  }
}

extension ConsumerFile.Schedule {
  /// The days as seven digits from Monday on, 1 for a day of it.
  fileprivate var digits: String {
    ConsumerFile.Weekday.allCases.map { days.contains($0) ? "1" : "0" }.joined()
  }
}
