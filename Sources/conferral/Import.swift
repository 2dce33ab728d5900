import ArgumentParser
import Foundation
import Office
import Storage
import Rosters

/// `conferral import`
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import somebody else's CSV files through a mapping.",
    discussion: """
      Good rows go in, bad ones are kept aside with their reason, and rows about people or programs \
      that are not there yet wait for them; both are listed, and the command succeeds. An import \
      that was interrupted goes on where it stopped; a file that was imported before changes nothing.
      """)

  @Argument(help: "The mapping (YAML).")
  var mapping: String

  @Argument(help: "The CSV files.")
  var files: [String]

  @Option(help: "A file that the mapping looks values up in; otherwise it is found beside FILE.")
  var lookup: [String] = []

  @Flag(help: "Say what would become of the rows, and write nothing.")
  var dryRun = false

  @Flag(help: "Write nothing unless every row can go in.")
  var allOrNothing = false

  @Flag(
    help: "Read a file that was imported before again; what it says replaces later corrections.")
  var again = false

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    let text = String(decoding: try Files.read(mapping), as: UTF8.self)
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      for file in files {
        let order = ImportOrder(
          mapping: text, file: URL(fileURLWithPath: file),
          lookups: lookup.map { URL(fileURLWithPath: $0) }, isDryRun: dryRun,
          isAllOrNothing: allOrNothing, isRepeated: again)
        let line = ProgressLine()
        let report: ImportReport
        do {
          report = try await desk.office.importFile(
            order, to: institution.id, by: Actor.name
          ) { report in
            let share = Double(report.bytes.done) / Double(max(1, report.bytes.all))
            line.show("\(file): \(report.lines) lines", share: share)
          }
          line.end()
        } catch let mistakes as MappingMistakes {
          line.end()
          Terminal.tell("\(mapping): \(mistakes)")
          throw ExitCode.failure
        } catch let error as RosterFileError {
          line.end()
          Terminal.tell("\(file): \(error)")
          throw ExitCode.failure
        }
        tell(report, file)
      }
    }
  }

  private func tell(_ report: ImportReport, _ file: String) {
    if report.isKnown {
      Terminal.say("\(file): imported before, nothing was changed (--again reads it again)")
      return
    }
    let counts = report.counts
    let how = dryRun ? "dry run, nothing was written: " : report.isResumed ? "resumed: " : ""
    Terminal.say(
      "\(file): \(how)\(counts.created) created, \(counts.amended) amended, "
        + "\(counts.unchanged) unchanged, \(counts.waiting) waiting, "
        + "\(counts.quarantined) quarantined")
    for kept in report.kept { Terminal.say("  \(kept)") }
    let wentIn = counts.waiting + counts.quarantined - report.keptCount
    if wentIn > 0 { Terminal.say("  \(wentIn) of the waiting went in before the end") }
    let more = report.keptCount - report.kept.count
    if more > 0, !report.kept.isEmpty { Terminal.say("  … and \(more) more") }
  }
}
