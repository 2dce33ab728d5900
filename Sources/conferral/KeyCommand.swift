import ArgumentParser
import Foundation
import Office
import Storage

/// `conferral key`
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Manage signing keys.", subcommands: [Create.self])

  /// `conferral key create`
  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a signing key; it signs from now on.",
      discussion: """
        The private half is written to a file that only you can read; back it up. The public half \
        is published, and stays so when another key follows.
        """)

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let id = try await desk.office.createKey(for: institution.id, by: Actor.name)
        Terminal.say("\(id) signs for \(institution.code) from now on")
        Terminal.tell("its file: \(desk.settings.keys.appendingPathComponent("\(id).key").path)")
      }
    }
  }
}
