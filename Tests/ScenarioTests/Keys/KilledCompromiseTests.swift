import Foundation
import LinkedData
import Office
import OpenBadges
import Postgres
import Storage
import TestSupport
import Testing

/// `conferral key compromise`, killed without warning again and again while a daemon awards.
@Suite(.database(.conferral), .enabled(if: Daemon.isPresent)) struct KilledCompromiseTests {
  private let count = 60

  private func earn(_ numbers: Range<Int>, at campus: Campus) async throws {
    let people = numbers.map { "\($0),Learner \($0),learner\($0)@example.edu" }
    try await campus.people(people.joined(separator: "\n"))
    try await campus.enrollments(
      numbers.map { "\($0),nonprofit,2026-08-24" }.joined(separator: "\n"))
    try await campus.results(
      numbers.flatMap {
        ["\($0),course,NPM 301,2026-09-01,A", "\($0),course,NPM 302,2026-09-02,B"]
      }.joined(separator: "\n"))
  }

  @Test func `every badge stands on a key that nobody else has, whenever it is killed`()
    async throws
  {
    let campus = try await Campus.withBadges(1)
    try await earn(2..<count, at: campus)
    try await campus.reconcile()
    let before = try await campus.badges()
    let key = try campus.signingKey(of: before[0].document)
    let serving = try campus.daemon("serve", port: FreePort.next())
    let arguments = [
      "key", "compromise", key, "--since", "2026-11-20T00:00:00Z", "--reason", "A test.",
    ]
    var interrupted = 0
    for round in 0..<6 {
      try await earn(count + round..<count + round + 1, at: campus)
      let command = try Daemon(
        arguments, database: TestDatabase.current.conninfo, keys: campus.office.keys.directory,
        in: campus.folder)
      try await Task.sleep(for: .milliseconds(80 + 80 * round))
      if await command.end() == 0 { break }
      interrupted += 1
      for badge in try await campus.badges() {
        #expect(try await campus.isValid(badge.document))
      }
    }
    #expect(interrupted > 0)
    let last = try Daemon(
      arguments, database: TestDatabase.current.conninfo, keys: campus.office.keys.directory,
      in: campus.folder)
    _ = await last.finish()
    try await eventually { try await campus.count("select count(*) from dirty_log") == 0 }
    #expect(await serving.end(with: SIGTERM) == 0, "\(serving.said)")
    let after = try await campus.badges()
    #expect(after.count >= before.count && Set(before.map(\.id)).isSubset(of: after.map(\.id)))
    for badge in after {
      #expect(try await campus.isValid(badge.document))
      #expect(try campus.signingKey(of: badge.document) != key)
    }
    for badge in before { #expect(try await !campus.isValid(badge.document)) }
    try await Conferral.check(campus.database)
  }
}
