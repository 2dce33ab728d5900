import ArgumentParser
import Office
import Storage

/// `conferral worklist`
struct WorkListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worklist",
    abstract: "Show what waits for a person: proposed revocations, unclear and parked enrollments.",
    discussion: "The columns, with tabs between them: kind, learner, program, reason.")

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      for entry in try await desk.office.workList(of: institution.id) {
        let fields = [entry.kind, entry.student ?? "-", entry.program, entry.reason]
        Terminal.say(fields.joined(separator: "\t"))
      }
    }
  }
}
