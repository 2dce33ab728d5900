import ArgumentParser
import Foundation
import Office
import Postgres
import Storage

/// `conferral outbox`
struct OutboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "Look after messages that leave the house.",
    subcommands: [List.self, Resend.self, Drop.self])

  /// `conferral outbox list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print messages, those queued last first; the dead ones unless told otherwise.",
      discussion: """
        The columns, with tabs between them: id, kind, state, attempts, badge, last error. \
        Addresses are left out.
        """)

    @Option(help: "waiting, sent, dead, dropped or all.")
    var state = "dead"

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      guard state == "all" || Outbox.State(rawValue: state) != nil else {
        throw ValidationError("The state is waiting, sent, dead, dropped or all.")
      }
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        var place: (instant: PostgresInstant, id: UUID)?
        while true {
          let messages = try await desk.office.messages(
            in: Outbox.State(rawValue: state), after: place, limit: 500, of: institution.id)
          guard let last = messages.last else { break }
          let lines = messages.map { message in
            [
              message.id.text, message.kind, message.state.rawValue, "\(message.attempts)",
              message.subject?.text ?? "-", message.lastError ?? "-",
            ].joined(separator: "\t") + "\n"
          }
          Terminal.put(lines.joined(), 1)
          place = (last.createdAt, last.id)
        }
      }
    }
  }

  /// `conferral outbox resend ID`
  struct Resend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let messages that were not sent have their next try now.")

    @Argument(help: "Ids of messages, as `conferral outbox list` prints them.")
    var messages: [String]

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await each(messages, institution) { office, id, number in
        try await office.resend(id, of: number, by: Actor.name)
      }
    }
  }

  /// `conferral outbox drop ID`
  struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Drop messages that nobody needs any more.")

    @Argument(help: "Ids of messages, as `conferral outbox list` prints them.")
    var messages: [String]

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await each(messages, institution) { office, id, number in
        try await office.drop(id, of: number, by: Actor.name)
      }
    }
  }

  private static func each(
    _ messages: [String], _ institution: String?,
    _ work: (Office, UUID, Int) async throws -> Void
  ) async throws {
    let ids = try messages.map { text in
      guard let id = UUID(uuidString: text) else {
        throw ValidationError("\(text) is no id of a message.")
      }
      return id
    }
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      for id in ids { try await work(desk.office, id, institution.id) }
    }
  }
}
