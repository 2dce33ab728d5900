import ArgumentParser
import Office
import Storage

/// `conferral feed alarms`
struct FeedAlarmsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarms",
    abstract: "Tell what of the feed is silent for too long; it fails when anything is.",
    discussion: "The columns, with tabs between them: consumer, kind, count, mode, sentence.")

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    let alarms = try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      return try await desk.office.feedAlarms(of: institution.id)
    }
    for alarm in alarms {
      let fields = [
        alarm.consumer ?? "-", alarm.kind.rawValue, "\(alarm.count)",
        alarm.consumer == nil ? "-" : alarm.isTest ? "test" : "production", alarm.sentence,
      ]
      Terminal.say(fields.joined(separator: "\t"))
    }
    if !alarms.isEmpty { throw ExitCode.failure }
  }
}
