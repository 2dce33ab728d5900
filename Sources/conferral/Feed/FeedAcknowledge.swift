import ArgumentParser
import Foundation
import Office
import Rosters
import Storage

/// `conferral feed acknowledge`
struct FeedAcknowledge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Record what a student system says became of rows of the feed.",
    discussion: """
      FILE is JSON Lines or CSV (position or notation, outcome, code, text), or anything else \
      through a mapping. Its totals must match, or nothing is taken. The same file again changes \
      nothing.
      """)

  @Argument(help: "The consumer.") var consumer: String
  @Argument(help: "The file.") var file: String
  @Option(help: "A mapping (YAML) for another layout.") var mapping: String?
  @Option(help: "The number or id of the batch.") var batch: String?
  @Option(help: "How many rows the batch has.") var rows: Int?
  @Option(help: "How many rows are accepted.") var accepted: Int?
  @Option(help: "How many rows are rejected.") var rejected: Int?
  @Option(help: "How many rows were there already.") var duplicate: Int?
  @Option(help: "How many rows the student system does not know.") var unknown: Int?
  @Flag(help: "Rows of the batch that are not listed are accepted.") var othersAccepted = false
  @Option(help: "The institution; needed where there are several.") var institution: String?

  func run() async throws {
    let report: AcknowledgementReport
    do {
      report = try AcknowledgementFile.read(
        URL(fileURLWithPath: file),
        mapping: try mapping.map { String(decoding: try Files.read($0), as: UTF8.self) },
        batch: batch,
        totals: .init(
          rows: rows, accepted: accepted, rejected: rejected, duplicate: duplicate,
          unknown: unknown), acceptsOthers: othersAccepted)
    } catch let mistakes as MappingMistakes {
      Terminal.tell("\(mapping ?? ""): \(mistakes)")
      throw ExitCode.failure
    } catch let error as RosterFileError {
      Terminal.tell("\(file): \(error)")
      throw ExitCode.failure
    }
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      let receipt = try await desk.office.acknowledge(
        report, from: consumer, to: institution.id, by: Actor.name)
      tell(receipt)
    }
  }

  private func tell(_ receipt: AcknowledgementReceipt) {
    if receipt.isKnown {
      Terminal.say("\(file): reported before, nothing was changed")
      return
    }
    let counts = receipt.counts
    Terminal.say(
      "\(file): \(counts.accepted) accepted, \(counts.rejected) rejected, "
        + "\(counts.duplicate) duplicate, \(counts.unknown) unknown, "
        + "\(counts.quarantined) quarantined; \(receipt.changes.changed) changed")
    for row in receipt.aside.prefix(20) {
      Terminal.say("  line \(row.line): \(row.reason) (\(row.code))")
    }
    if receipt.aside.count > 20 { Terminal.say("  … and \(receipt.aside.count - 20) more") }
  }
}
