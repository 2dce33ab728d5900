import ArgumentParser
import Microcredentials
import Office
import Storage
import ProgramFiles

/// `conferral program`
struct ProgramCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "program", abstract: "Check, store and show programs.",
    subcommands: [Check.self, Apply.self, Show.self])

  /// `conferral program check`
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check program files; no database is needed.",
      discussion: """
        Prints every mistake with its line and what would be right, and the credits with which the \
        program can be earned. Exits with 1 when a file cannot be applied.
        """)

    @Argument(help: "Program files (YAML).")
    var files: [String]

    func run() async throws {
      var isAcceptable = true
      for file in files {
        do {
          let program = try ProgramFile.read(try Files.read(file), name: file)
          let report = program.check()
          for problem in report.problems { Terminal.say("\(file): \(problem)") }
          for notice in Office.notationNotices(about: program.version) {
            Terminal.say("\(file): notice: \(notice)")
          }
          let verdict = report.isAcceptable ? "ok" : "refused"
          Terminal.say("\(file): \(verdict): \(program.version.program) \(report)")
          isAcceptable = isAcceptable && report.isAcceptable
        } catch let errors as ProgramFileErrors {
          isAcceptable = false
          Terminal.say("\(errors)")
        } catch let refusal as Refusal {
          isAcceptable = false
          Terminal.say("\(refusal)")
        }
      }
      if !isAcceptable { throw ExitCode.failure }
    }
  }

  /// `conferral program apply`
  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Store the versions that program files describe.")

    @Argument(help: "Program files (YAML).")
    var files: [String]

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      var isAcceptable = true
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        for file in files {
          do {
            let bytes = try Files.read(file)
            let program = try ProgramFile.read(bytes, name: file)
            let applied = try await desk.office.apply(
              program, source: String(decoding: bytes, as: UTF8.self), to: institution.id,
              by: Actor.name)
            let version = program.version
            Terminal.say("\(version.program) \(version.version): \(applied.rawValue)")
          } catch let errors as ProgramFileErrors {
            isAcceptable = false
            Terminal.say("\(errors)")
          } catch let refusal as Refusal {
            isAcceptable = false
            Terminal.say("\(file): refused: \(refusal)")
          }
        }
      }
      if !isAcceptable { throw ExitCode.failure }
    }
  }

  /// `conferral program show`
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a stored program as the file it came from, byte for byte.")

    @Argument(help: "The program's code.")
    var program: String

    @Option(help: "The version's label; the latest one without it.")
    var version: String?

    @Option(help: "The institution; needed where there are several.")
    var institution: String?

    func run() async throws {
      try await atDesk { desk in
        let institution = try await desk.office.institution(institution)
        let source = try await desk.office.source(
          of: program, version: version, evenDrafts: true, institution: institution.id)
        Terminal.put(source, 1)
      }
    }
  }
}
