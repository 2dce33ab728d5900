import ArgumentParser
import Foundation
import Office
import Storage

/// `conferral feed batch render CONSUMER NUMBER`
struct FeedBatchRender: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Write a released batch again: the same bytes as ever, or nothing.",
    discussion: """
      Writes the file and a .sha256 beside it into a folder; both appear under their names when they \
      are whole, and what has another content is never overwritten.
      """)

  @OptionGroup var place: ConsumerArgument

  @Argument(help: "The batch.")
  var number: Int

  @Option(help: "The folder; the present one without it.")
  var folder = "."

  func run() async throws {
    try await place.atOffice { office, institution in
      let batch = try await office.batch(number, of: place.consumer, institution: institution)
      guard batch.release != nil else {
        throw Refusal(.wrongState, "Batch \(number) of \(place.consumer) is not released.")
      }
      let name = try await office.write(
        batch, into: URL(fileURLWithPath: folder), at: institution)
      Terminal.say(folder + "/" + name)
    }
  }
}
