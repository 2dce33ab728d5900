import ArgumentParser
import Office
import Storage

/// `conferral feed read`
struct FeedRead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Print the transcript notations as JSON Lines, in commit order, without gaps.")

  @Option(help: "The last position that was read before.")
  var after = 0

  @Option(help: "The most rows to print; all without it.")
  var limit: Int?

  @Option(help: "The institution; needed where there are several.")
  var institution: String?

  func run() async throws {
    try await atDesk { desk in
      let institution = try await desk.office.institution(institution)
      var position = after
      var left = limit ?? .max
      while left > 0 {
        let page = min(left, 1_000)
        let rows = try await desk.office.feedPage(
          after: position, limit: page, between: "\n", of: institution.id)
        guard rows.count > 0 else { break }
        Terminal.put(String(decoding: rows.bytes, as: UTF8.self) + "\n", 1)
        position = rows.next
        left -= rows.count
      }
    }
  }
}
