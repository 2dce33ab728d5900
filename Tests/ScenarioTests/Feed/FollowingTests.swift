import AsyncHTTPClient
import Foundation
import LinkedData
import Microcredentials
import NIOCore
import NIOHTTP1
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// Consumers follow the feed: every committed row once, in order, whatever their speed.
@Suite(.database(.conferral)) struct FollowingTests {
  private static let banner = """
    consumer: banner
    mode: production
    programs: [other]
    clients: [banner-token]
    """

  private func token(_ name: String, at campus: Campus, unit: String? = nil) async throws -> String
  {
    try await campus.office.createToken(
      named: name, role: .machineClient, unit: unit, days: 1, of: campus.id, by: "test"
    ).secret.text
  }

  /// Corrections that are committed or rolled back, of each award by a writer of its own.
  private func write(_ awards: [CorrectedAward], at campus: Campus) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for award in awards {
        group.addTask {
          var award = award
          for step in 0..<40 {
            var next = award
            let rows = next.rows(Int.random(in: 1...3))
            let commits = step % 3 != 0
            try await campus.write(rows, of: award.award, commits: commits)
            if commits { award = next }
            try await Task.sleep(for: .milliseconds(Int64.random(in: 0...20)))
          }
          try await campus.settle(award)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `readers of all kinds see every committed row once and in order`() async throws {
    let (campus, awards) = try await Campus.withOpenLedger(3)
    try await campus.consumer(Self.banner)
    let (whole, scoped) = (
      try await token("all", at: campus), try await token("banner-token", at: campus)
    )
    try await APIClient.serve(campus) { api in
      let (over, reader) = (Steady(), FeedReader(api: api, token: whole))
      let bannerReader = FeedReader(
        api: api, token: scoped, path: "/feed/consumers/banner/notations")
      async let polled = reader.follow(wait: 2, until: { over.isSet })
      async let slow = reader.follow(limit: 3, until: { over.isSet }) { _ in
        try await Task.sleep(for: .milliseconds(3))
      }
      async let hinted = hintedReader(reader, until: over)
      async let loaded = loadedReader(reader, until: over)
      async let banners = bannerReader.follow(limit: 2, wait: 1, until: { over.isSet })
      async let resumed = resumedReader(bannerReader, until: over)
      try await write(awards, at: campus)
      over.set()
      let ledger = try await campus.ledger()
      let positions = Array(1...ledger.count)
      for seen in [try await polled, try await slow, try await hinted] {
        #expect(seen.map { $0.number("position") } == positions)
        #expect(seen.map { $0["notation"]?.string } == ledger.map(\.id))
      }
      let own = ledger.filter { $0.program == "other" }.map(\.position)
      let (scope, afterCrashes) = try await (banners, resumed)
      #expect(scope.map { $0.number("position") } == own)
      #expect(afterCrashes == own)
      let voided = Set(ledger.compactMap(\.voids))
      let live = ledger.filter { $0.kind == .add && !voided.contains($0.id) }.map(\.id)
      let state = try await loaded
      #expect(state == Set(live))
    }
  }

  private func hintedReader(
    _ reader: FeedReader, until over: Steady
  ) async throws -> [JSONValue] {
    let seen = Gathered()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        // Each stream ends soon; it is taken up again.
        while !Task.isCancelled {
          try await reader.hints { head in
            while seen.last < head {
              seen.add(try await reader.page("after=\(seen.last)&limit=50").items)
            }
            return true
          }
        }
      }
      group.addTask {
        while !over.isSet { try await Task.sleep(for: .milliseconds(10)) }
        let end = try await reader.page("after=0&limit=1").highWater
        try await eventually { seen.last >= end }
      }
      try await group.next()
      group.cancelAll()
    }
    return seen.items
  }

  /// Loads the state while rows are written, then follows from there, keeping what is live.
  private func loadedReader(
    _ reader: FeedReader, until over: Steady
  ) async throws -> Set<String> {
    try await Task.sleep(for: .milliseconds(200))
    let state = FeedReader(api: reader.api, token: reader.token, path: "/feed/state")
    let first = try await state.page("limit=2")
    let moment = first.asOf
    var (live, page) = (Set(first.items.compactMap { $0["notation"]?.string }), first)
    while page.hasMore {
      page = try await state.page("as_of=\(moment)&after=\(page.next)&limit=2")
      live.formUnion(page.items.compactMap { $0["notation"]?.string })
    }
    let rows = try await reader.follow(after: moment, until: { over.isSet })
    for row in rows {
      if let voided = row["voids"]?.string { live.remove(voided) }
      if row["kind"]?.string == "add", let id = row["notation"]?.string { live.insert(id) }
    }
    return live
  }

  /// Crashes again and again between keeping rows and moving its cursor, and knows rows by their id.
  private func resumedReader(
    _ reader: FeedReader, until over: Steady
  ) async throws -> [Int] {
    var kept: [String: Int] = [:]
    while true {
      let wasOver = over.isSet
      try await Task.sleep(for: .milliseconds(5))
      let consumer = try await reader.api.get("/feed/consumers/banner", as: reader.token).json
      var position = consumer.number("cursor")
      var isAtEnd = false
      for _ in 0..<3 {
        let page = try await reader.page("after=\(position)&limit=3")
        for item in page.items {
          kept[item["notation"]?.string ?? "-"] = item.number("position")
        }
        position = page.next
        isAtEnd = page.items.isEmpty && !page.hasMore
        if Bool.random() { break }
        try await reader.move("banner", to: position)
      }
      if wasOver, isAtEnd { return kept.values.sorted() }
    }
  }

  @Test func `who waits is answered soon after the commit, or when the time is over`()
    async throws
  {
    let (campus, awards) = try await Campus.withOpenLedger(1)
    let whole = try await token("all", at: campus)
    try await APIClient.serve(campus) { api in
      let reader = FeedReader(api: api, token: whole)
      let start = ContinuousClock.now
      let none = try await reader.page("after=2&wait=1")
      #expect(none.items.isEmpty && none.next == 2 && !none.hasMore)
      let took = ContinuousClock.now - start
      #expect(took >= .seconds(1) && took < .seconds(15))
      async let answer = reader.page("after=2&wait=30")
      try await Task.sleep(for: .milliseconds(300))
      var award = awards[0]
      try await campus.write(award.rows(1), of: award.award)
      let written = ContinuousClock.now
      let page = try await answer
      #expect(page.items.count == 1)
      #expect(ContinuousClock.now - written < .seconds(15))
      try await campus.settle(award)
    }
  }

  @Test func `two hundred wait at once, one more of theirs is told to come later`() async throws {
    let (campus, awards) = try await Campus.withOpenLedger(1)
    var tokens: [String] = []
    for number in 0..<4 { tokens.append(try await token("t\(number)", at: campus)) }
    let names = tokens
    var options = WebOptions(
      limits: WebLimits(callsPerMinute: 1_000_000, guessesPerMinute: 1_000_000))
    options.connections.most = 400
    try await APIClient.serve(campus, options: options) { api in
      // The one more may come before the last of them, who then asks again.
      async let answers = atOnce(200) { number in
        let reader = FeedReader(api: api, token: names[number % 4])
        var answer = try await reader.answer("after=2&wait=30")
        while answer.status != 200 { answer = try await reader.answer("after=2&wait=30") }
        return answer.json["items"]?.elements.count
      }
      let reader = FeedReader(api: api, token: names[0])
      try await eventually {
        let refused = try await reader.answer("after=2&wait=1")
        return [429, 503].contains(refused.status) && refused.retryAfter != nil
      }
      #expect(try await reader.page("after=0").items.count == 2)
      var award = awards[0]
      try await campus.write(award.rows(1), of: award.award)
      let written = ContinuousClock.now
      let counts = try await answers
      #expect(counts == Array(repeating: 1, count: 200))
      #expect(ContinuousClock.now - written < .seconds(25))
      #expect(try await reader.answer("after=3&wait=1").status == 200)
      try await campus.settle(award)
    }
  }

  @Test(.enabled(if: Daemon.isPresent))
  func `who waits is answered at once when the daemon stops`() async throws {
    let (campus, _) = try await Campus.withOpenLedger(1)
    let whole = try await token("all", at: campus)
    let port = try FreePort.next()
    let daemon = try campus.daemon("serve", port: port)
    let caller = DaemonCaller(port: port, token: whole)
    try await eventually { (try? await caller.feed("after=0"))?.status == 200 }
    async let polled = caller.feed("after=2&wait=30")
    async let stream: Void? = try? await FeedReader.hints(port: port, token: whole) { _ in true }
    try await Task.sleep(for: .seconds(1))
    let start = ContinuousClock.now
    #expect(await daemon.end(with: SIGTERM) == 0, "\(daemon.said)")
    #expect(ContinuousClock.now - start < .seconds(15))
    let answer = try await polled
    #expect(answer.status == 200 && answer.json["items"]?.elements.isEmpty == true)
    _ = await stream
  }

  @Test func `a scoped reader passes over ten thousand rows of others once`() async throws {
    let (campus, awards) = try await Campus.withOpenLedger(1)
    try await campus.consumer(Self.banner)
    let ledger = try await campus.ledger()
    let foreign = try #require(zip(ledger, awards).first { $0.0.program == "workshop" }?.1)
    var award = foreign
    for _ in 0..<6 { try await campus.write(award.rows(10_000), of: award.award) }
    let scoped = try await token("banner-token", at: campus)
    try await APIClient.serve(campus) { api in
      let reader = FeedReader(api: api, token: scoped, path: "/feed/consumers/banner/notations")
      var (page, calls) = (try await reader.page("after=0"), 1)
      var seen = page.items
      while page.hasMore {
        page = try await reader.page("after=\(page.next)")
        seen += page.items
        calls += 1
      }
      #expect(seen.count == 1 && page.next == 60_002 && calls == 2)
      let end = try await reader.page("after=60002&wait=0")
      #expect(end.items.isEmpty && end.next == 60_002 && !end.hasMore)
    }
    try await campus.explainDeepPage()
  }

  @Test func `a range that is read again is the same byte for byte`() async throws {
    let (campus, awards) = try await Campus.withOpenLedger(2)
    var award = awards[0]
    try await campus.write(award.rows(9), of: award.award)
    let (whole, written) = (try await token("all", at: campus), award)
    try await APIClient.serve(campus) { api in
      let range = "/feed/notations?after=3&through=9&limit=100"
      let first = try await api.get(range, as: whole)
      #expect(first.json["items"]?.elements.count == 6)
      #expect(first.json["has_more"] == false)
      try await campus.settle(written)
      let second = try await api.get(range, as: whole)
      let before = first.text.replacing("\"high_water\":13", with: "\"high_water\":14")
      #expect(second.text == before)
      let start = try await api.get(range.replacing("limit=100", with: "limit=2"), as: whole)
      #expect(start.json.number("next") == 5 && start.json["has_more"] == true)
    }
  }

  @Test func `the state as of any position is what was added and not voided`() async throws {
    let (campus, first) = try await Campus.withOpenLedger(3)
    var awards = first
    for _ in 0..<40 {
      let place = Int.random(in: 0..<awards.count)
      let rows = awards[place].rows(Int.random(in: 1...3))
      try await campus.write(rows, of: awards[place].award)
    }
    for award in awards { try await campus.settle(award) }
    let (whole, ledger) = (try await token("all", at: campus), try await campus.ledger())
    try await APIClient.serve(campus) { api in
      var live: [(position: Int, id: String)] = []
      for moment in 0...ledger.count {
        if moment > 0 {
          let row = ledger[moment - 1]
          if let voided = row.voids { live.removeAll { $0.id == voided } }
          if row.kind == .add { live.append((row.position, row.id)) }
        }
        let (limit, seen) = (Int.random(in: 1...4), Gathered())
        var (after, hasMore) = (0, true)
        while hasMore {
          let page = try await api.get(
            "/feed/state?as_of=\(moment)&after=\(after)&limit=\(limit)", as: whole
          ).json
          seen.add(page["items"]?.elements ?? [])
          #expect(page.number("as_of") == moment)
          (after, hasMore) = (page.number("next"), page["has_more"] == true)
        }
        #expect(seen.items.map { $0["notation"]?.string } == live.map(\.id), "as of \(moment)")
      }
      let beyond = try await api.get("/feed/state?as_of=\(ledger.count + 1)", as: whole)
      #expect(beyond.status == 409)
    }
  }
}

/// Rows that tasks gather.
final class Gathered: @unchecked Sendable {
  private let lock = NSLock()
  private var rows: [JSONValue] = []

  var items: [JSONValue] { lock.withLock { rows } }
  var last: Int { lock.withLock { rows.last?.number("position") ?? 0 } }

  func add(_ more: [JSONValue]) { lock.withLock { rows += more } }
}

extension DaemonCaller {
  func feed(_ query: String) async throws -> Answer {
    var request = HTTPClientRequest(
      url: "http://127.0.0.1:\(port)\(API.root)/feed/notations?\(query)")
    request.headers.add(name: "authorization", value: "Bearer \(token)")
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(40))
    let bytes = try await response.body.collect(upTo: 1 << 20)
    return Answer(
      status: Int(response.status.code), type: nil, body: Array(bytes.readableBytesView),
      isReplay: false)
  }
}

extension Campus {
  /// A page from deep in the ledger is found by its position alone.
  func explainDeepPage() async throws {
    let institution = id
    try await owner("analyze notation")
    let plan: [String] = try await database.read {
      try $0.query(
        """
        explain select n.position, n.body from notation n
         where n.institution_id = \(institution)::int and n.position > 59000
           and n.position <= 9000000 order by n.position limit 100
        """
      ).column()
    }
    let text = plan.joined(separator: "\n")
    #expect(text.contains("Index Scan") && !text.contains("Sort"), "\(text)")
  }
}
