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
  @Option(help: "The mapping of the list: a file (YAML), or the name of one that comes along.")
  var mapping: String
  @Option(help: "The last position of the ledger that counts; all of it without.") var asOf: Int?
  @Option(help: "After how many characters the list cuts texts.") var width: Int?
  @Option(help: "A CSV file for every row that does not match; it is made new.")
  var output: String?
  @Option(help: "The institution; needed where there are several.") var institution: String?

  func run() async throws {
    let text = try ImportMappings.text(mapping)
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
      if found.isStrange {
        Terminal.tell("Nothing is there as it was sent: is it the list of this system?")
      }
      if let output { try await write(found.id, to: output, desk.office, institution.id) }
      if found.counts[1...4].contains(where: { $0 > 0 }) { throw ExitCode.failure }
    }
  }
  private func write(
    _ comparison: UUID, to output: String, _ office: Office, _ institution: Int
  ) async throws {
    let url = URL(fileURLWithPath: output)
    let unfinished = URL(fileURLWithPath: output + ".part")
    let made = FileManager.default.createFile(
      atPath: unfinished.path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard made, let file = try? FileHandle(forWritingTo: unfinished)
    else { throw Refusal(.unreadableFile, "\(output) cannot be written.") }
    defer { try? FileManager.default.removeItem(at: unfinished) }
    var (count, isBegun) = (0, false)
    try await office.comparedRows(of: comparison, at: institution, by: Actor.name) { sheet in
      try file.write(contentsOf: isBegun ? CSVText.rows(of: sheet) : CSVText.bytes(of: sheet))
      (count, isBegun) = (count + sheet.rows.count, true)
    }
    try file.close()
    guard rename(unfinished.path, url.path) == 0 else {
      throw Refusal(.unreadableFile, "\(output) cannot be written.")
    }
    Terminal.say("\(output): \(count) rows")
  }
}
