import Foundation
import Office
import Postgres
import Storage

/// What the pages of the registrar's feed show.
enum FeedPageModel {
  static let batchesAtOnce = 100
  static let rowsAtOnce = 100

  /// What is known of a consumer.
  struct ConsumerKnown: Sendable {
    let standing: FeedConsumers.Standing
    let last: FeedBatches.Batch?
    let prepared: FeedBatches.Batch?
    let outlook: BatchOutlook
  }

  /// The list of consumers.
  struct Consumers {
    struct Row {
      let name: String
      let title: String
      let mode: String
      let tone: String
      let profile: String
      let last: String
      let new: String
      let waiting: Int
      let notice: String?
      let prepared: Prepared?
    }

    struct Prepared {
      let name: String
      let number: Int
    }

    struct Alarm {
      let consumer: String?
      let sentence: String
      let since: DateShown
      let test: String?
    }

    let rows: [Row]
    let hasRows: Bool
    let alarms: [Alarm]
    let hasAlarms: Bool

    init(_ facts: [ConsumerKnown], alarms: [FeedAlarm], _ visit: PageVisit) {
      let language = visit.language
      self.alarms = alarms.map {
        Alarm(
          consumer: $0.consumer, sentence: $0.sentence,
          since: DateShown($0.since, in: visit.institution.zone, language),
          test: $0.isTest ? FeedWord.testOnly(in: language) : nil)
      }
      hasAlarms = !alarms.isEmpty
      rows = facts.map { facts in
        let consumer = facts.standing.consumer
        let last = facts.last.map { batch in
          "\(batch.number), "
            + (batch.release.map { DateShown($0.at, in: visit.institution.zone, language).text }
              ?? "")
        }
        return Row(
          name: consumer.name, title: consumer.title.isEmpty ? consumer.name : consumer.title,
          mode: mode(facts.standing, language), tone: tone(facts.standing),
          profile: profile(consumer, language), last: last ?? FeedWord.none(in: language),
          new: ConsumerFacts.new(facts.outlook.progress, language),
          waiting: facts.outlook.waiting,
          notice: notice(facts.outlook, isWaiting: facts.prepared != nil, language),
          prepared: facts.prepared.map { Prepared(name: consumer.name, number: $0.number) })
      }
      hasRows = !facts.isEmpty
    }
  }

  /// One consumer with its batches.
  struct Consumer {
    struct Row {
      let link: String?
      let number: Int
      let state: String
      let tone: String
      let positions: String
      let count: String
      let day: DateShown
    }

    let name: String
    let title: String
    let mode: String
    let tone: String
    let facts: [ConsumerFacts.Fact]
    let notice: String?
    let done: String?
    let canPrepare: Bool
    let token: String
    let rows: [Row]
    let hasRows: Bool
    let next: String?
    let first: String?
    let hasPages: Bool

    init(
      _ facts: ConsumerKnown, _ batches: [FeedBatches.Batch], isFirst: Bool, _ visit: PageVisit,
      token: String, done: String?
    ) {
      let language = visit.language
      let (standing, outlook) = (facts.standing, facts.outlook)
      let consumer = standing.consumer
      name = consumer.name
      title = consumer.title.isEmpty ? consumer.name : consumer.title
      mode = FeedPageModel.mode(standing, language)
      tone = FeedPageModel.tone(standing)
      let isPrepared = facts.prepared != nil
      self.facts = ConsumerFacts.all(facts, visit)
      notice = FeedPageModel.notice(outlook, isWaiting: isPrepared, language)
      self.done = done == "discarded" ? FeedWord.wasDiscarded(in: language) : nil
      canPrepare = !isPrepared && standing.endedAt == nil && consumer.profileVersion != nil
      self.token = token
      let shown = batches.prefix(batchesAtOnce)
      rows = shown.map { batch in
        Row(
          link: batch.state == .discarded ? nil : "\(batch.consumer)/\(batch.number)",
          number: batch.number, state: FeedPageModel.state(batch.state, language),
          tone: FeedPageModel.tone(batch.state),
          positions: FeedPageModel.positions(batch, language),
          count: batch.release.map { "\($0.totals.rows)" } ?? "–",
          day: DateShown(
            batch.release?.at ?? batch.preparedAt, in: visit.institution.zone, language))
      }
      hasRows = !batches.isEmpty
      next =
        batches.count > shown.count
        ? shown.last.map {
          "/feed/\(consumer.name)?after="
            + URLText.escaped(Cursor(Call.place($0.preparedAt, $0.id)).text)
        } : nil
      first = isFirst ? nil : "/feed/\(consumer.name)"
      hasPages = next != nil || first != nil
    }
  }

  static func mode(_ standing: FeedConsumers.Standing, _ language: Language) -> String {
    let word: FeedWord =
      standing.endedAt != nil ? .ended : standing.consumer.isTest ? .test : .production
    return word(in: language)
  }

  static func tone(_ standing: FeedConsumers.Standing) -> String {
    standing.endedAt != nil ? "bad" : standing.consumer.isTest ? "warn" : "good"
  }

  static func profile(_ consumer: FeedConsumers.Consumer, _ language: Language) -> String {
    consumer.profileVersion == nil ? FeedWord.noProfile(in: language) : consumer.profile
  }

  static func state(_ state: FeedBatches.State, _ language: Language) -> String {
    switch state {
    case .prepared: FeedWord.prepared(in: language)
    case .released: FeedWord.released(in: language)
    case .discarded: FeedWord.discarded(in: language)
    }
  }

  static func tone(_ state: FeedBatches.State) -> String {
    switch state {
    case .prepared: "warn"
    case .released: "good"
    case .discarded: "bad"
    }
  }

  static func positions(_ batch: FeedBatches.Batch, _ language: Language) -> String {
    batch.last < batch.first
      ? FeedWord.noPosition(in: language) : "\(batch.first) – \(batch.last)"
  }

  static func notice(_ outlook: BatchOutlook, isWaiting: Bool, _ language: Language) -> String? {
    guard isWaiting, outlook.occasion?.outcome == .waits else { return nil }
    return FeedWord.scheduleWaits(in: language)
  }
}
