import ArgumentParser
import FeedProfiles
import Foundation
import Office
import Storage

/// `conferral feed verify`
struct FeedVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check delivered batches and how they hang together; or write stored ones again.",
    discussion: """
      Of a folder: each file against its .sha256 and its own header, details and trailer, and the \
      chain in which each names the SHA-256 of the one before; no database is needed. With --stored: \
      every released batch of the database is written again and compared with what was released. \
      Prints a line for each discrepancy with file and place; the exit status is 1 when there is one.
      """)

  @Argument(help: "A folder with batches.", completion: .directory)
  var folder: String?

  @Option(name: .customLong("profile"), help: "Profile files in which batches may be written.")
  var profiles: [String] = []

  @Flag(help: "Write every released batch of the database again and compare.")
  var stored = false

  @Option(help: "With --stored: the institution; needed where there are several.")
  var institution: String?

  func validate() throws {
    guard (folder != nil) != stored else {
      throw ValidationError("Name a folder, or say --stored.")
    }
  }

  func run() async throws {
    let isGood = if let folder { try verify(folder) } else { try await verifyStored() }
    guard isGood else { throw ExitCode.failure }
  }

  private func verify(_ folder: String) throws -> Bool {
    let own = try profiles.map { file -> FeedProfile in
      let text = try Files.text(file)
      do {
        return try FeedProfile(parsing: text)
      } catch {
        throw Refusal(.invalid, "\(file): \(error)")
      }
    }
    let chain: BatchChain
    do {
      chain = try BatchChain.verify(folder: folder, profiles: own)
    } catch {
      throw Refusal(
        .unreadableFile,
        "\(folder) cannot be read: it has to be a folder with batches, which you may read.")
    }
    for problem in chain.problems { Terminal.say("BROKEN  \(problem)") }
    guard !chain.batches.isEmpty else {
      Terminal.tell("There is no batch in \(folder).")
      return false
    }
    if chain.problems.isEmpty {
      for batch in chain.batches {
        Terminal.say("ok      \(batch.name)  \(batch.trailer?.rows ?? 0) rows  \(batch.sha256)")
      }
    }
    return chain.problems.isEmpty
  }

  private func verifyStored() async throws -> Bool {
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      var isGood = true
      for standing in try await desk.office.batchConsumers(of: institution.id) {
        var number = Int(Int32.max)
        while true {
          let batches = try await desk.office.releasedBatches(
            of: standing.consumer.name, before: number, limit: 100, institution: institution.id)
          guard let last = batches.last else { break }
          for batch in batches {
            isGood = try await verify(batch, desk.office, institution.id) && isGood
          }
          number = last.number
        }
      }
      return isGood
    }
  }

  private func verify(
    _ batch: FeedBatches.Batch, _ office: Office, _ institution: Int
  ) async throws -> Bool {
    let name = "\(batch.consumer) \(batch.number)"
    do {
      for try await _ in try await office.text(of: batch, at: institution) {}
      let before = try await office.releasedBatches(
        of: batch.consumer, before: batch.number, limit: 1, institution: institution
      ).first
      guard before?.release?.sha256 == batch.previous else {
        Terminal.say("BROKEN  \(name): it does not name the hash of the batch before it")
        return false
      }
      Terminal.say("ok      \(name)")
      return true
    } catch let refusal as Refusal {
      Terminal.say("BROKEN  \(name): \(refusal)")
      return false
    }
  }
}
