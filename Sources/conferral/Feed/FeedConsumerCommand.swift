import ArgumentParser
import FeedProfiles
import Foundation
import Office
import Storage

/// `conferral feed consumer`
struct FeedConsumerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consumer", abstract: "Declare the systems that get the feed.",
    subcommands: [Apply.self, List.self, Show.self, End.self])

  /// `conferral feed consumer apply`
  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store what a consumer's file says.",
      discussion: """
        Secrets stand in files of their own, which the file names: they are looked at and never \
        stored. Every mistake is told with its line.
        """)

    @Argument(help: "The consumer's file (YAML).")
    var file: String

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      let source = try Files.text(file)
      let consumer: ConsumerFile
      do {
        consumer = try ConsumerFile(parsing: source)
      } catch {
        for mistake in error.mistakes {
          Terminal.say("\(file): line \(mistake.line): \(mistake.message); \(mistake.remedy)")
        }
        throw ExitCode.failure
      }
      let profile = try Self.profile(of: consumer, beside: file)
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        do {
          let applied = try await desk.office.apply(
            consumer, source: source, profileText: profile, to: institution.id, by: Actor.name)
          Terminal.say("\(consumer.name): \(applied.outcome.rawValue)")
          for note in applied.notes { Terminal.say("note: \(note)") }
        } catch let error as FeedFileError {
          throw Refusal(.invalid, "The profile cannot be used:\n\(error)")
        }
      }
    }

    private static func profile(of consumer: ConsumerFile, beside file: String) throws -> String? {
      guard case .file(let path) = consumer.profile else { return nil }
      let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
      return try Files.text(URL(fileURLWithPath: path, relativeTo: folder).path)
    }
  }

  /// `conferral feed consumer list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the consumers: name, mode, profile, cursor, rows behind, title.")

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        for shown in try await desk.office.feedConsumers(of: institution.id) {
          let (standing, consumer) = (shown.standing, shown.standing.consumer)
          let fields = [
            consumer.name, standing.endedAt == nil ? consumer.mode : "ended",
            consumer.profileVersion == nil ? "-" : consumer.profile, "\(standing.cursor)",
            shown.lag.map { "\($0.rows)" } ?? "-", consumer.title,
          ]
          Terminal.say(fields.joined(separator: "\t"))
        }
      }
    }
  }

  /// `conferral feed consumer show`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a consumer as the file that declared it, byte for byte.")

    @Argument(help: "The consumer's name.")
    var consumer: String

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let all = try await desk.office.feedConsumers(of: institution.id)
        guard let found = all.first(where: { $0.standing.consumer.name == consumer }) else {
          throw Refusal(
            .nothingThere,
            "There is no consumer \(consumer): `conferral feed consumer list` shows those there are."
          )
        }
        Terminal.put(found.standing.consumer.source, 1)
      }
    }
  }

  /// `conferral feed consumer end`
  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a consumer: it gets nothing any more, and what it got is kept.")

    @Argument(help: "The consumer's name.")
    var consumer: String

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let isEnded = try await desk.office.endFeedConsumer(
          consumer, of: institution.id, by: Actor.name)
        Terminal.say("\(consumer): \(isEnded ? "ended" : "was ended before")")
      }
    }
  }
}
