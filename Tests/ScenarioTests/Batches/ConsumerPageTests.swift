import HTTPTypes
import Office
import Postgres
import Storage
import TestSupport
import Testing

@testable import Web

/// What a registrar is told of a system that gets the feed.
@Suite(.database(.conferral)) struct ConsumerPageTests {
  private func facts(of name: String, _ api: APIClient) async throws -> [String: String] {
    let page = try await FeedPagesTests.send(
      .get, "/feed/\(name)", try await api.person(.registrar), to: api)
    try #require(page.status == 200)
    #expect(!page.text.contains("sesame"))
    return page.text.matches(of: /<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/).reduce(into: [:]) {
      $0[String($1.1)] = String($1.2)
    }
  }

  @Test func `the page of a consumer says where batches go and when, but no secret`() async throws {
    let campus = try await Campus.withLedger(1)
    try await campus.app(
      """
      insert into unit (institution_id, code, name)
      values (\(campus.id)::int, 'A', 'Arts'), (\(campus.id)::int, 'B', 'Biology')
      """)
    let key = "SHA256:" + String(repeating: "a", count: 43)
    try await campus.declare(
      units: ["B", "A"], clients: ["banner-token"],
      more: """
        deliver:
          sftp:
            {host: drop.example.edu, port: 2222, user: feed, folder: in,
             password file: /sesame/password, host key: "\(key)"}
        webhook: {url: "https://hooks.example.edu/sesame?key=sesame", secret file: /sesame/hook}
        schedule: {days: [mon, wed], at: "02:30"}
        """)
    try await campus.declare(
      consumer: "folder", isTest: true, more: "deliver: {directory: /srv/registrar}")
    try await campus.declare(
      consumer: "pushed", more: "deliver: {https: {url: \"https://sis.example.edu/sesame\"}}")
    try await campus.declare(consumer: "fetched")
    try await APIClient.serve(campus) { api in
      let banner = try await facts(of: "banner", api)
      #expect(banner["Where its batches go"] == "SFTP: feed@drop.example.edu:2222, folder in")
      #expect(banner["Released"] == "Monday, Wednesday, 02:30 (America/New_York)")
      #expect(banner["Told of each batch"] == "https://hooks.example.edu")
      #expect(banner["Units that it gets"] == "B, A")
      #expect(banner["Tokens that read for it"] == "banner-token")
      let folder = try await facts(of: "folder", api)
      #expect(folder["Where its batches go"] == "folder /srv/registrar")
      #expect(folder["Released"] == "By hand only" && folder["Units that it gets"] == "All")
      let pushed = try await facts(of: "pushed", api)
      #expect(pushed["Where its batches go"] == "HTTPS (POST): https://sis.example.edu")
      let fetched = try await facts(of: "fetched", api)
      #expect(fetched["Where its batches go"]?.hasPrefix("Nowhere by themselves") == true)
    }
  }

  @Test func `new rows are those that the consumer gets and was not given`() async throws {
    let campus = try await Campus.withLedger(3)
    try await campus.declare(more: "expects acknowledgements: true")
    try await campus.apply(SampleProgram.badge("other"))
    try await campus.declare(consumer: "elsewhere", programs: ["other"])
    try await campus.declare(consumer: "half", programs: ["workshop"])
    try await campus.send()
    try await campus.more(2, from: 100)
    let report = AcknowledgementReport(
      batch: nil, totals: .init(accepted: 1, rejected: 0), acceptsOthers: false,
      lines: [
        .init(line: 1, position: 2, notation: nil, outcome: "accepted", code: nil, text: nil)
      ].compactMap { $0 })
    _ = try await campus.office.acting(as: campus.staff(.registrar)) {
      try $0.acknowledge(report, from: "banner")
    }
    try await APIClient.serve(campus) { api in
      let banner = try await facts(of: "banner", api)
      #expect(banner["New rows for it"] == "2" && banner["The ledger ends at position"] == "5")
      #expect(banner["Sent up to position"] == "3 (batch 1)")
      #expect(banner["Says that it has read up to position"] == "Nothing yet")
      #expect(banner["Rows of its batches that it said nothing of"] == "2")
      #expect(banner["Last report of what became of rows"]?.contains("(America/New_York)") == true)
      let elsewhere = try await facts(of: "elsewhere", api)
      #expect(elsewhere["New rows for it"] == "0")
      #expect(try await facts(of: "half", api)["New rows for it"] == "5")
      let list = try await FeedPagesTests.send(
        .get, "/feed", try await api.person(.registrar), to: api)
      let shown = list.text.matches(of: /<dt>New rows for it<\/dt><dd>([^<]*)<\/dd>/)
      #expect(shown.map { String($0.1) } == ["2", "0", "5"])
    }
  }
}
