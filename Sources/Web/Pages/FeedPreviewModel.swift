import FeedProfiles
import Filing
import Foundation
import Microcredentials
import Office
import Storage

extension FeedPageModel {
  /// One batch: what it brings, what to look at, and what can be done with it.
  struct Preview {
    struct Warning {
      let title: String
      let text: String
      let positions: String?
    }

    struct Total {
      let what: String
      let now: String
      let before: String
    }

    struct Delivery {
      let outcome: String
      let tone: String
      let at: DateShown
      let channel: String
      let detail: String
    }

    struct Row {
      let position: Int
      let kind: String
      let student: String
      let name: String
      let text: String
      let mistake: String?
      let credits: String
      let earned: String
    }

    let id: String
    let consumer: String
    let number: Int
    let state: String
    let tone: String
    let mode: String
    let positions: String
    let profile: String
    let prepared: DateShown
    let preparedBy: String
    let released: DateShown?
    let releasedBy: String?
    let deliveries: [Delivery]
    let hasDeliveries: Bool
    let hash: String?
    let previous: String?
    let done: String?
    let token: String
    let isPrepared: Bool
    let isReleased: Bool
    let warnings: [Warning]
    let hasWarnings: Bool
    let leftOut: [String]
    let hasLeftOut: Bool
    let totals: [Total]
    let rows: [Row]
    let hasRows: Bool
    let next: Int?

    init(
      _ preview: BatchPreview, _ lines: [BatchLine], _ tries: [FeedDeliveries.Try],
      _ names: [String: String], _ visit: PageVisit, token: String, done: String?
    ) {
      let (batch, language) = (preview.batch, visit.language)
      id = batch.id.text
      consumer = batch.consumer
      number = batch.number
      state = FeedPageModel.state(batch.state, language)
      tone = FeedPageModel.tone(batch.state)
      mode = (batch.isTest ? FeedWord.test : .production)(in: language)
      positions = FeedPageModel.positions(batch, language)
      profile = batch.profile
      let zone = visit.institution.zone
      prepared = DateShown(moment: batch.preparedAt, in: zone, language)
      preparedBy = names[batch.preparedBy] ?? batch.preparedBy
      released = batch.release.map { DateShown(moment: $0.at, in: zone, language) }
      releasedBy = batch.release.map { names[$0.by] ?? $0.by }
      deliveries = tries.map { Self.delivery($0, in: zone, language) }
      hasDeliveries = !tries.isEmpty
      hash = batch.release.map { HexDigits.text($0.sha256) }
      previous = batch.previous.map { HexDigits.text($0) }
      self.done =
        done == "released" && batch.state == .released ? FeedWord.wasReleased(in: language) : nil
      self.token = token
      isPrepared = batch.state == .prepared
      isReleased = batch.state == .released
      warnings = preview.warnings.map { Self.warning($0, language) }
      hasWarnings = !warnings.isEmpty
      leftOut = preview.leftOut.flatMap { $0.why.map(\.description) }
      hasLeftOut = !leftOut.isEmpty
      totals = Self.totals(preview.totals, preview.last?.release?.totals, language)
      rows = lines.prefix(FeedPageModel.rowsAtOnce).map { Self.row($0, language) }
      hasRows = !rows.isEmpty
      next = lines.count > FeedPageModel.rowsAtOnce ? rows.last?.position : nil
    }

    private static func delivery(
      _ attempt: FeedDeliveries.Try, in zone: String, _ language: Language
    ) -> Delivery {
      let (word, tone): (FeedWord, String) =
        switch attempt.outcome {
        case .brought: (.brought, "good")
        case .putOff: (.putOff, "warn")
        case .refused: (.refused, "bad")
        }
      return Delivery(
        outcome: word(in: language), tone: tone,
        at: DateShown(moment: attempt.at, in: zone, language), channel: attempt.channel,
        detail: attempt.detail)
    }

    private static func warning(_ warning: BatchWarning, _ language: Language) -> Warning {
      let words = FeedWarningWord.words(of: warning.kind)
      let named = warning.positions.map(String.init).joined(separator: ", ")
      let more = warning.count > warning.positions.count ? " …" : ""
      return Warning(
        title: words.title(in: language)
          + (warning.count > 0 ? " (\(warning.count))" : ""),
        text: words.text(in: language), positions: named.isEmpty ? nil : named + more)
    }

    private static func totals(
      _ now: FeedBatches.Totals, _ before: FeedBatches.Totals?, _ language: Language
    ) -> [Total] {
      func total(_ word: FeedWord, _ value: (FeedBatches.Totals) -> String) -> Total {
        Total(what: word(in: language), now: value(now), before: before.map(value) ?? "–")
      }
      return [
        total(.added) { "\($0.added)" }, total(.voided) { "\($0.voided)" },
        total(.resent) { "\($0.resent)" }, total(.leftOut) { "\($0.leftOut)" },
        total(.persons) { "\($0.persons)" }, total(.creditsAdded) { "\($0.creditsAdded)" },
        total(.creditsVoided) { "\($0.creditsVoided)" },
      ]
    }

    private static func row(_ line: BatchLine, _ language: Language) -> Row {
      let notation = line.notation
      let kind: FeedWord = notation.kind == .add ? .add : .void
      return Row(
        position: notation.position,
        kind: kind(in: language)
          + (line.isResent ? " (\(FeedWord.again(in: language)))" : ""),
        student: notation.student, name: notation.name, text: notation.text,
        mistake: line.mistakes.isEmpty ? nil : line.mistakes.joined(separator: "; "),
        credits: notation.credits.map { "\($0)" } ?? "–", earned: "\(notation.earnedOn)")
    }
  }
}
