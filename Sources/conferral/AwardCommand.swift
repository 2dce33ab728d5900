import ArgumentParser
import Foundation
import Office
import Storage

/// `conferral award`
struct AwardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "award", abstract: "Show awards.", subcommands: [List.self])

  /// `conferral award list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the awards in the order in which they were made, one a line.",
      discussion: """
        The columns, with tabs between them: program, version, learner, earned on, state, badge. \
        Names are left out; `conferral feed` has them.
        """)

    @Option(help: "Only those of this program.")
    var program: String?

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        var last: UUID?
        while true {
          let awards = try await desk.office.awards(
            after: last, limit: 1_000, program: program, of: institution.id)
          guard let end = awards.last else { break }
          let lines = awards.map { award in
            [
              award.program, award.version, award.student ?? "-", "\(award.earnedOn)", award.state,
              "\(institution.site)/credentials/\(award.credential.text)",
            ].joined(separator: "\t") + "\n"
          }
          Terminal.put(lines.joined(), 1)
          last = end.id
        }
      }
    }
  }
}
