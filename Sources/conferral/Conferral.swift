import ArgumentParser

/// The program: every subcommand is a thin face over one method of the office.
@main
struct Conferral: AsyncParsableCommand {
  /// The version of the program.
  static let version = "0.3.0"

  static let configuration = CommandConfiguration(
    commandName: "conferral",
    abstract: "Micro-credentials that are awarded the moment they are earned.",
    discussion: """
      Without DATABASE_URL a private PostgreSQL is kept in the data folder (CONFERRAL_FOLDER). \
      Start with `conferral migrate`, `conferral institution apply FILE` and `conferral key create`.
      """,
    version: version,
    subcommands: [
      Serve.self, ConfigCommand.self, Migrate.self, Fsck.self, InstitutionCommand.self,
      KeyCommand.self,
      ProgramCommand.self, Import.self, Reconcile.self, Explain.self, AwardCommand.self,
      WorkListCommand.self, ReportCommand.self, Feed.self, TokenCommand.self, PersonCommand.self,
      OutboxCommand.self, VerifyCommand.self,
      Bench.self,
    ])
}
