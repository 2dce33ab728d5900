import ArgumentParser
import FeedProfiles
import Foundation
import Office
import Postgres
import Storage

extension Bench {
  /// `conferral bench batch`
  struct Batch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "batch", abstract: "One batch of the whole ledger in each shipped profile.",
      discussion: """
        Prepared, written from the stored rows, hashed and released. Floor: psql copies the JSON of \
        the same rows to /dev/null, in turn with it.
        """)

    @Option(help: "How many rows the ledger has.")
    var rows = 100_000

    func run() async throws {
      try await BenchCampus.with { campus in
        try await campus.enroll(max(1, rows / 10))
        try await campus.fillLedger(rows)
        _ = try campus.copyLedger()
        Terminal.say("batch of \(rows) rows; the floor is copy … to stdout of the same rows")
        for profile in FeedProfile.shippedNames {
          let floor = try campus.copyLedger()
          Memory.forgetPeak()
          let before = Memory.peak
          let start = ContinuousClock.now
          let (leftOut, bytes) = try await campus.release(in: profile)
          let ours = seconds(since: start)
          Terminal.say(
            """
            \(profile.padding(toLength: 22, withPad: " ", startingAt: 0)) \
            \(Int(Double(rows) / ours)) rows/s, \(Rounded.text(floor / ours)) of the floor, \
            \(bytes >> 20) MiB, \(leftOut) left out, memory grew by \(Memory.peak - before) MiB
            """)
        }
      }
    }
  }
}

extension BenchCampus {
  /// Releases the whole ledger as one batch; how many rows were left out, and how many bytes it has.
  func release(in profile: String) async throws -> (leftOut: Int, bytes: Int) {
    let source = "consumer: \(profile)\nmode: production\nprofile: \(profile)\n"
    _ = try await office.apply(
      ConsumerFile(parsing: source), source: source, profileText: nil, to: 1, by: "bench")
    _ = try await office.prepareBatch(for: profile, of: 1, by: "bench")
    let batch = try await office.releaseBatch(
      nil, of: profile, reason: "It is measured.", institution: 1, by: "bench")
    guard let release = batch.release else { throw CancellationError() }
    return (release.totals.leftOut, release.bytes)
  }
}
