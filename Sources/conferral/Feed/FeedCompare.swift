import ArgumentParser
import Foundation
import Office
import Rosters
import Spreadsheets
import Storage

/// `conferral feed compare`
struct FeedCompare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Hold a student system's own list of notations against the ledger.",
    discussion: "Nothing is changed by it. The command fails when the list does not agree.")

  @Argument(help: "The consumer.") var consumer: String
  @Argument(help: "The list (CSV).") var file: String
  @Option(help: "The mapping (YAML) of the list.") var mapping: String
  @Option(help: "The last position of the ledger that counts; all of it without.") var asOf: Int?
  @Option(help: "After how many characters the list cuts texts.") var width: Int?
  @Option(help: "A CSV file for every row that does not match; it is made new.")
  var output: String?
  @Option(help: "The institution; needed where there are several.") var institution: String?

  func run() async throws {
    let text = String(decoding: try Files.read(mapping), as: UTF8.self)
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      let url = URL(fileURLWithPath: file)
      let line = ProgressLine()
      let found: Comparisons.Listed
      do {
        found = try await desk.office.compare(
          ComparisonOrder(
            consumer: consumer, mapping: text, title: url.lastPathComponent, asOf: asOf,
            width: width), file: url, at: institution.id, by: Actor.name
        ) { line.show("\(file): \($0) rows") }
        line.end()
      } catch let mistakes as MappingMistakes {
        Terminal.tell("\(mapping): \(mistakes)")
        throw ExitCode.failure
      } catch let error as RosterFileError {
        Terminal.tell("\(file): \(error)")
        throw ExitCode.failure
      }
      Terminal.say("comparison \(found.id.text): \(found.listed) rows listed")
      for (outcome, count) in zip(Comparisons.outcomes, found.counts) {
        Terminal.say("  \(count) \(outcome)")
      }
      if let output { try await write(found.id, to: output, desk.office, institution.id) }
      if found.counts[1...4].contains(where: { $0 > 0 }) { throw ExitCode.failure }
    }
  }
  private func write(
    _ comparison: UUID, to output: String, _ office: Office, _ institution: Int
  ) async throws {
    let sheet = try await office.comparedRows(of: comparison, at: institution, by: Actor.name)
    do {
      try Data(CSVText.bytes(of: sheet)).write(
        to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw Refusal(.unreadableFile, "\(output) cannot be written.")
    }
    Terminal.say("\(output): \(sheet.rows.count) rows")
  }
}
