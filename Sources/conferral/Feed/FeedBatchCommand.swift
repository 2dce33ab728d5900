import ArgumentParser
import FeedProfiles
import Filing
import Foundation
import Office
import Storage

/// `conferral feed batch`
struct FeedBatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Prepare, look at, release and write batches of the feed.",
    subcommands: [
      Prepare.self, Preview.self, Release.self, Discard.self, Resend.self, List.self,
      FeedBatchRender.self,
    ])

  /// `conferral feed batch prepare CONSUMER`
  struct Prepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prepare the next batch: all that is new, and rows that are sent again.",
      discussion: "Where there is nothing to send it says so and exits with 0.")

    @OptionGroup var place: ConsumerArgument

    func run() async throws {
      try await place.atOffice { office, institution in
        let batch = try await office.prepareBatch(
          for: place.consumer, of: institution, by: Actor.name)
        guard let batch else {
          return Terminal.say("There is nothing to send to \(place.consumer).")
        }
        Terminal.say(
          "Batch \(batch.number) is prepared: \(batch.positionsInWords).")
      }
    }
  }

  /// `conferral feed batch preview CONSUMER`
  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what a batch brings, and what to look at before it is released.",
      discussion: """
        Of a released batch it tells what became of bringing it, the last tries first. The rows stand \
        on the page /feed.
        """)

    @OptionGroup var place: ConsumerArgument

    @Option(help: "The batch; the prepared one without it.")
    var number: Int?

    func run() async throws {
      try await place.atOffice { office, institution in
        let preview = try await office.previewBatch(
          number, of: place.consumer, institution: institution)
        for line in preview.lines { Terminal.say(line) }
        for attempt in try await office.deliveries(of: preview.batch, institution: institution) {
          Terminal.say("\(attempt.outcome.rawValue) by \(attempt.channel): \(attempt.detail)")
        }
      }
    }
  }

  /// `conferral feed batch release CONSUMER`
  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Release the prepared batch: it never changes any more, and leaves the house.",
      discussion: """
        Where there is something to look at first it prints that, releases nothing and exits with 1; \
        say --despite-warnings once you looked at it.
        """)

    @OptionGroup var place: ConsumerArgument

    @Option(help: "The batch; the prepared one without it.")
    var number: Int?

    @Option(help: "Why; it stands in the journal.", transform: Reason.parse)
    var reason = "Released at a terminal."

    @Flag(help: "Release it although there are warnings, which you looked at.")
    var despiteWarnings = false

    func run() async throws {
      try await place.atOffice { office, institution in
        let preview = try await office.previewBatch(
          number, of: place.consumer, institution: institution)
        for line in preview.warningLines { Terminal.tell(line) }
        guard preview.warnings.isEmpty || despiteWarnings else {
          throw Refusal(
            .wrongState,
            "Batch \(preview.batch.number) of \(place.consumer) is not released: look at the warnings "
              + "above, with `conferral feed batch preview` or on the page /feed, and say "
              + "--despite-warnings or discard it.")
        }
        let batch = try await office.releaseBatch(
          preview.batch.number, of: place.consumer, reason: reason, institution: institution,
          by: Actor.name)
        let hash = batch.release.map { HexDigits.text($0.sha256) } ?? ""
        Terminal.say("Batch \(batch.number) is released: \(hash)")
      }
    }
  }

  /// `conferral feed batch discard CONSUMER`
  struct Discard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give the prepared batch up: what it covers comes in the next one.")

    @OptionGroup var place: ConsumerArgument

    @Option(help: "Why; it stands in the journal.", transform: Reason.parse)
    var reason: String

    func run() async throws {
      try await place.atOffice { office, institution in
        let batch = try await office.discardBatch(
          nil, of: place.consumer, reason: reason, institution: institution, by: Actor.name)
        Terminal.say("Batch \(batch.number) is discarded.")
      }
    }
  }

  /// `conferral feed batch resend CONSUMER POSITION …`
  struct Resend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let rows that a consumer was sent come again with its next batch.")

    @OptionGroup var place: ConsumerArgument

    @Argument(help: "Positions of rows.")
    var positions: [Int]

    @Option(help: "Why; it stands in the journal.", transform: Reason.parse)
    var reason: String

    func run() async throws {
      try await place.atOffice { office, institution in
        let waiting = try await office.resend(
          positions, to: place.consumer, reason: reason, of: institution, by: Actor.name)
        Terminal.say(
          waiting == 0
            ? "Nothing was changed: these rows wait for the next batch already."
            : "Rows that wait for the next batch now: \(waiting).")
      }
    }
  }

  /// `conferral feed batch list CONSUMER`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the batches of a consumer, those prepared last first.",
      discussion: """
        The columns, with tabs between them: number, state, first position, last position, rows, \
        SHA-256 of the file.
        """)

    @OptionGroup var place: ConsumerArgument

    @Option(help: "How many at most.")
    var limit = 100

    func run() async throws {
      try await place.atOffice { office, institution in
        let batches = try await office.batches(
          of: place.consumer, limit: limit, institution: institution)
        for batch in batches {
          Terminal.say(
            [
              "\(batch.number)", batch.state.rawValue,
              batch.first > batch.last ? "-" : "\(batch.first)",
              batch.first > batch.last ? "-" : "\(batch.last)",
              batch.release.map { "\($0.totals.rows)" } ?? "-",
              batch.release.map { HexDigits.text($0.sha256) } ?? "-",
            ].joined(separator: "\t"))
        }
      }
    }
  }
}

/// Which consumer, of which institution.
enum Reason {
  /// Words for the journal; throws where there are none.
  static func parse(_ text: String) throws -> String {
    let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !words.isEmpty else { throw ValidationError("Say why: the reason is empty.") }
    return words
  }
}

struct ConsumerArgument: ParsableArguments {
  @Argument(help: "The consumer's name.")
  var consumer: String

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func atOffice(_ work: (Office, Int) async throws -> Void) async throws {
    try await atDesk { desk in
      try await work(desk.office, desk.office.institution(institution).id)
    }
  }
}

extension FeedBatches.Batch {
  /// What it covers; a batch may bring nothing but rows that are sent again.
  fileprivate var positionsInWords: String {
    first > last ? "no new positions" : "positions \(first) to \(last)"
  }
}

extension BatchPreview {
  /// The preview for people, line by line.
  fileprivate var lines: [String] {
    var lines = [
      "batch \(batch.number) of \(batch.consumer), \(batch.state.rawValue), "
        + (batch.isTest ? BatchHeader.Mode.test : .production).rawValue,
      "\(batch.positionsInWords), profile \(batch.profile)",
      "added \(totals.added), voided \(totals.voided), of these sent again \(totals.resent)",
      "credits added \(totals.creditsAdded), credits voided \(totals.creditsVoided)",
      "persons \(totals.persons), rows left out \(totals.leftOut)",
    ]
    if let before = last?.release?.totals {
      lines.append("the batch before: added \(before.added), voided \(before.voided)")
    }
    for row in leftOut { lines += row.why.map { "left out: \($0)" } }
    return lines + warningLines
  }

  /// What to look at before it is released, a line each.
  fileprivate var warningLines: [String] {
    warnings.map { warning in
      let positions = warning.positions.map(String.init).joined(separator: ", ")
      let more = warning.count - warning.positions.count
      return "WARNING: \(warning.kind.rawValue)"
        + (warning.count > 0 ? ", \(warning.count) rows" : "")
        + (positions.isEmpty ? "" : ": positions \(positions)")
        + (positions.isEmpty || more <= 0 ? "" : " and \(more) more")
    }
  }
}
