import Foundation
import Microcredentials
import Office
import Postgres
import Storage
import TestSupport
import Testing

/// The transcript feed: dense, in commit order, the same for whoever follows it and whenever.
@Suite(.database(.conferral)) struct FeedTests {
  /// Reads on from where it stopped until told to end; every row in the order seen.
  private func follow(_ campus: Campus, until isOver: @Sendable () -> Bool) async throws
    -> [Notation]
  {
    var seen: [Notation] = []
    while true {
      let wasOver = isOver()
      let rows = try await campus.ledger(after: seen.last?.position ?? 0, limit: 7)
      seen += rows
      if rows.isEmpty {
        if wasOver { return seen }
        try await Task.sleep(for: .milliseconds(2))
      }
    }
  }

  @Test func `followers of two institutions see every row once, without a gap`() async throws {
    let one = try await Campus.open()
    let two = try await one.neighbour("two")
    let campuses = [one, two]
    for campus in campuses {
      let program = SampleProgram.badge("workshop")
        .replacingOccurrences(of: "credit: none", with: "credit: 3")
        .replacingOccurrences(of: "{workshop: W 1}", with: "{workshop: W 1, credits: 3}")
      try await campus.apply(program)
    }
    let over = Steady()
    let (first, second) = try await withThrowingTaskGroup(of: Void.self) { group in
      async let first = follow(one) { over.isSet }
      async let second = follow(two) { over.isSet }
      for reconciler in [one.colleague(), one.colleague(), one.colleague()] {
        group.addTask {
          while !over.isSet { _ = try await reconciler.office.reconcileBatch() }
        }
      }
      try await withThrowingTaskGroup(of: Void.self) { writers in
        for campus in campuses {
          for part in 0..<3 {
            writers.addTask {
              for step in 0..<4 { try await campus.crowd(25, from: 1 + part * 1_000 + step * 25) }
            }
          }
        }
        try await writers.waitForAll()
      }
      try await eventually { try await one.count("select count(*) from dirty_log") == 0 }
      over.set()
      try await group.waitForAll()
      return try await (first, second)
    }
    for (campus, seen) in zip(campuses, [first, second]) {
      #expect(seen.map(\.position) == Array(1...300))
      #expect(Set(seen.map(\.id)).count == 300)
      #expect(seen == (try await campus.ledger()))
      #expect(Set(seen.map(\.award)).count == 300)
    }
  }

  @Test func `a row of the feed is one line of JSON with its keys in a fixed order`() async throws {
    let campus = try await Campus.open()
    try await campus.apply(SampleProgram.credit())
    try await campus.people(#"1,"Ada ""Countess"" Lovelace""#)
    try await campus.enrollments("1,nonprofit,2026-08-24")
    try await campus.results("1,course,NPM 301,2026-09-01,A", "1,course,NPM 302,2026-09-02,B")
    try await campus.reconcile()
    let page = try await campus.office.feedPage(
      after: 0, limit: 10, between: "\n", of: campus.id)
    #expect(page.count == 1 && page.next == 1 && page.highWater == 1 && !page.bytes.contains(10))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(page.bytes)) as? [String: Any])
    #expect(object["name"] as? String == #"Ada "Countess" Lovelace"#)
    #expect(object["credits"] as? String == "6")
    #expect(object["earnedOn"] as? String == "2026-09-02")
    #expect(String(decoding: page.bytes, as: UTF8.self).hasPrefix(#"{"position":1,"notation":""#))
  }
}

/// A flag that tasks share.
final class Steady: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isSet: Bool { lock.withLock { value } }

  func set() { lock.withLock { value = true } }
}
