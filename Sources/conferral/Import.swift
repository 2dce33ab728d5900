import ArgumentParser
import Foundation
import Office
import Storage
import Rosters

/// `conferral import`
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import somebody else's CSV files, or bundles of them, through a mapping.",
    subcommands: [ImportFiles.self, ImportMappings.self], defaultSubcommand: ImportFiles.self)
}

/// `conferral import MAPPING FILE…`
struct ImportFiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "files",
    abstract: "Import files or bundles; the word “files” may be left out.",
    discussion: """
      MAPPING is a file, or the name of a mapping that comes with the program (`conferral import \
      mappings`). A mapping for bundles takes a zip or a folder as FILE.

      Good rows go in, bad ones are kept aside with their reason, and rows about people or programs \
      that are not there yet wait for them; both are listed, and the command succeeds. An import \
      that was interrupted goes on where it stopped; a file that was imported before changes nothing.
      """)

  @Argument(help: "The mapping: a file (YAML), or the name of one that comes with the program.")
  var mapping: String

  @Argument(help: "The CSV files, or the bundles: zips or folders.")
  var files: [String]

  @Option(
    help: "A file that the mapping looks values up in; else it is found beside FILE or in it.")
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
    let text = try ImportMappings.text(mapping)
    let isBundle: Bool
    do {
      if case .bundle = try MappingFile(text) { isBundle = true } else { isBundle = false }
    } catch {
      Terminal.tell("\(mapping): \(error)")
      throw ExitCode.failure
    }
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      for file in files {
        if isBundle {
          try await importBundle(text, file, desk, institution.id)
        } else {
          try await importFile(text, file, desk, institution.id)
        }
      }
    }
  }

  private func importBundle(
    _ text: String, _ file: String, _ desk: Desk, _ institution: Int
  ) async throws {
    let order = BundleOrder(
      mapping: text, bundle: URL(fileURLWithPath: file),
      lookups: lookup.map { URL(fileURLWithPath: $0) }, isDryRun: dryRun,
      isAllOrNothing: allOrNothing, isRepeated: again)
    let line = ProgressLine()
    let report: BundleReport
    do {
      report = try await desk.office.importBundle(
        order, to: institution, by: Actor.name
      ) { name, report in
        let share = Double(report.bytes.done) / Double(max(1, report.bytes.all))
        line.show("\(name): \(report.lines) lines", share: share)
      }
      line.end()
    } catch {
      line.end()
      throw error
    }
    for notice in report.notices { Terminal.say("\(file): \(notice)") }
    for (name, report) in report.files { tell(report, name) }
  }

  private func importFile(
    _ text: String, _ file: String, _ desk: Desk, _ institution: Int
  ) async throws {
    let order = ImportOrder(
      mapping: text, file: URL(fileURLWithPath: file),
      lookups: lookup.map { URL(fileURLWithPath: $0) }, isDryRun: dryRun,
      isAllOrNothing: allOrNothing, isRepeated: again)
    let line = ProgressLine()
    let report: ImportReport
    do {
      report = try await desk.office.importFile(
        order, to: institution, by: Actor.name
      ) { report in
        let share = Double(report.bytes.done) / Double(max(1, report.bytes.all))
        line.show("\(file): \(report.lines) lines", share: share)
      }
      line.end()
    } catch let error as RosterFileError {
      line.end()
      Terminal.tell("\(file): \(error)")
      throw ExitCode.failure
    }
    tell(report, file)
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
