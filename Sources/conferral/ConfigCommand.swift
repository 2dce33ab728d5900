import ArgumentParser
import Foundation

/// `conferral config`
struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Print every setting with its effective value and where it comes from.",
    discussion: "Secrets are never printed. Nothing is opened and nothing is changed.")

  @Flag(help: "Print only what is wrong, unknown settings included; exit with 1 if anything is.")
  var check = false

  @Flag(help: "Print a file of variables for systemd with every setting in a comment.")
  var example = false

  func run() async throws {
    if example { return Terminal.put(await ConfigCommand.exampleText(), 1) }
    let settings = Settings(try await SettingSources())
    let faults = settings.mistakes + settings.strangers
    if !check {
      for entry in settings.entries { Terminal.say(Self.lines(of: entry)) }
    }
    for fault in faults { Terminal.say("MISTAKE  \(fault)") }
    if !check { return }
    if !faults.isEmpty { throw ExitCode.failure }
    Terminal.say("The settings are sound.")
  }

  private static func lines(of entry: SettingReader.Entry) -> String {
    """
    \(entry.name) = \(entry.shown)  (\(entry.origin))
        \(entry.words): \(entry.form)
    """
  }

  /// The example file: it depends on the declarations alone.
  private static func exampleText() async -> String {
    guard let sources = try? await SettingSources(environment: [:]) else { return "" }
    let head = """
      # Settings of Conferral, for EnvironmentFile= of systemd. `conferral config` prints the effective
      # ones, `conferral config --check` what is wrong with them. A secret belongs in a file that only
      # the daemon can read, or in a credential (LoadCredential=) with the setting's name.

      """
    let blocks = Settings(sources).entries.map { entry in
      """

      # \(entry.words): \(entry.form).
      # Without it: \(entry.standard)
      #\(entry.file ?? entry.name)=\(entry.example)

      """
    }
    return head + blocks.joined()
  }
}
